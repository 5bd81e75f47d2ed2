using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Tests.Driver;

public sealed class LocalSystemSpecs
{
    [Fact]
    public void Sessions_come_up_reconciled_and_ledgers_equal_their_venues()
    {
        var system = Rig.Running(seed: 1);

        Assert.All(Domain.Markets.Venues.All, venue => Assert.True(system.Connections[venue].View!.IsReady, system.Connections[venue].View!.Why));
        Assert.True(system.RunUntil(() => system.Ledgers.Values.All(l => l.State.VerifiedUpTo > 0), TimeSpan.FromSeconds(60)));
        Assert.All(system.Ledgers, l => Assert.Equal(
            system.Models[l.Key].Balances().Where(b => b.Total != 0m).Select(b => (b.Asset, b.Total)).Order(),
            l.Value.State.Book.Balances.Select(b => (b.Key, b.Value))));
        Assert.False(system.Latch.Stops(Rig.Symbol, Venue.GateSpot));
    }

    [Fact]
    public void Books_reach_the_view_of_the_strategy_as_the_venue_displays_them()
    {
        var system = Rig.Running(seed: 1);
        var view = system.Strategies[Rig.Symbol].View!;

        foreach (var venue in Domain.Markets.Venues.All)
        {
            Assert.True(view.BookAt(venue).IsUsable);
            Assert.Equal(20, view.BookAt(venue).BidCount);
            Assert.InRange(view.BookAt(venue).ReceivedAt, system.Time.Now.AddSeconds(-1), system.Time.Now);
        }

        Assert.True(view.Ticks > 50);
    }

    [Fact]
    public void Same_seed_gives_the_same_calls_and_journals()
    {
        var (first, second) = (Rig.Running(seed: 4), Rig.Running(seed: 4));

        Assert.NotEmpty(first.Calls);
        Assert.Equal(Text(first), Text(second));
        Assert.NotEqual(Text(first), Text(Rig.Running(seed: 5)));
    }

    [Fact]
    public void A_venue_whose_session_is_down_is_not_ready_and_comes_back_reconciled()
    {
        var system = Rig.Running(seed: 1);
        system.CloseSession(Venue.MexcSpot, "cable cut");
        system.RunFor(TimeSpan.FromSeconds(1));
        Assert.False(system.Connections[Venue.MexcSpot].View!.IsReady);

        system.OpenSession(Venue.MexcSpot);

        Assert.True(system.RunUntil(() => system.Connections[Venue.MexcSpot].View!.IsReady, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_connection_that_crashed_recovers_its_journal_and_opens_a_session_of_its_own()
    {
        var system = Rig.Running(seed: 1);
        var id = JournalIds.Connection(Venue.GateSpot);
        var before = system.Connections[Venue.GateSpot].State.LastOffset;
        system.Crash(id);
        system.RunFor(TimeSpan.FromSeconds(1));
        system.Recover(id);

        Assert.True(system.RunUntil(() => system.Connections[Venue.GateSpot].View!.IsReady, TimeSpan.FromSeconds(10)));
        Assert.Equal(before, system.Connections[Venue.GateSpot].State.LastOffset);
        Assert.Equal(2, system.Journals.Of(id).Count(e => e.Happened is ConnectionEvent.IncarnationStarted));
    }

    private static string Text(LocalSystem system) => string.Join(
        '\n', system.Calls.Select(c => $"{c.At:O} {c.PersistenceId} {c.Kind} {c.Subject}")
            .Concat(system.Strategies.Values.Select(s => $"{s.View!.Ticks} {s.View.BookAt(Venue.GateSpot).BestBid}")));
}

/// <summary>A system of one symbol over a generated market, three funded accounts.</summary>
internal static class Rig
{
    public static Symbol Symbol { get; } = new("NEIROETH_USDT");

    public static DateTimeOffset Start { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static LocalSystem Running(long seed, MarketPreset? preset = null, params Symbol[] symbols)
    {
        var system = New(seed, preset, symbols);
        system.StartMarket();
        system.Start();
        system.RunFor(TimeSpan.FromSeconds(5));
        return system;
    }

    public static LocalSystem New(long seed, MarketPreset? preset = null, params Symbol[] symbols) => New(seed, preset, stepwise: false, symbols);

    public static LocalSystem New(long seed, MarketPreset? preset, bool stepwise, params Symbol[] symbols)
    {
        if (symbols.Length == 0)
            symbols = [Symbol];
        var source = new MarketGenerator(preset ?? MarketPreset.Calm with { IntervalDivisor = 5 }, seed, symbols);
        var options = new VenueModelOptions(new Dictionary<Asset, decimal> { [Asset.Usdt] = 5_000m }, Start.AddDays(-1));
        var models = Domain.Markets.Venues.All.ToDictionary(v => v, v => new VenueModel(v, source.Instruments(v), options));
        return new(
            new()
            {
                Start = Start,
                Stepwise = stepwise,
                Strategies = [.. symbols.Order().Select(s => new Arbitrage.Domain.Strategy.StrategySettings { Symbol = s })],
                Connections =
                [
                    .. Domain.Markets.Venues.All.Select(v => new ConnectionSettings { Venue = v, Symbols = [.. symbols.Order()] }),
                ],
            },
            source, models);
    }
}
