using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Domain.Trading;
using static Arbitrage.Node.Tests.Configuration.Effects.KeyEffect;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>Keys of `strategy.delta_neutral`: another decision of the machine.</summary>
internal static class StrategyEffects
{
    private const string Minute = "strategy: {delta_neutral: {position_timeout_minutes: 1}}";

    public static IEnumerable<KeyEffect> All =>
    [
        // what is built
        OfStrategy("base_position_size", "50", s => $"short {Short(s.Monitoring())}", "short 299", "short 149"),
        OfStrategy("max_position_multiplier", "2", s => $"short {Short(s.Monitoring())}", "short 299", "short 199"),
        OfStrategy("mexc_inventory_pct", "0", s => Held(s.Monitoring()), "about half on MEXC", "nothing on MEXC"),
        OfStrategy("intent_ttl_ms", "1000", s => TimeToLive(s.Monitoring()), "1500 ms", "1000 ms"),

        // entries
        OfStrategy("arbitrage_entry_threshold_pct", "1.7", s => Entries(Cross(s)), "1 entries", "0 entries"),
        OfStrategy("profit_basis", "one_way", s => Entries(Watching(s).Quotes(1m, 1.0042m).PassSeconds(1)), "0 entries", "1 entries"),
        OfStrategy("max_trade_usd", "40", s => LargestLeg(Cross(s)), "up to 160 USDT", "up to 40 USDT"),
        OfStrategy("max_in_doubt_usd", "30", s => LargestLeg(Cross(s)), "up to 160 USDT", "up to 30 USDT"),
        OfStrategy("confidence_min", "0", s => Entries(Cross(s, milliseconds: 100)), "0 entries", "1 entries"),
        OfStrategy("confirm_window_ms", "100", s => Entries(Cross(s, milliseconds: 200)), "0 entries", "1 entries"),
        OfStrategy("stale_after_ms", "9000", s => Skips(s, SkipReason.Stale,
            Watching(s).Quotes(1m, 1.02m).Move().Pass(TimeSpan.FromSeconds(3), books: false)), "1 skipped for Stale", "0 skipped for Stale")
            with { Background = "strategy: {delta_neutral: {confirm_window_ms: 2000, confidence_min: 1}}" },
        OfStrategy("max_skew_ms", "700", s => Skips(s, SkipReason.Skew, GateFallsAlone(s)), "1 skipped for Skew", "0 skipped for Skew")
            with { Background = "strategy: {delta_neutral: {confidence_min: 0}}" },
        OfStrategy("return_cost_window_minutes", "1", s => Entries(AfterDearReturns(s)), "0 entries", "1 entries"),
        OfStrategy("max_drawdown_pct", "0.5", s => Skips(s, SkipReason.Drawdown, Drawdown(s)), "0 skipped for Drawdown", "1 skipped for Drawdown"),

        // exits
        OfStrategy("arbitrage_exit_threshold_pct", "0.3", s => Pairs(Entered(s).PassSeconds(5), PairPurpose.Return), "0 of Return", "1 of Return")
            with { Background = "strategy: {delta_neutral: {arbitrage_entry_threshold_pct: 0.5}}" },
        OfStrategy("position_timeout_minutes", "1", s => Pairs(Entered(s).PassSeconds(65), PairPurpose.Return), "0 of Return", "1 of Return"),
        OfStrategy("max_return_cost_pct", "0.2", s => Pairs(Entered(s).PassSeconds(65), PairPurpose.Return), "1 of Return", "0 of Return")
            with { Background = Minute },
        OfStrategy("max_funding_cost_pct", "5", s => Unwinds(Funding(s)), "unwinds", "does not unwind"),
        OfStrategy("min_liq_distance_pct", "20", s => Unwinds(NearLiquidation(s)), "unwinds", "does not unwind"),
        OfStrategy("on_stop", "close", s => Stop(s), "kept", "flat"),

        // legs that come out unequal, and delta
        OfStrategy("max_slippage_pct", "0.5", LadderBand, "completes within 0.15 %", "completes within 0.49 %"),
        OfStrategy("leg_timeout_ms", "5000", s => SecondsUntil(Deleveraged(SilentLeg(s)), x => x.Events<StrategyEvent.LadderStepped>().Any()), "after 3.0 s", "after 5.0 s"),
        OfStrategy("delta_rebalance_threshold_pct", "20", Alarms, "alarms", "does not alarm"),
        OfStrategy("delta_time_limit_seconds", "5", s => SecondsUntil(DelayedRebalance(s), x => Hedged(x) == "hedged"),
            "after 10.0 s", "after 2.5 s") with { Background = "strategy: {delta_neutral: {rebalance_cost_budget_pct: 0.000001}}" },
        OfStrategy("delta_rebalance_frequency_minutes", "2", s => Hedged(DelayedRebalance(s).PassSeconds(130)), "still out", "hedged")
            with { Background = "strategy: {delta_neutral: {rebalance_cost_budget_pct: 0.000001, delta_time_limit_seconds: 3600}}" },
        OfStrategy("rebalance_cost_budget_pct", "0.000001", SecondRebalance, "at once", "waits"),

        // time limits of the states
        OfStrategy("state_timeouts.initializing", "5", s => UntilRecovery(With(s, x => x.Futures.Ready = false).Start()), "after 30.0 s", "after 5.0 s"),
        OfStrategy("state_timeouts.establishing", "20", s => UntilRecovery(StuckEstablishing(s)), "after 120.0 s", "after 20.0 s"),
        OfStrategy("state_timeouts.active", "4", s => UntilRecovery(StuckActive(s)), "after 10.0 s", "after 4.0 s"),
        OfStrategy("state_timeouts.preparing", "0.9", s => SecondsUntil(Preparing(s), x => x.State.PhaseReason == "expired"), "after 0.5 s", "after 0.9 s"),
        OfStrategy("state_timeouts.executing", "8", s => UntilRecovery(SilentLeg(s)), "after 15.0 s", "after 8.0 s"),
        OfStrategy("state_timeouts.rebalancing", "7", s => UntilRecovery(Unhedgeable(s)), "after 30.0 s", "after 7.0 s")
            with { Background = "strategy: {delta_neutral: {delta_time_limit_seconds: 3600}}" },
        OfStrategy("state_timeouts.recovery", "12", s => SecondsUntil(Attempted(s), x => x.State.Recovery.Attempt == 2), "after 30.0 s", "after 12.0 s"),
        OfStrategy("state_timeouts.shutdown", "50", s => SecondsUntil(SilentLeg(s).Stop(OnStop.Close), x => x.Stopped), "after 120.0 s", "after 50.0 s"),
    ];

