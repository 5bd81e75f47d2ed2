using System.Diagnostics;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Trading;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Domain.Strategy;

/// <summary>
/// The strategy of one symbol: nine states, order intents, pairs, return, unwind and hedge. An input is first taken as a fact, whatever the
/// state; then the state's own rules go on, as often as states change.
/// </summary>
public sealed class StrategyMachine : IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>
{
    private const int MostStatesInOneDecision = 8;

    private readonly StrategySettings _settings;
    private readonly string _tag;

    /// <param name="settings">Settings of the symbol.</param>
    public StrategyMachine(StrategySettings settings)
    {
        _settings = settings;
        _tag = ClientOrderId.StrategyTag(PersistenceIdOf(settings));
    }

    /// <inheritdoc/>
    public StrategyState Initial => StrategyState.Empty;

    /// <summary>`strategy-{symbol}` in lower case; fixed for ever, as client order ids come from it.</summary>
    public static string PersistenceIdOf(StrategySettings settings) => $"strategy-{settings.Symbol.Text.ToLowerInvariant()}";

    /// <inheritdoc/>
    public void Observe(StrategyView view, StrategyInput input) => view.Observe(input);

    /// <inheritdoc/>
    public StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence) =>
        StrategyFold.Apply(state, happened, sequence);

    /// <inheritdoc/>
    public Step Recovered(StrategyState state, long nextSequence, DateTimeOffset now)
    {
        var epoch = new Epoch(_settings.Generation, nextSequence);
        // Below the journal's own generation it would be older than its predecessor: nothing is written.
        if (epoch.Generation < state.Epoch.Generation)
            return new([], [new StrategyEffect.StopSelf($"journal generation {epoch.Generation} is below {state.Epoch.Generation} of this journal")]);
        var started = new StrategyEvent.IncarnationStarted(epoch, now);
        return new([started], Questions.OfRecovered(_settings, state, epoch));
    }

    /// <inheritdoc/>
    public Step Decide(StrategyState state, StrategyView view, StrategyInput input)
    {
        if (state.Ended || (input is StrategyInput.BooksMoved && !Wakes(state, view)))
            return Step.Nothing;
        var now = input is StrategyInput.BooksMoved || input.Now == default ? view.Now : input.Now;
        var turn = new StrategyTurn(_settings, _tag, state, view, now);
        Facts.Take(turn, input);
        GoOn(turn, input is StrategyInput.ClockTicked);
        return turn.Close();
    }

    // Books are read in two states only; a quiet tick ends here, without an allocation or a division.
    private static bool Wakes(StrategyState state, StrategyView view) => state.Phase switch
    {
        StrategyPhase.MonitoringSpreads => Opportunities.MayBeDue(state, view),
        StrategyPhase.PreparingArbitrage => true,
        _ => false,
    };

    private static void GoOn(StrategyTurn turn, bool ticked)
    {
        if (turn.State.Epoch == default)
            return;
        DeltaLimit.Enforce(turn);
        for (var i = 0; i < MostStatesInOneDecision && !turn.State.Ended; i++)
        {
            var before = turn.State.Phase;
            Overrule(turn);
            Behave(turn, ticked);
            if (turn.State.Phase == before)
                break;
        }

        if (!ticked || turn.State.Ended)
            return;
        Leases.Keep(turn);
        if (turn.Now == turn.View.AskAt)
            Equity.Mark(turn);
        if (turn.Now == turn.View.ProbeAt)
            Monitoring.Alarm(turn);
        Reporting.Tell(turn);
    }

    // What goes before the state's own rules: stop, error budget, time limit.
    private static void Overrule(StrategyTurn turn)
    {
        if (turn.Phase == StrategyPhase.Shutdown)
            return;
        var hour = turn.Now - TimeSpan.FromHours(1);
        if (turn.State.Stop is null && turn.State.Recovery.Errors.Length >= turn.Settings.ErrorRateThreshold
            && turn.State.Recovery.Errors.Count(e => e > hour) >= turn.Settings.ErrorRateThreshold)
            turn.StopCritical($"error budget spent: {turn.Settings.ErrorRateThreshold} errors in an hour");
        if (turn.State.Stop is { } stop)
        {
            turn.Enter(StrategyPhase.Shutdown, stop.Reason);
            Stopping.CancelOwn(turn);
        }
        else if (TimeLimit(turn) is { } limit && turn.InPhase >= limit)
        {
            turn.Fail($"{turn.Phase.Display()} took longer than {limit.TotalSeconds} s");
        }
    }

    private static TimeSpan? TimeLimit(StrategyTurn turn) => turn.Phase switch
    {
        StrategyPhase.Initializing => turn.Settings.Timeouts.Initializing,
        StrategyPhase.EstablishingDeltaNeutral => turn.Settings.Timeouts.Establishing,
        StrategyPhase.DeltaNeutralActive => turn.Settings.Timeouts.Active,
        StrategyPhase.ExecutingArbitrage => turn.Settings.Timeouts.Executing,
        StrategyPhase.RebalancingDelta => turn.Settings.Timeouts.Rebalancing,
        _ => null,
    };

    private static void Behave(StrategyTurn turn, bool ticked)
    {
        switch (turn.Phase)
        {
            case StrategyPhase.Initializing:
                Recovery.Initialize(turn);
                break;
            case StrategyPhase.EstablishingDeltaNeutral:
                Establishing.Advance(turn);
                break;
            case StrategyPhase.DeltaNeutralActive:
                Monitoring.Confirm(turn);
                break;
            case StrategyPhase.MonitoringSpreads:
                Monitoring.Watch(turn, ticked);
                break;
            case StrategyPhase.PreparingArbitrage:
                Monitoring.Prepare(turn);
                break;
            case StrategyPhase.ExecutingArbitrage:
                Monitoring.Execute(turn);
                break;
            case StrategyPhase.RebalancingDelta:
                Rebalancing.Advance(turn);
                break;
            case StrategyPhase.ErrorRecovery:
                Recovery.Advance(turn);
                break;
            case StrategyPhase.Shutdown:
                Stopping.Advance(turn);
                break;
            default:
                throw new UnreachableException($"{turn.Phase}");
        }
    }
}
