using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Connection;
using Arbitrage.Domain.Tests.Risk;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Node.Configuration;
using static Arbitrage.Domain.Tests.Connection.Samples;
using static Arbitrage.Node.Tests.Configuration.Effects.KeyEffect;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>Keys of accounts, reconciliation and risk: another decision of the connection's, the guard's or the strategy's machine.</summary>
internal static class AccountEffects
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static IEnumerable<KeyEffect> All =>
    [
        Of("exchanges.gateio.timeout", "1", c => DoubtAfter(c, Venue.GateSpot), "in doubt after 10 s", "in doubt after 2 s"),
        Of("exchanges.mexc.timeout", "1", c => DoubtAfter(c, Venue.MexcSpot), "in doubt after 10 s", "in doubt after 2 s"),
        Of("exchanges.gateio.rate_limit", "600", c => ReadsAtOnce(c, Venue.GateSpot), "73 reads", "33 reads"),
        Of("exchanges.mexc.rate_limit", "600", c => ReadsAtOnce(c, Venue.MexcSpot), "151 reads", "71 reads"),
        Of("exchanges.gateio.countdown_cancel_seconds", "60", c => Connection(c, Venue.GateFutures).When(Opened(Venue.GateFutures)).Last
            .OfType<ConnectionEffect.ArmDeadMan>().Single().ToString(), $"{new ConnectionEffect.ArmDeadMan(TimeSpan.FromSeconds(30))}",
            $"{new ConnectionEffect.ArmDeadMan(TimeSpan.FromSeconds(60))}"),
        Of(KeyTable.StrategyPrefix + "futures_leverage", "3", c => Connection(c, Venue.GateFutures).When(Opened(Venue.GateFutures)).Last
            .OfType<ConnectionEffect.SetLeverage>().Single().ToString(), $"{new ConnectionEffect.SetLeverage(Btc, 2m)}", $"{new ConnectionEffect.SetLeverage(Btc, 3m)}"),
        Of("reconciliation.interval_seconds", "3", ReadsIn12Seconds, "1 reads", "5 reads"),
        Of("risk_management.monitoring.position_check_interval", "2", ReadsIn12Seconds, "1 reads", "8 reads"),
        Of("reconciliation.settle_gateio_seconds", "10", c => NoEffectAfter(c, Venue.GateSpot), "no effect after 47 s", "no effect after 27 s"),
        Of("reconciliation.settle_mexc_seconds", "10", c => NoEffectAfter(c, Venue.MexcSpot), "no effect after 77 s", "no effect after 27 s"),
        Of("reconciliation.balance_read_gap_seconds", "3", c => NoEffectAfter(c, Venue.GateSpot), "no effect after 47 s", "no effect after 40 s"),
        Of("reconciliation.adopt_opening_balances", "false", Opening, "opened", "shut"),
        Of("risk_management.clock_error_max_ms", "40", ClockOf45Ms, "the strategy trades, the connection claims", "the strategy waits, the connection refuses"),
        Of("journal_generation", "4", Generations, "orders of 0, connection of 0", "orders of 4, connection of 4"),

        Of("risk_management.position_limits.max_total_exposure_usd", "900", c => Asked(c, 1, 1000m), "granted", "max_total_exposure_usd"),
        Of("security.max_position_exposure", "900", c => Asked(c, 1, 1000m), "granted", "max_total_exposure_usd"),
        Of("risk_management.position_limits.max_single_position_usd", "900", c => Asked(c, 1, 1000m), "granted", "max_single_position_usd"),
        Of("risk_management.position_limits.max_position_count", "2", c => Asked(c, 3, 10m), "granted", "max_position_count"),
        Of("risk_management.position_limits.max_venue_capital_usd", "900", c => Asked(c, 1, 10m, capital: 1000m), "granted", "max_venue_capital_usd"),
        Of("risk_management.lease_ttl_seconds", "20", LeaseLife, "for 10 s", "for 20 s"),

        Of("risk_management.stop_loss.max_drawdown_pct", "0.5", c => Strategy(c, s => StrategyEffects.Skips(s, SkipReason.Drawdown, StrategyEffects.Drawdown(s))),
            "0 skipped for Drawdown", "1 skipped for Drawdown"),
        Of("security.emergency_stop_loss_pct", "1", c => Strategy(c, s => StrategyEffects.Unwinds(s.Monitoring().PassSeconds(2).Quotes(1m, 1m, 1.03m).PassSeconds(30))),
            "does not unwind", "unwinds") with { Background = "strategy: {delta_neutral: {max_drawdown_pct: 0.5}}" },
        Of("risk_management.circuit_breakers.error_rate_threshold", "1", c => Strategy(c, OneError), "goes on", "shuts down"),
        Of("risk_management.stop_loss.enabled", "false", c => Reported(c, GuardScript.Quiet with { LosingStreak = 5 }), "Reducing after ConsecutiveLosses", "Active"),
        Of("risk_management.stop_loss.consecutive_loss_limit", "3", c => Reported(c, GuardScript.Quiet with { LosingStreak = 3 }),
            "Active", "Reducing after ConsecutiveLosses"),
        Of("risk_management.circuit_breakers.enabled", "false", c => $"{FailedInARow(c, 5)}, {Strategy(c, OneError)}", "mexc_spot Reducing, shuts down", "mexc_spot Active, goes on")
            with { Background = "risk_management: {circuit_breakers: {error_rate_threshold: 1}}" },
        Of("risk_management.circuit_breakers.api_error_threshold", "3", c => FailedInARow(c, 3), "mexc_spot Active", "mexc_spot Reducing"),
        Of("risk_management.circuit_breakers.trade_rate_threshold", "20", c => Reported(c, GuardScript.Quiet with { Pairs = 21 }), "Active", "Reducing after TradeRate"),
        Of("risk_management.alerts.position_size_warnings", "false", c => Guarded(c).Tell(new RiskGuardInput.RequestLease(
            GuardScript.Btc, GuardScript.First, 1, new(10m), new(4_000m))).Alerts.Count(a => a == "position_size") + " warnings", "1 warnings", "0 warnings"),
        Of("risk_management.alerts.error_rate_alerts", "false", c => Guarded(c).Report(GuardScript.Btc, GuardScript.Quiet with { ErrorsTotal = 5, ErrorsInHour = 5 })
            .Alerts.Count(a => a == "error_rate") + " warnings", "1 warnings", "0 warnings"),
    ];

    private static ConnectionScript Connection(NodeConfiguration configuration, Venue venue) =>
        new(configuration.Connection(venue) with { Symbols = [Btc], Limits = RequestLimits.None, RequestsPerMinute = 0 });

    // Only our own cap, so that the venue's limits do not hide it.
    private static string ReadsAtOnce(NodeConfiguration configuration, Venue venue)
    {
        var connection = new ConnectionScript(configuration.Connection(venue) with { Symbols = [Btc], Limits = RequestLimits.None }).Ready();
        connection.All.Clear();
        for (var i = 0; i < 400; i++)
            connection.When(new ConnectionInput.AccountHinted());
        return $"{connection.All.OfType<ConnectionEffect.ReadAccount>().Count()} reads";
    }

    private static GuardScript Guarded(NodeConfiguration configuration) => new(configuration.Risk);

    private static string Reported(NodeConfiguration configuration, StrategyFigures figures)
    {
        var guard = Guarded(configuration).Report(GuardScript.Btc, GuardScript.Quiet).PassSeconds(30).Report(GuardScript.Btc, figures);
        return $"{guard.State.ModeOf(GuardScript.Btc).Mode}{string.Concat(guard.Trips.Select(t => $" after {t.Breaker}"))}";
    }

    private static string FailedInARow(NodeConfiguration configuration, int times) => "mexc_spot "
        + Guarded(configuration).Tell(new RiskGuardInput.ApiReported(Venue.MexcSpot, 1, times, times, "timeout")).State.ModeOf(Venue.MexcSpot).Mode;

    private static string Strategy(NodeConfiguration configuration, Func<StrategyScript, string> see) => see(new(StrategyOf(configuration)));

    private static string DoubtAfter(NodeConfiguration configuration, Venue venue)
    {
        var connection = Connection(configuration, venue).Ready();
        var intent = Intent(connection.Now, venue: venue);
        connection.When(new ConnectionInput.Submit(intent));
        var from = connection.Now;
        while (connection.Order(intent).Phase != OrderPhase.InDoubt && connection.Now - from < TimeSpan.FromMinutes(1))
            connection.Pass(0.1);
        return $"in doubt after {(connection.Now - from).TotalSeconds:0} s";
    }

    private static string ReadsIn12Seconds(NodeConfiguration configuration)
    {
        var connection = Connection(configuration, Venue.GateSpot).Ready();
        var reads = 0;
        for (var i = 0; i < 120; i++)
        {
            connection.Pass(0.1);
            reads += connection.Last.OfType<ConnectionEffect.ReadAccount>().Count();
            connection.AnswerReads(Account(Venue.GateSpot));
        }

        return $"{reads} reads";
    }

    // Everything that speaks for "no effect", read anew every second.
    private static string NoEffectAfter(NodeConfiguration configuration, Venue venue)
    {
        var connection = Connection(configuration, venue).Ready();
        var intent = Intent(connection.Now, venue: venue);
        connection.When(new ConnectionInput.Submit(intent), new ConnectionInput.CreateAnswered(intent.Id, new Domain.Trading.CreateOutcome.Unknown("timeout")));
        var seconds = 0;
        for (; connection.Order(intent).Outcome is null && seconds < 200; seconds++)
        {
            connection.Now += TimeSpan.FromSeconds(1);
            connection.When(
                new ConnectionInput.OpenOrdersRead([]), new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(connection.Now), []),
                new ConnectionInput.AccountRead(Account(venue) with { At = connection.Now }));
        }

        return $"no effect after {seconds} s";
    }

    private static string Opening(NodeConfiguration configuration) =>
        Connection(configuration, Venue.GateSpot).When(Opened(Venue.GateSpot), new ConnectionInput.AccountRead(Account(Venue.GateSpot))).State.OpenedAt is null
            ? "shut"
            : "opened";

    private static string ClockOf45Ms(NodeConfiguration configuration)
    {
        var script = new StrategyScript(StrategyOf(configuration));
        script.Mexc.Clock = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(45));
        script.Start().PassSeconds(20);
        var connection = Connection(configuration, Venue.GateSpot).Ready();
        connection.When(new ConnectionInput.ClockMeasured(Clock with { ErrorBound = TimeSpan.FromMilliseconds(45) }));
        connection.When(new ConnectionInput.Submit(Intent(connection.Now)));
        return $"the strategy {(script.All.Any(v => v.Taken.Count > 0) ? "trades" : "waits")}, "
            + $"the connection {(connection.Sent().Any() ? "claims" : "refuses")}";
    }

    private static string Generations(NodeConfiguration configuration)
    {
        var script = new StrategyScript(StrategyOf(configuration)).Monitoring();
        var connection = Connection(configuration, Venue.GateSpot);
        Assert.StartsWith($"a{script.State.Epoch.Generation}-", script.Gate.Taken[0].Id.Text, StringComparison.Ordinal);
        return $"orders of {script.State.Epoch.Generation}, connection of {connection.Settings.Generation}";
    }

    private static string OneError(StrategyScript script)
    {
        script.Monitoring().Mexc.Ready = false;
        script.Give(script.Mexc.Session()).PassSeconds(1);
        return script.State.Phase == StrategyPhase.Shutdown ? "shuts down" : "goes on";
    }

    private static string Asked(NodeConfiguration configuration, int symbols, decimal exposure, decimal capital = 10m) =>
        Guard(configuration, symbols, exposure, capital) switch
        {
            StrategyInput.LeaseRefused refused => refused.Reason.Split(' ', ':', ',').First(w => w.StartsWith("max_", StringComparison.Ordinal)),
            _ => "granted",
        };

    private static string LeaseLife(NodeConfiguration configuration) =>
        $"for {((StrategyInput.LeaseGranted)Guard(configuration, 1, 10m, 10m)).Ttl.TotalSeconds:0} s";

    // The answer to the last of so many symbols, each of which asks for the same.
    private static StrategyInput Guard(NodeConfiguration configuration, int symbols, decimal exposure, decimal capital)
    {
        var machine = new RiskGuardMachine(configuration.Risk);
        var state = RiskGuardState.Empty;
        Decision<RiskGuardEvent, RiskGuardEffect> Fold(Decision<RiskGuardEvent, RiskGuardEffect> decision)
        {
            foreach (var happened in decision.Events)
                state = machine.Apply(state, happened, state.Sequence + 1);
            return decision;
        }

        Fold(machine.Recovered(state, 1, Noon));
        StrategyInput? told = null;
        for (var i = 0; i < symbols; i++)
        {
            var symbol = new Symbol($"C{i}_USDT");
            Fold(machine.Decide(state, NoView.Instance, new RiskGuardInput.RaiseEpoch(symbol, new(0, 1)) { Now = Noon }));
            told = Fold(machine.Decide(state, NoView.Instance, new RiskGuardInput.RequestLease(symbol, new(0, 1), 1, new(capital), new(exposure)) { Now = Noon }))
                .Effects.OfType<RiskGuardEffect.TellStrategy>().Single().Input;
        }

        return told!;
    }
}
