using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Windows over the spread, and what a quiet tick costs.</summary>
public class WindowSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_median_is_that_of_the_samples_in_the_window() =>
        Gen.Int[-15_000, 15_000].Array[1, 300].Sample(costs =>
        {
            var window = new ReturnCostWindow(TimeSpan.FromSeconds(10));
            for (var i = 0; i < costs.Length; i++)
            {
                window.Add(costs[i] * 0.000001m, Start.AddMilliseconds(i * 100));
                // Ten seconds at a hundred milliseconds, both ends in.
                var kept = costs[Math.Max(0, i - 100)..(i + 1)].Order().ToArray();
                Assert.Equal(kept.Length, window.Count);
                Assert.Equal((kept[(kept.Length - 1) / 2] + 1) * 0.000001m, window.Median);
            }
        });

    [Fact]
    public void Samples_are_a_hundred_milliseconds_apart_at_least()
    {
        var window = new ReturnCostWindow(TimeSpan.FromMinutes(30));
        window.Add(0.001m, Start);

        Assert.False(window.IsDue(Start.AddMilliseconds(99)));
        Assert.True(window.IsDue(Start.AddSeconds(1)));
    }

    [Fact]
    public void Costs_beyond_two_percent_count_as_two_percent()
    {
        var window = new ReturnCostWindow(TimeSpan.FromMinutes(1));
        window.Add(decimal.MaxValue, Start);

        Assert.InRange(window.Median, 0.02m, 0.0201m);
    }

    [Fact]
    public void Persistence_is_the_share_of_the_window_in_which_the_edge_held()
    {
        var window = new PersistenceWindow(TimeSpan.FromMilliseconds(300));
        window.Note(true, Start);
        window.Note(false, Start.AddMilliseconds(90));
        window.Note(true, Start.AddMilliseconds(180));

        Assert.Equal(0.5m, window.Share(Start.AddMilliseconds(240)));
        Assert.Equal(1m, window.Share(Start.AddMilliseconds(480)));
        Assert.Equal(0m, new PersistenceWindow(TimeSpan.FromMilliseconds(300)).Share(Start));
    }

    [Fact]
    public void More_changes_than_the_ring_holds_err_towards_did_not_hold()
    {
        var window = new PersistenceWindow(TimeSpan.FromSeconds(300));
        for (var i = 0; i < 500; i++)
            window.Note(i % 2 == 0, Start.AddMilliseconds(i));

        Assert.InRange(window.Share(Start.AddMilliseconds(500)), 0m, 0.5m);
    }

    [Fact]
    public void A_quiet_tick_allocates_nothing_and_answers_with_the_shared_nothing()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(5);
        var (machine, state, view, moved) = (script.Machine, script.State, script.View, StrategyInput.BooksMoved.Instance);
        var books = new[] { script.Gate.Book, script.Mexc.Book };
        long Run(int ticks)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < ticks; i++)
            {
                view.Now += TimeSpan.FromMilliseconds(7);
                view.BookAt(Venue.GateSpot).CopyFrom(books[0]);
                view.BookAt(Venue.MexcSpot).CopyFrom(books[1]);
                machine.Observe(view, moved);
                if (!ReferenceEquals(machine.Decide(state, view, moved), Arbitrage.Domain.Running.Decision<StrategyEvent, StrategyEffect>.Nothing))
                    throw new InvalidOperationException("Not quiet.");
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run(20_000);

        Assert.Equal(0, Run(20_000));
    }

    [Fact]
    public void The_quick_test_is_never_more_generous_than_the_edge_by_division() =>
        Gen.Select(Gen.Decimal[0.5m, 2m], Gen.Decimal[0.98m, 1.05m], Gen.Decimal[0m, 0.002m], Gen.Decimal[0m, 0.002m]).Sample((ask, ratio, buyFee, sellFee) =>
        {
            var settings = new StrategySettings { Symbol = StrategyScript.Coin };
            var view = new StrategyView(settings);
            Instrument Rules(Venue venue, decimal fee) => StrategyScript.Spot(venue, 0.1m) with { TakerFee = new(fee) };
            view.Observe(new StrategyInput.SessionChanged(Venue.GateSpot, true, "", Rules(Venue.GateSpot, buyFee), default));
            view.Observe(new StrategyInput.SessionChanged(Venue.MexcSpot, true, "", Rules(Venue.MexcSpot, sellFee), default));
            var bid = ask * ratio;
            view.BookAt(Venue.GateSpot).Set([new(new(ask * 0.999m), new(1m))], [new(new(ask), new(1m))], 1, Start, Start);
            view.BookAt(Venue.MexcSpot).Set([new(new(bid), new(1m))], [new(new(bid * 1.001m), new(1m))], 1, Start, Start);
            view.Now = Start;
            view.Observe(StrategyInput.BooksMoved.Instance);

            var spread = view.Spread(SpreadDirection.BuyGateSellMexc);
            if (spread.IsAbove)
                Assert.True(view.NetEdgePct(SpreadDirection.BuyGateSellMexc) >= settings.EntryThresholdPct);
            else
                Assert.True(view.NetEdgePct(SpreadDirection.BuyGateSellMexc) < settings.EntryThresholdPct + 0.01m);
        });

    /// <summary>The product with the whole ratio is the definition; the tick path looks at a shorter one first. Bids lie within a few ulps of the limit.</summary>
    [Fact]
    public void The_short_ratio_of_a_quiet_tick_never_changes_what_the_whole_ratio_says() =>
        Gen.Select(Gen.Long[1, 99_999_999], Gen.Int[0, 8], Gen.Int[-3, 3], Gen.Int[0, 28], Gen.Int[0, 20]).Sample((digits, scale, off, ulp, fee) =>
        {
            var ask = digits / Power(scale);
            var settings = new StrategySettings { Symbol = StrategyScript.Coin };
            var view = new StrategyView(settings);
            Instrument Rules(Venue venue) => StrategyScript.Spot(venue, 0.1m) with { TakerFee = new(fee * 0.0001m) };
            view.Observe(new StrategyInput.SessionChanged(Venue.GateSpot, true, "", Rules(Venue.GateSpot), default));
            view.Observe(new StrategyInput.SessionChanged(Venue.MexcSpot, true, "", Rules(Venue.MexcSpot), default));
            var spread = view.Spread(SpreadDirection.BuyGateSellMexc);
            Observe(ask);
            // At the limit itself, an ulp of some decimal place beside it, or a millionth of it.
            var bid = (ask * spread.EntryRatio) + (off / Power(ulp));
            if (bid <= 0m)
                return;
            Observe(bid);

            var above = bid >= ask * spread.EntryRatio;
            Assert.Equal(above, spread.IsAbove);

            void Observe(decimal sold)
            {
                view.BookAt(Venue.GateSpot).Set([new(new(ask * 0.999m), new(1m))], [new(new(ask), new(1m))], 1, Start, Start);
                view.BookAt(Venue.MexcSpot).Set([new(new(sold), new(1m))], [new(new(sold * 1.001m), new(1m))], 1, Start, Start);
                view.Now = Start;
                view.Observe(StrategyInput.BooksMoved.Instance);
            }
        });

    private static decimal Power(int tens)
    {
        var power = 1m;
        for (var i = 0; i < tens; i++)
            power *= 10m;
        return power;
    }
}