    public static StrategyScript Watching(StrategyScript script) => script.Monitoring().PassSeconds(10);

    public static StrategyScript Cross(StrategyScript script, int milliseconds = 1000) =>
        Watching(script).Quotes(1m, 1.02m).Pass(TimeSpan.FromMilliseconds(milliseconds));

    public static string Skips(StrategyScript script, SkipReason reason, StrategyScript after) =>
        ReferenceEquals(script, after) ? $"{after.View.Skipped(reason)} skipped for {reason}" : throw new ArgumentException("another script", nameof(after));

    // The short loses on the perpetual's premium while the spots stand still: equity falls by 4.5, capital is 600.
    public static StrategyScript Drawdown(StrategyScript script) =>
        Watching(script).Quotes(1m, 1m, futuresMid: 1.015m).PassSeconds(3).Quotes(1m, 1.02m, futuresMid: 1.03m).PassSeconds(1);

    public static string Unwinds(StrategyScript script) =>
        script.Events<StrategyEvent.LegsIntended>().Any(e => e.Purpose == PairPurpose.Unwind) ? "unwinds" : "does not unwind";

    public static string SecondsUntil(StrategyScript script, Func<StrategyScript, bool> happened)
    {
        var from = script.Now;
        for (var i = 0; i < 2000 && !happened(script); i++)
            script.Pass(TimeSpan.FromMilliseconds(100));
        return happened(script) ? $"after {(script.Now - from).TotalSeconds:0.0} s" : "never";
    }

    public static StrategyScript Preparing(StrategyScript script)
    {
        Watching(script).Quotes(1m, 1m);
        script.Give(script.Order(TradingMode.Halted)).PassSeconds(1);
        script.GuardMute = true;
        script.Give(script.Order(TradingMode.Active)).Until(StrategyPhase.MonitoringSpreads);
        return script.Quotes(1m, 1.02m).Until(StrategyPhase.PreparingArbitrage, seconds: 1);
    }

    private static string Short(StrategyScript script) => $"{-script.Futures.Base.Value}";

    private static string Held(StrategyScript script) =>
        script.Mexc.Base.IsZero ? "nothing on MEXC" : script.Mexc.Base.Value is > 140m and < 160m ? "about half on MEXC" : $"{script.Mexc.Base}";

    private static string TimeToLive(StrategyScript script)
    {
        var first = script.Events<StrategyEvent.LegsIntended>().First();
        return $"{(first.Orders[0].NotAfter - first.At).TotalMilliseconds:0} ms";
    }

    private static string Entries(StrategyScript script) =>
        $"{script.Events<StrategyEvent.LegsIntended>().Count(e => e.Purpose == PairPurpose.Entry)} entries";

    private static string Pairs(StrategyScript script, PairPurpose purpose) =>
        $"{script.Events<StrategyEvent.LegsIntended>().Count(e => e.Purpose == purpose)} of {purpose}";

    private static string LargestLeg(StrategyScript script)
    {
        var entry = script.Events<StrategyEvent.LegsIntended>().First(e => e.Purpose == PairPurpose.Entry);
        return $"up to {decimal.Ceiling(entry.Orders.Max(o => o.CapNotional.Value) / 10m) * 10m} USDT";
    }

