using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>
/// I7: a certain net delta above one contract that lasts longer than the limit halts the symbol in any state, and hedging goes on. Spot is not sold
/// instead of the perpetual here: its orders are refused too.
/// </summary>
public class DeltaLimitSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    // States that end by themselves sooner than the limit get a shorter limit or a longer life.
    private static StrategySettings Settings(StrategyPhase phase) => new()
    {
        Symbol = StrategyScript.Coin,
        DeltaTimeLimit = phase == StrategyPhase.PreparingArbitrage ? TimeSpan.FromMilliseconds(300) : Limit,
        Timeouts = new() { Preparing = TimeSpan.FromSeconds(2) },
    };

    // Ends in the state with the perpetual deaf to orders and the venue having taken 50 of its contracts.
    private static StrategyScript OutOfBandIn(StrategyPhase phase)
    {
        var script = Enter(phase);
        (script.Gate.Reply, script.Mexc.Reply) = (Reply.Refuse, Reply.Refuse);
        return script;
    }

    private static StrategyScript Enter(StrategyPhase phase)
    {
        var script = new StrategyScript(Settings(phase));
        switch (phase)
        {
            case StrategyPhase.Initializing:
                script.Monitoring();
                script.Mexc.Ready = false;
                Deleverage(script);
                return script.Start();
            case StrategyPhase.EstablishingDeltaNeutral:
                script.GuardGrants = false;
                script.Start().Until(phase);
                script.GuardGrants = true;
                script.Futures.Reply = Reply.Refuse;
                return script.Give(script.Gate.Trade(Side.Buy, new(50m), new(1m), TradeCause.AutoDeleveraging));
            case StrategyPhase.DeltaNeutralActive:
                script.Monitoring();
                script.Mexc.Base -= new Quantity(40m);
                script.Start().Until(phase);
                break;
            case StrategyPhase.MonitoringSpreads:
                script.Monitoring();
                foreach (var venue in script.All)
                    venue.Ready = false;
                script.Give(script.All.Select(v => v.Session()));
                break;
            case StrategyPhase.PreparingArbitrage:
                // Halted, the lease is given back; asked for anew, it does not come.
                script.Monitoring().PassSeconds(10).Give(script.Order(TradingMode.Halted)).PassSeconds(1);
                script.GuardMute = true;
                script.Give(script.Order(TradingMode.Active)).Until(StrategyPhase.MonitoringSpreads).Quotes(1m, 1.02m).Until(phase);
                break;
            case StrategyPhase.ExecutingArbitrage:
                script.Monitoring().PassSeconds(10);
                script.Mexc.Next.Enqueue(Reply.Doubt);
                script.Quotes(1m, 1.02m).Until(phase);
                script.Futures.Reply = Reply.Refuse;
                // More than what the sale in doubt may have taken off.
                script.Give(script.Futures.Trade(Side.Buy, new(250m), new(1m), TradeCause.AutoDeleveraging));
                return script;
            case StrategyPhase.RebalancingDelta:
                script.Monitoring();
                Deleverage(script);
                return script.Until(phase);
            case StrategyPhase.ErrorRecovery:
                script.Monitoring();
                script.Mexc.Ready = false;
                script.Start().PassSeconds(31);
                break;
            case StrategyPhase.Shutdown:
                script.Monitoring();
                Deleverage(script);
                script.Stop(OnStop.KeepHedged);
                return script;
            default:
                throw new ArgumentOutOfRangeException(nameof(phase));
        }

        Assert.Equal(phase, script.State.Phase);
        return Deleverage(script);
    }

    private static StrategyScript Deleverage(StrategyScript script)
    {
        script.Futures.Reply = Reply.Refuse;
        return script.Give(script.Futures.Trade(Side.Buy, new(50m), new(1m), TradeCause.AutoDeleveraging));
    }

    public static TheoryData<StrategyPhase> Phases => [.. Enum.GetValues<StrategyPhase>()];

    [Theory]
    [MemberData(nameof(Phases))]
    public void A_certain_delta_beyond_the_limit_halts_in(StrategyPhase phase)
    {
        var script = OutOfBandIn(phase);
        Assert.Equal(phase, script.State.Phase);
        var (limit, since) = (Settings(phase).DeltaTimeLimit, script.State.DeltaOutSince!.Value);
        script.Pass(since + limit - script.Now - TimeSpan.FromMilliseconds(100));
        Assert.Null(script.State.Mode.HaltReason);

        script.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Contains("beyond the band", script.State.Mode.HaltReason, StringComparison.Ordinal);
        Assert.Equal(phase, PhaseAt(script, script.Journal.FindIndex(e => e is StrategyEvent.HaltSet)));
        Assert.Contains("halted", script.Alerts);
        Assert.Contains(script.ToldGuard, i => i is RiskGuardInput.Kill { Mode: TradingMode.Halted });
    }

    [Theory]
    [MemberData(nameof(Phases))]
    public void Halted_or_not_what_is_certain_is_hedged_once_the_perpetual_can_be_traded_from(StrategyPhase phase)
    {
        var script = OutOfBandIn(phase).Pass(Limit);
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);

        (script.Futures.Reply, script.Futures.Ready) = (Reply.Fill, true);
        script.Give(script.Futures.Session()).Give(script.Futures.Funds()).PassSeconds(15);

        Assert.True(DeltaInterval.Of(script.State).Certain.Abs <= script.State.Contract, $"{DeltaInterval.Of(script.State)} in {script.State.Phase}");
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
    }

    [Theory]
    [InlineData(StrategyPhase.Initializing)]
    [InlineData(StrategyPhase.EstablishingDeltaNeutral)]
    [InlineData(StrategyPhase.DeltaNeutralActive)]
    [InlineData(StrategyPhase.RebalancingDelta)]
    [InlineData(StrategyPhase.ErrorRecovery)]
    [InlineData(StrategyPhase.Shutdown)]
    public void Hedges_do_not_wait_for_another_state_or_another_venue(StrategyPhase phase)
    {
        var script = OutOfBandIn(phase);
        script.Mexc.Ready = false;
        script.Give(script.Mexc.Session());
        script.Futures.Reply = Reply.Fill;

        script.PassSeconds(3);

        Assert.Null(script.State.DeltaOutSince);
        Assert.Null(script.State.Mode.HaltReason);
    }

    [Fact]
    public void A_restart_does_not_give_the_delta_a_new_start()
    {
        var script = OutOfBandIn(StrategyPhase.MonitoringSpreads).PassSeconds(3);
        Assert.Null(script.State.Mode.HaltReason);

        script.Start().Pass(TimeSpan.FromMilliseconds(1100));

        Assert.Equal(StrategyPhase.Initializing, script.State.Phase);
        Assert.NotNull(script.State.Mode.HaltReason);
    }

    [Fact]
    public void A_person_who_resumes_while_the_delta_stands_halts_at_once_again()
    {
        var script = OutOfBandIn(StrategyPhase.RebalancingDelta).PassSeconds(6);
        Assert.True(script.State.Mode.HaltConfirmed);

        script.Give(script.Order(TradingMode.Active));

        Assert.Equal(2, script.Events<StrategyEvent.HaltSet>().Count());
        Assert.Equal(TradingMode.Halted, script.State.Mode.Effective);
    }

    [Fact]
    public void A_delta_that_comes_back_in_time_halts_nothing_and_the_next_one_has_its_own_time()
    {
        var script = OutOfBandIn(StrategyPhase.RebalancingDelta).PassSeconds(2);
        script.Futures.Reply = Reply.Fill;
        script.PassSeconds(5);
        Assert.Null(script.State.DeltaOutSince);

        Deleverage(script).PassSeconds(3);

        Assert.Null(script.State.Mode.HaltReason);
    }

    [Fact]
    public void Nothing_is_certain_before_every_account_was_read_once()
    {
        var script = new StrategyScript();
        script.Mexc.Ready = false;
        script.Gate.Base = new(150m);
        script.Gate.Tell(new AccountFact.OpeningBalance("open:COIN", StrategyScript.Coin, script.Now, StrategyScript.Coin.Base, 150m));

        script.Start().PassSeconds(60);

        Assert.Equal(150m, script.State.NetDelta.Value);
        Assert.Empty(script.Futures.Taken);
        Assert.Null(script.State.DeltaOutSince);
    }

    private static StrategyPhase PhaseAt(StrategyScript script, int index)
    {
        var state = StrategyState.Empty;
        for (var i = 0; i <= index; i++)
            state = script.Machine.Apply(state, script.Journal[i], i + 1);
        return state.Phase;
    }
}
