using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>One expectation against what is.</summary>
/// <param name="Wanted">In words.</param>
/// <param name="Found">What is instead; null when it holds.</param>
internal sealed record ScenarioCheck(string Wanted, string? Found)
{
    public static ScenarioCheck Of(Expectation expectation, ScenarioWorld world, IScenarioStage stage, DeltaWatch delta) => expectation switch
    {
        Expectation.Strategy e => Strategy(e, stage.Strategy),
        Expectation.Orders e => Orders(e, world),
        Expectation.Journal e => Journal(e, world),
        Expectation.InOrder e => InOrder(e, world),
        Expectation.Alerts e => Alerts(e, world),
        Expectation.NetDelta e => NetDelta(e, world),
        Expectation.Holds e => Holds(e, world),
        Expectation.NeverUnhedged e => NeverUnhedged(e, world, delta),
        _ => throw new InvalidOperationException($"No such expectation: {expectation}"),
    };

    private static ScenarioCheck Strategy(Expectation.Strategy e, StrategyState state)
    {
        var wanted = new List<string>();
        var found = new List<string>();
        if (!e.In.IsEmpty)
            Look(string.Join(" or ", e.In.Select(p => p.Display())), e.In.Contains(state.Phase), $"{state.Phase.Display()} ({state.PhaseReason})");
        if (e.Mode is { } mode)
            Look($"mode {mode}", state.Mode.Effective == mode, $"mode {state.Mode.Effective}{(state.Mode.HaltReason is { } why ? $" ({why})" : "")}");
        if (e.Ended is { } ended)
            Look(ended ? "an ended strategy" : "a strategy that goes on", state.Ended == ended, state.Ended ? "ended" : "going on");
        return new(string.Join(", ", wanted), found.Count == 0 ? null : string.Join(", ", found));

        void Look(string want, bool holds, string is_)
        {
            wanted.Add(want);
            if (!holds)
                found.Add(is_);
        }
    }

    private static ScenarioCheck Orders(Expectation.Orders e, ScenarioWorld world)
    {
        var purposes = ScenarioAudit.Intents(world).ToLookup(i => i.Order.Id.Text, StringComparer.Ordinal);
        var all = world.Venues.Values.SelectMany(v => v.Model.Creates()).OrderBy(c => c.ReceivedAt).ToList();
        var found = all.Where(c => Matches(c, e.Which, purposes[c.Request.ClientId ?? ""].FirstOrDefault().Purpose, world)).ToList();
        return new(
            $"{e.Count} CREATEs {Text(e.Which)}",
            e.Count.Holds(found.Count) ? null : $"{found.Count}: {string.Join("; ", found.Take(6).Select(c => Text(c, world)))}");
    }

    private static bool Matches(CreateLogEntry c, OrderFilter f, PairPurpose? purpose, ScenarioWorld world)
    {
        var ours = ClientOrderId.TryParse(c.Request.ClientId, out var id);
        var at = c.ReceivedAt - world.Start;
        return (f.Ours is null || f.Ours == ours)
            && (f.Venue is null || f.Venue == c.Venue)
            && (f.Side is null || f.Side == c.Request.Side)
            && (f.Purpose is null || f.Purpose == purpose)
            && (f.Leg is null || (ours && f.Leg == id.Letter is 'a' or 'b'))
            && (f.ReduceOnly is null || f.ReduceOnly == c.Request.ReduceOnly)
            && (f.Outcome is null || c.Outcome.StartsWith(f.Outcome, StringComparison.Ordinal))
            && (f.Since is null || at >= f.Since)
            && (f.Until is null || at < f.Until)
            && (f.Quantity is not { } quantity || quantity.Holds(c.Request.Quantity.Value))
            && (f.Price is not { } price || price.Holds(c.Request.Limit.Value));
    }

