using System.Security.Cryptography;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Simulation.Tests.Market;

public sealed class MarketGeneratorSpecs
{
    private static readonly Symbol Neiro = new("NEIROETH_USDT");

    [Fact]
    public void Same_seed_gives_the_same_course_and_another_seed_another()
    {
        var first = Steps(MarketPreset.Typical, 7, 2_000);

        Assert.Equal(first, Steps(MarketPreset.Typical, 7, 2_000));
        Assert.NotEqual(first, Steps(MarketPreset.Typical, 8, 2_000));
    }

    [Fact]
    public void The_course_of_a_seed_never_changes_between_versions()
    {
        var course = Encoding.UTF8.GetBytes(string.Join('\n', Steps(MarketPreset.Typical, 1, 500)));

        Assert.Equal("5c95be08fd1421d6", Convert.ToHexStringLower(SHA256.HashData(course))[..16]);
    }

    [Fact]
    public void A_symbol_has_the_same_course_whatever_others_there_are()
    {
        var alone = Take(new MarketGenerator(MarketPreset.Typical, 3, [Neiro]), TimeSpan.FromSeconds(5)).Select(Text);
        var among = Take(new MarketGenerator(MarketPreset.Typical, 3, []), TimeSpan.FromSeconds(5)).Where(s => s.Symbol == Neiro).Select(Text);

        Assert.Equal(alone, among);
    }

    [Theory]
    [InlineData("calm")]
    [InlineData("typical")]
    [InlineData("dislocated")]
    public void Every_book_is_uncrossed_sorted_on_ticks_and_in_lots(string name)
    {
        Assert.True(MarketPreset.TryParse(name, out var preset));
        var source = new MarketGenerator(preset, 11, []);
        var rules = Domain.Markets.Venues.All.SelectMany(source.Instruments).ToDictionary(i => (i.Venue, i.Symbol));
        var last = TimeSpan.Zero;
        foreach (var step in Take(source, TimeSpan.FromSeconds(20)))
        {
            var rule = rules[(step.Venue, step.Symbol)];
            Assert.True(step.At >= last);
            last = step.At;
            Assert.True(step.Bids[0].Price < step.Asks[0].Price, Text(step));
            Assert.Equal(20, step.Bids.Length);
            Assert.Equal(20, step.Asks.Length);
            Assert.True(step.Bids.Zip(step.Bids.Skip(1)).All(p => p.First.Price > p.Second.Price));
            Assert.True(step.Asks.Zip(step.Asks.Skip(1)).All(p => p.First.Price < p.Second.Price));
            Assert.All(step.Bids.Concat(step.Asks), level =>
            {
                Assert.Equal(0m, level.Price.Value % rule.Tick.Value);
                Assert.Equal(0m, level.Quantity.Value % rule.Lot.Value);
                Assert.True(level.Quantity > Quantity.Zero);
            });
        }
    }

    [Fact]
    public void Calm_has_the_measured_spreads_intervals_and_basis_of_the_small_coin()
    {
        var steps = Take(new MarketGenerator(MarketPreset.Calm, 5, [Neiro]), TimeSpan.FromMinutes(20)).ToLookup(s => s.Venue);

        Assert.InRange(Median(steps[Venue.GateSpot].Select(SpreadBps)), 6m, 8m);
        Assert.InRange(Median(steps[Venue.GateFutures].Select(SpreadBps)), 9.5m, 11m);
        Assert.InRange(Median(steps[Venue.MexcSpot].Select(SpreadBps)), 37m, 43m);
        Assert.InRange(MedianIntervalMs(steps[Venue.GateSpot]), 95m, 115m);
        Assert.InRange(MedianIntervalMs(steps[Venue.GateFutures]), 760m, 880m);
        Assert.InRange(MedianIntervalMs(steps[Venue.MexcSpot]), 490m, 580m);
        var edges = Edges(MarketPreset.Calm, 5, Neiro, TimeSpan.FromMinutes(20)).ToList();
        Assert.InRange(Median(edges.Select(e => e.MidPct)), -0.15m, -0.07m);
    }

    [Fact]
    public void Calm_never_shows_an_entry()
    {
        foreach (var symbol in SymbolProfile.DefaultSymbols)
            Assert.DoesNotContain(Edges(MarketPreset.Calm, 5, symbol, TimeSpan.FromMinutes(5)), e => e.Net(symbol) >= 0.1m);
    }

