using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>What came of a scenario.</summary>
/// <param name="Scenario">Which.</param>
/// <param name="Stage">On what.</param>
/// <param name="Broken">What did not hold, one line each; empty when all did.</param>
/// <param name="Timeline">What happened.</param>
/// <param name="Journals">Every durable event.</param>
public sealed record ScenarioResult(
    Scenario Scenario, string Stage, ImmutableArray<string> Broken, ImmutableArray<TimelineEntry> Timeline, ImmutableArray<JournalEntry> Journals)
{
    /// <summary>Everything held.</summary>
    public bool Passed => Broken.IsEmpty;
}

/// <summary>Plays a scenario on a stage: steps at their times, expectations at theirs, and the promises at the end.</summary>
public sealed class ScenarioRun
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private readonly ScenarioWorld _world;
    private readonly IScenarioStage _stage;
    private readonly List<string> _broken = [];
    private readonly DeltaWatch _delta;

    private ScenarioRun(ScenarioWorld world, IScenarioStage stage)
    {
        (_world, _stage) = (world, stage);
        _delta = new(world);
    }

    private Scenario Scenario => _world.Scenario;

    /// <summary>Plays it in memory.</summary>
    public static ScenarioResult InMemory(Scenario scenario) => On(scenario, world => new MemoryStage(world));

    /// <summary>Plays it on a stage.</summary>
    public static ScenarioResult On(Scenario scenario, Func<ScenarioWorld, IScenarioStage> stage)
    {
        var world = new ScenarioWorld(scenario);
        using var machines = stage(world);
        var run = new ScenarioRun(world, machines);
        var context = SynchronizationContext.Current;
        try
        {
            // Continuations of the ports have to run where time passes, not where somebody's context would send them.
            SynchronizationContext.SetSynchronizationContext(null);
            run.Play();
        }
        catch (InvalidOperationException e)
        {
            run.Break($"the run broke off at {ScenarioText.Time(world.Elapsed)}: {e.Message}");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return new(scenario, machines.Name, [.. run._broken], [.. world.Timeline], [.. world.Journals.All]);
    }

    private void Play()
    {
        _world.StartMarket();
        foreach (var step in Scenario.Steps)
            _world.Time.At(_world.Start + step.At, () => Do(step));
        _stage.Start();
        Look();
        foreach (var group in Scenario.Expectations.GroupBy(e => e.At ?? Scenario.Length).OrderBy(g => g.Key))
        {
            _stage.RunUntil(_world.Start + group.Key);
            foreach (var expectation in group)
                Check(expectation);
        }

        _stage.RunUntil(_world.Start + Scenario.Length);
        foreach (var broken in ScenarioAudit.Of(_world, _stage))
            Break(broken);
    }

    private void Look()
    {
        _delta.Look();
        _world.Time.After(LookEvery, Look);
    }

    private void Check(Expectation expectation)
    {
        var check = ScenarioCheck.Of(expectation, _world, _stage, _delta);
        if (check.Found is null)
            _world.Note(TimelineKind.Held, "scenario", check.Wanted);
        else
            Break($"line {expectation.Line}: expected {check.Wanted}, found {check.Found}");
    }

    private void Break(string what)
    {
        _broken.Add(what);
        _world.Note(TimelineKind.Broken, "scenario", what);
    }

    private void Do(ScenarioStep step)
    {
        switch (step)
        {
            case ScenarioStep.Creates s:
                _world.Venues[s.Venue].Set(s);
                break;
            case ScenarioStep.Calls s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"{s.Call}: {s.Fate} for {ScenarioText.Time(s.For)}");
                _world.Venues[s.Venue].Set(s);
                break;
            case ScenarioStep.Stream s:
                _world.Venues[s.Venue].Set(s);
                break;
            case ScenarioStep.Session s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"{(s.Maintenance ? "maintenance" : "session lost")} for {ScenarioText.Time(s.For)}");
                _world.Venues[s.Venue].Lose(s);
                break;
            case ScenarioStep.Feed s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"books {s.Fate} for {ScenarioText.Time(s.For)}");
                _world.Disturb(s);
                break;
            case ScenarioStep.Crash s:
                Crash(s);
                break;
            case ScenarioStep.WriteFails s:
                FailWrite(s);
                break;
            case ScenarioStep.Pause s when s.On is null:
                Pause(s);
                break;
            case ScenarioStep.Pause s:
                _world.Journals.Set(new(s.Machine, s.On, Durable: true, Answers: true, null, () => Pause(s)));
                break;
            case ScenarioStep.Kill s:
                _world.Note(TimelineKind.Step, "operator", $"kill {s.Symbol?.Text ?? s.Venue?.Key() ?? "all"} {s.Mode}");
                _stage.Kill(s.Symbol, s.Venue, s.Mode);
                break;
            case ScenarioStep.Resume s:
                _world.Note(TimelineKind.Step, "operator", $"resume {s.Symbol?.Text ?? s.Venue?.Key() ?? "all"}");
                _stage.Tell(new RiskGuardInput.Resume(s.Symbol, "operator", "scenario", s.Venue));
                break;
            case ScenarioStep.Stop s:
                _world.Note(TimelineKind.Step, "operator", $"stop {s.OnStop}");
                _stage.Tell(new StrategyInput.StopRequested(s.OnStop, "scenario"));
                break;
            default:
                Happen(step);
                break;
        }
    }

    // What happens at a venue without us.
    private void Happen(ScenarioStep step)
    {
        var symbol = Scenario.Symbol;
        var futures = _world.Venues[Venue.GateFutures];
        switch (step)
        {
            case ScenarioStep.ForeignTrade s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"somebody trades: {s.Side} {s.Quantity}");
                _world.Venues[s.Venue].Model.Create(new(null, symbol, s.Side, OrderKind.Market, s.Quantity, default), _world.Venues[s.Venue].Now);
                break;
            case ScenarioStep.ForeignOrder s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"somebody's order: {s.Side} {s.Quantity} at {s.Price}");
                _world.Venues[s.Venue].Model.Create(
                    new(null, symbol, s.Side, OrderKind.GoodTillCancelled, s.Quantity, s.Price), _world.Venues[s.Venue].Now);
                break;
            case ScenarioStep.Transfer s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"transfer of {s.Amount} {s.Asset}");
                _world.Venues[s.Venue].Model.Transfer(s.Asset, s.Amount, _world.Venues[s.Venue].Now);
                break;
            case ScenarioStep.Funding s:
                _world.Note(TimelineKind.Step, Venue.GateFutures.Key(), $"funding at {s.Rate}");
                futures.Model.ApplyFunding(symbol, s.Rate, futures.Now);
                break;
            case ScenarioStep.Deleveraging s:
                _world.Note(TimelineKind.Step, Venue.GateFutures.Key(), $"deleveraged by {s.Contracts.Value} contracts");
                futures.Model.InjectAdl(symbol, s.Contracts, futures.Now);
                break;
            case ScenarioStep.Liquidation:
                _world.Note(TimelineKind.Step, Venue.GateFutures.Key(), "liquidated");
                futures.Model.InjectLiquidation(symbol, futures.Now);
                break;
            case ScenarioStep.Rules s:
                ChangeRules(s, _world.Venues[s.Venue]);
                break;
            case ScenarioStep.Clock s:
                _world.Note(TimelineKind.Step, s.Venue.Key(), $"clock {s.Offset.TotalMilliseconds} ms ± {s.ErrorBound.TotalMilliseconds} ms");
                _world.Venues[s.Venue].Clock = new(s.Offset, s.ErrorBound);
                break;
            default:
                throw new InvalidOperationException($"No such step: {step}");
        }
    }

    private void ChangeRules(ScenarioStep.Rules step, ScenarioVenue venue)
    {
        var rules = venue.Model.FindInstrument(Scenario.Symbol)!;
        rules = rules with
        {
            MinQuantity = step.MinQuantity ?? rules.MinQuantity,
            MinNotional = step.MinNotional ?? rules.MinNotional,
            Tradable = step.Tradable ?? rules.Tradable,
        };
        _world.Note(TimelineKind.Step, venue.Venue.Key(), $"rules: at least {rules.MinQuantity}, {rules.MinNotional} USDT, tradable {rules.Tradable}");
        venue.Model.SetRules(rules);
        if (step.Told)
            venue.Rules = rules;
    }

    private void Crash(ScenarioStep.Crash step)
    {
        if (step.On is null)
            Now();
        else
            _world.Journals.Set(new(step.Machine, step.On, step.WriteDurable, Answers: false, null, Now));

        void Now()
        {
            _world.Note(TimelineKind.Machine, step.Machine, step.On is null ? "crashes" : $"crashes, {step.On} is {(step.WriteDurable ? "durable" : "lost")}");
            _stage.Crash(step.Machine);
            RestartAfter(step.Machine, step.RestartAfter);
        }
    }

    private void FailWrite(ScenarioStep.WriteFails step) => _world.Journals.Set(new(
        step.Machine, step.On, step.WriteDurable, Answers: true,
        step.WriteDurable ? new TimeoutException("no answer from the disk") : new IOException("the disk is gone"), () =>
        {
            _world.Note(TimelineKind.Machine, step.Machine, $"a write fails, it is {(step.WriteDurable ? "durable" : "lost")}");
            RestartAfter(step.Machine, step.RestartAfter);
        }));

    private void Pause(ScenarioStep.Pause step)
    {
        _world.Note(TimelineKind.Machine, step.Machine, $"paused for {ScenarioText.Time(step.For)}");
        _stage.Pause(step.Machine, step.SuccessorAfter, step.For);
    }

    private void RestartAfter(string machine, TimeSpan? after)
    {
        if (after is not { } pause)
            return;
        _world.Time.After(pause, () =>
        {
            _world.Note(TimelineKind.Machine, machine, "starts again");
            _stage.Restart(machine);
        });
    }
}
