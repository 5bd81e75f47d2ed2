using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>The drills by name.</summary>
internal static class Drills
{
    private static readonly StrategySettings Defaults = new() { Symbol = new("COIN_USDT") };

    public static IReadOnlyDictionary<string, Drill> All { get; } = new SortedDictionary<string, Drill>(StringComparer.Ordinal)
    {
        ["establish"] = new(120, journal =>
        {
            Passes(journal, StrategyPhase.EstablishingDeltaNeutral, StrategyPhase.DeltaNeutralActive, StrategyPhase.MonitoringSpreads);
            Assert.Contains(journal.OfType<StrategyEvent.PairEnded>(), p => p is { Purpose: PairPurpose.Establish, Result: PairResult.Done });
        }),
        ["entry"] = new(250, journal => Ends(journal, PairPurpose.Entry, PairResult.Done)),
        ["entry refused"] = new(250, journal => Assert.Contains(
            journal.OfType<StrategyEvent.OrderAnswered>(), a => a.Answer is IntentAnswer.Refused))
        { Happens = MexcAnswers(Reply.Refuse) },
        ["return"] = new(400, journal => Ends(journal, PairPurpose.Return, PairResult.Done))
        {
            Mid = (venue, step) => venue == Venue.GateSpot && step >= 300 ? 1.004m : Drill.Crossing(venue, step),
        },
        ["unwind"] = new(300, journal => Ends(journal, PairPurpose.Unwind, PairResult.Done))
        {
            Mid = Drill.Flat,
            Happens = Drill.At(200, world =>
            {
                world.Futures.Liquidation = new(1.25m);
                world.Say(world.Futures.Funds());
            }),
        },
        ["timeout"] = new(400, journal => Assert.Contains(
            journal.OfType<StrategyEvent.PhaseEntered>(), p => p.Phase == StrategyPhase.ErrorRecovery))
        { Happens = MexcAnswers(Reply.Silence) },
        ["recovery"] = new(900, journal => Passes(
            journal, StrategyPhase.ExecutingArbitrage, StrategyPhase.ErrorRecovery, StrategyPhase.MonitoringSpreads))
        {
            Happens = MexcAnswers(Reply.Doubt)
                + Drill.At(450, world => world.Say(world.Mexc.NoEffect(world.Mexc.OpenIds.Single()))),
        },
        ["drawdown"] = new(320, journal =>
        {
            Passes(journal, StrategyPhase.MonitoringSpreads);
            Assert.DoesNotContain(journal.OfType<StrategyEvent.LegsIntended>(), l => l.Purpose == PairPurpose.Entry);
        })
        {
            Settings = Defaults with { MaxDrawdownPct = 0.5m },
            // The short loses on the perpetual's premium while the spots stand still, and more than MEXC gains when it crosses.
            Mid = (venue, step) => venue != Venue.GateFutures ? Drill.Crossing(venue, step)
                : step >= Drill.Crossed ? 1.03m : step >= 100 ? 1.015m : 1m,
        },
        ["ladder completes"] = new(300, journal => Ends(journal, PairPurpose.Entry, PairResult.Completed)) { Happens = MexcAnswers(Reply.Reject) },
        ["ladder reverses"] = new(300, journal => Ends(journal, PairPurpose.Entry, PairResult.Reversed))
        {
            Happens = MexcAnswers(Reply.Reject, Reply.Reject, Reply.Reject),
        },
        ["ladder hedges"] = new(300, journal => Ends(journal, PairPurpose.Entry, PairResult.Hedged))
        {
            Happens = MexcAnswers(Reply.Reject, Reply.Reject, Reply.Reject) + GateAnswers(Reply.Fill, Reply.Reject, Reply.Reject),
        },
        ["ladder halts"] = new(300, journal =>
        {
            Ends(journal, PairPurpose.Entry, PairResult.Halted);
            Assert.Contains(journal, e => e is StrategyEvent.HaltSet);
        })
        {
            Happens = GateAnswers(Reply.Fill) + Drill.At(Drill.Crossed, world =>
                (world.Mexc.Reply, world.Gate.Reply, world.Futures.Reply) = (Reply.Reject, Reply.Reject, Reply.Refuse)),
        },
        ["rebalance"] = new(300, journal =>
        {
            Passes(journal, StrategyPhase.RebalancingDelta, StrategyPhase.MonitoringSpreads);
            Ends(journal, PairPurpose.Rebalance, PairResult.Done);
        })
        {
            Mid = Drill.Flat,
            Happens = Drill.At(200, world => world.Say(world.Futures.Trade(Side.Buy, new(30m), new(1m), TradeCause.AutoDeleveraging))),
        },
        ["doubt"] = new(400, journal => Assert.Contains(journal, e => e is StrategyEvent.OrderDoubted)) { Happens = MexcAnswers(Reply.Doubt) },
        ["shutdown keeps"] = Stops(OnStop.KeepHedged, flat: false),
        ["shutdown closes"] = Stops(OnStop.Close, flat: true),
    };

    private static Drill Stops(OnStop onStop, bool flat) => new(400, journal =>
    {
        Passes(journal, StrategyPhase.MonitoringSpreads, StrategyPhase.Shutdown);
        Assert.Equal(flat, Assert.IsType<StrategyEvent.Stopped>(journal[^1]).Flat);
    })
    {
        Mid = Drill.Flat,
        Happens = Drill.At(200, world => world.Say(new StrategyInput.StopRequested(onStop, "drill"))),
    };

    private static Action<DrillWorld, int> MexcAnswers(params Reply[] replies) =>
        Drill.At(Drill.Crossed, world => Array.ForEach(replies, world.Mexc.Next.Enqueue));

    private static Action<DrillWorld, int> GateAnswers(params Reply[] replies) =>
        Drill.At(Drill.Crossed, world => Array.ForEach(replies, world.Gate.Next.Enqueue));

    private static void Ends(IReadOnlyList<StrategyEvent> journal, PairPurpose purpose, PairResult result) =>
        Assert.Contains(journal.OfType<StrategyEvent.PairEnded>(), p => p.Purpose == purpose && p.Result == result);

    // These phases, in this order, others between them allowed.
    private static void Passes(IReadOnlyList<StrategyEvent> journal, params StrategyPhase[] phases)
    {
        var next = 0;
        foreach (var entered in journal.OfType<StrategyEvent.PhaseEntered>())
        {
            if (next < phases.Length && entered.Phase == phases[next])
                next++;
        }

        Assert.True(next == phases.Length, $"never came to {(next < phases.Length ? phases[next] : default)} after {next} of {phases.Length}");
    }
}