    // MEXC stands still while Gate falls 0.6 s later: both books are fresh by themselves.
    private static StrategyScript GateFallsAlone(StrategyScript script)
    {
        Watching(script).Pass(TimeSpan.FromMilliseconds(600), books: false);
        script.Quote(script.Gate, 0.98m);
        script.View.BookAt(Venue.GateSpot).CopyFrom(script.Gate.Book);
        script.View.Now = script.Now;
        return script.Give(StrategyInput.BooksMoved.Instance);
    }

    // Three minutes in which a return cost 0.6 %, then a minute and a half in which it cost 0.2 %.
    private static StrategyScript AfterDearReturns(StrategyScript script) =>
        Watching(script).Quotes(1m, 1.004m).PassSeconds(180).Quotes(1m, 1m).PassSeconds(90).Quotes(1m, 1.006m).PassSeconds(1);

    private static StrategyScript Entered(StrategyScript script) => Cross(script, milliseconds: 2000).Quotes(1m, 1m).PassSeconds(1);

    private static StrategyScript Funding(StrategyScript script) => script.Monitoring().Give(script.Futures.Tell(new AccountFact.Row(
        "row:1", StrategyScript.Coin, default, "1", RowKind.Funding, Asset.Usdt, -1.6m))).PassSeconds(5);

    private static StrategyScript NearLiquidation(StrategyScript script)
    {
        script.Monitoring().Futures.Liquidation = new(1.25m);
        return script.Give(script.Futures.Funds()).PassSeconds(3);
    }

    // What a process stop does, as the run asks for it.
    private static string Stop(StrategyScript script) =>
        script.Monitoring().Stop(script.Settings.OnProcessStop).PassSeconds(10).Events<StrategyEvent.Stopped>().Single().Flat ? "flat" : "kept";

    // Caps are rounded to the tick inwards, so that half a percent becomes a little less.
    private static string LadderBand(StrategyScript script)
    {
        Watching(script).Mexc.Next.Enqueue(Reply.Reject);
        script.Quotes(1m, 1.02m).PassSeconds(2);
        var step = script.Events<StrategyEvent.LadderStepped>().First(e => e.Step == LadderStep.Complete);
        var missed = script.Events<StrategyEvent.LegsIntended>().First(e => e.Purpose == PairPurpose.Entry).Orders[1];
        return $"completes within {(missed.Cap.Value - step.Orders[0].Cap.Value) / missed.Cap.Value * 100m:0.00} %";
    }

    private static StrategyScript SilentLeg(StrategyScript script)
    {
        Watching(script).Mexc.Reply = Reply.Silence;
        return script.Quotes(1m, 1.02m).Until(StrategyPhase.ExecutingArbitrage, seconds: 2);
    }

    private static StrategyScript Deleveraged(StrategyScript script, decimal contracts = 50m) =>
        script.Give(script.Futures.Trade(Side.Buy, new(contracts), new(1m), TradeCause.AutoDeleveraging));

    private static string Alarms(StrategyScript script)
    {
        script.Monitoring().Futures.Reply = Reply.Refuse;
        Deleveraged(script).PassSeconds(12);
        return script.Alerts.Contains("delta_deviation") ? "alarms" : "does not alarm";
    }

    private static StrategyScript Unhedgeable(StrategyScript script)
    {
        script.Monitoring().Futures.Reply = Reply.Refuse;
        return Deleveraged(script);
    }

    private static StrategyScript DelayedRebalance(StrategyScript script) => Deleveraged(Deleveraged(script.Monitoring()).PassSeconds(3));

    private static string SecondRebalance(StrategyScript script) => Hedged(DelayedRebalance(script).PassSeconds(2)) == "hedged" ? "at once" : "waits";

    private static string Hedged(StrategyScript script) => script.Futures.Base.Value == -299m ? "hedged" : "still out";

    private static StrategyScript With(StrategyScript script, Action<StrategyScript> change)
    {
        change(script);
        return script;
    }

    private static string UntilRecovery(StrategyScript script) => SecondsUntil(script, s => s.State.Phase == StrategyPhase.ErrorRecovery);

    private static StrategyScript StuckEstablishing(StrategyScript script) =>
        With(script, s => s.Gate.Reply = s.Mexc.Reply = Reply.Refuse).Start().Until(StrategyPhase.EstablishingDeltaNeutral);

    // The venue tells another position than was booked, so that nothing is read back.
    private static StrategyScript StuckActive(StrategyScript script)
    {
        script.Start().Until(StrategyPhase.EstablishingDeltaNeutral);
        script.Mexc.Base += new Domain.Units.Quantity(50m);
        return script.Until(StrategyPhase.DeltaNeutralActive);
    }

    private static StrategyScript Attempted(StrategyScript script) =>
        With(script, s => s.Futures.Ready = false).Start().Until(StrategyPhase.ErrorRecovery);
}