    [Theory]
    [InlineData("typical")]
    [InlineData("dislocated")]
    public void Injected_dislocations_are_entries_net_of_fees_and_return_in_both_directions_in_turn(string name)
    {
        Assert.True(MarketPreset.TryParse(name, out var preset));
        foreach (var symbol in SymbolProfile.DefaultSymbols)
        {
            var episodes = new List<(TimeSpan From, TimeSpan To, int Direction)>();
            foreach (var edge in Edges(preset, 21, symbol, TimeSpan.FromSeconds(63)).Where(e => e.Net(symbol) >= 0.1m))
            {
                if (episodes.Count > 0 && episodes[^1].Direction == edge.Direction)
                    episodes[^1] = episodes[^1] with { To = edge.At };
                else
                    episodes.Add((edge.At, edge.At, edge.Direction));
            }

            var lasting = episodes.Count(e => e.To - e.From >= TimeSpan.FromMilliseconds(600));
            Assert.InRange(lasting, 20, 40);    // one in 1.5 to 3 s of the minute behind the quiet start
            Assert.All(episodes.Zip(episodes.Skip(1)), p => Assert.NotEqual(p.First.Direction, p.Second.Direction));
        }
    }

    [Fact]
    public void Mids_of_the_spots_never_differ_by_the_five_percent_that_stop_trading()
    {
        foreach (var symbol in SymbolProfile.DefaultSymbols)
            Assert.All(Edges(MarketPreset.Dislocated, 2, symbol, TimeSpan.FromMinutes(2)), e => Assert.InRange(e.MidPct, -4.5m, 4.5m));
    }

    [Fact]
    public void Label_states_how_many_times_larger_than_measured_the_injected_dislocations_are()
    {
        var source = new MarketGenerator(MarketPreset.Typical, 1, []);

        Assert.Contains($"dislocations injected, {source.InjectedBestEdgePct / 0.01m:0} x measured", source.Label, StringComparison.Ordinal);
        Assert.DoesNotContain("injected,", new MarketGenerator(MarketPreset.Calm, 1, []).Label, StringComparison.Ordinal);
    }

    [Fact]
    public void One_contract_is_well_below_half_of_the_rebalance_threshold_of_the_default_hedge()
    {
        foreach (var profile in SymbolProfile.DefaultSymbols.Select(SymbolProfile.For))
            Assert.True(profile.GateFutures.Instrument.Multiplier.Value * profile.StartPrice < 300m * 0.05m / 2m / 2m, profile.Symbol.Text);
    }

    private sealed record Edge(TimeSpan At, decimal MidPct, decimal GrossPct, int Direction)
    {
        // Less both fees, and the return's fees and crossing as they are without a dislocation.
        public decimal Net(Symbol symbol)
        {
            var profile = SymbolProfile.For(symbol);
            return GrossPct - profile.BreakEvenPct + profile.CrossingPct;
        }
    }

    private static IEnumerable<Edge> Edges(MarketPreset preset, long seed, Symbol symbol, TimeSpan until)
    {
        MarketStep? gate = null, mexc = null;
        foreach (var step in Take(new MarketGenerator(preset, seed, [symbol]), until))
        {
            if (step.Venue == Venue.GateSpot)
                gate = step;
            else if (step.Venue == Venue.MexcSpot)
                mexc = step;
            if (gate is not { } g || mexc is not { } m)
                continue;
            var sellMexc = (m.Bids[0].Price.Value / g.Asks[0].Price.Value - 1m) * 100m;
            var sellGate = (g.Bids[0].Price.Value / m.Asks[0].Price.Value - 1m) * 100m;
            var mid = (m.Bids[0].Price.Value + m.Asks[0].Price.Value) / (g.Bids[0].Price.Value + g.Asks[0].Price.Value);
            yield return new(step.At, (mid - 1m) * 100m, Math.Max(sellMexc, sellGate), sellMexc > sellGate ? 1 : -1);
        }
    }

    private static IEnumerable<MarketStep> Take(MarketGenerator source, TimeSpan until)
    {
        while (source.TryNext(out var step) && step.At < until)
            yield return step;
    }

    private static List<string> Steps(MarketPreset preset, long seed, int count)
    {
        var source = new MarketGenerator(preset, seed, []);
        return [.. Enumerable.Range(0, count).Select(_ => source.TryNext(out var step) ? Text(step) : "")];
    }

    private static string Text(MarketStep step) => $"{step.At} {step.Venue} {step.Symbol} {step.Bids[0].Price}/{step.Asks[0].Price}";

    private static decimal SpreadBps(MarketStep step) => (step.Asks[0].Price.Value / step.Bids[0].Price.Value - 1m) * 10_000m;

    private static decimal MedianIntervalMs(IEnumerable<MarketStep> steps) =>
        Median(steps.Zip(steps.Skip(1)).Select(p => (decimal)(p.Second.At - p.First.At).TotalMilliseconds));

    private static decimal Median(IEnumerable<decimal> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