    private static string Text(OrderFilter f) => string.Join(' ', new[]
    {
        f.Ours == false ? "of others" : null, f.Venue is { } venue ? $"at {venue.Key()}" : null, f.Side?.ToString(), f.Purpose is { } p ? $"for {p}" : null,
        f.Leg switch { true => "(legs)", false => "(ladder)", null => null }, f.ReduceOnly == true ? "reduce-only" : null,
        f.Outcome, f.Since is { } since ? $"since {ScenarioText.Time(since)}" : null, f.Until is { } until ? $"until {ScenarioText.Time(until)}" : null,
        f.Quantity is { } quantity ? $"of {quantity}" : null, f.Price is { } price ? $"at a limit of {price}" : null,
    }.Where(t => t is not null));

    private static string Text(CreateLogEntry c, ScenarioWorld world) =>
        $"{ScenarioText.Time(c.ReceivedAt - world.Start)} {c.Venue.Key()} {c.Request.ClientId ?? "foreign"} {c.Request.Side} {c.Request.Quantity} at {c.Request.Limit} {c.Outcome}";

    private static ScenarioCheck Journal(Expectation.Journal e, ScenarioWorld world)
    {
        var found = world.Journals.Of(e.Machine).Count(x => x.Happened.GetType().Name == e.Event
            && (e.Since is null || x.At - world.Start >= e.Since)
            && (e.Says is null || Says(x.Happened, e.Says)));
        return new(
            $"{e.Count} {e.Event}{(e.Says is null ? "" : $" with \"{e.Says}\"")} in {e.Machine}"
            + (e.Since is { } since ? $" since {ScenarioText.Time(since)}" : ""), e.Count.Holds(found) ? null : $"{found}");
    }

    private static bool Says(object happened, string text) =>
        happened.ToString()!.Contains(text, StringComparison.Ordinal) || JournalText.Of(happened)?.Contains(text, StringComparison.Ordinal) == true;

    private static ScenarioCheck InOrder(Expectation.InOrder e, ScenarioWorld world)
    {
        var next = 0;
        foreach (var entry in world.Journals.Of(e.Machine))
        {
            if (next < e.Events.Length && entry.Happened.GetType().Name == e.Events[next])
                next++;
        }

        return new(
            $"{string.Join(", then ", e.Events)} in {e.Machine}",
            next == e.Events.Length ? null : next == 0 ? $"no {e.Events[0]}" : $"no {e.Events[next]} after {e.Events[next - 1]}");
    }

    private static ScenarioCheck Alerts(Expectation.Alerts e, ScenarioWorld world)
    {
        var found = world.Alerts.Count(a => a.Code == e.Code && (e.Machine is null || a.PersistenceId == e.Machine));
        return new(
            $"{e.Count} alerts {e.Code}{(e.Machine is null ? "" : $" of {e.Machine}")}",
            e.Count.Holds(found) ? null : $"{found}; raised were {string.Join(", ", world.Alerts.Select(a => a.Code).Distinct().Order(StringComparer.Ordinal))}");
    }

    private static ScenarioCheck NetDelta(Expectation.NetDelta e, ScenarioWorld world)
    {
        var contract = Contract(world);
        return new(
            $"net delta within {DecimalText.Plain(e.WithinContracts)} contracts",
            Math.Abs(world.NetDelta) <= e.WithinContracts * contract ? null : $"{DecimalText.Plain(world.NetDelta / contract)} contracts");
    }

    private static ScenarioCheck Holds(Expectation.Holds e, ScenarioWorld world)
    {
        var model = world.Venues[e.Venue].Model;
        var found = e.Asset is { } asset ? model.Balance(asset).Total : model.Position(Scenario.Symbol).Size.Value;
        return new(
            $"{e.Venue.Key()} holds {e.Amount} {e.Asset?.Text ?? "of the perpetual"}", e.Amount.Holds(found) ? null : DecimalText.Plain(found));
    }

    private static ScenarioCheck NeverUnhedged(Expectation.NeverUnhedged e, ScenarioWorld world, DeltaWatch delta)
    {
        var longest = delta.LongestOutside(e.AboveContracts * Contract(world));
        return new(
            $"net delta above {DecimalText.Plain(e.AboveContracts)} contracts for at most {ScenarioText.Time(e.Longest)} at a stretch",
            longest <= e.Longest ? null : ScenarioText.Time(longest));
    }

    private static decimal Contract(ScenarioWorld world) => world.Venues[Venue.GateFutures].Account.Rules.Multiplier.Value;
}
