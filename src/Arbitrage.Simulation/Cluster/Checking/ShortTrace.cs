using System.Globalization;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// Writes down what matters of one run: lives, orders and their ends, fills, grants, kills, alerts. Not a checker: it watches the run of a failing seed that
/// was made small, and its last lines are printed with the violation.
/// </summary>
public sealed class ShortTrace() : Checker("trace")
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<int, string> _latches = [];
    private DateTimeOffset _start = DateTimeOffset.MinValue;

    /// <summary>One line each, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>
    /// The lines that name an order or a symbol of the violation, and every start, end and kill, up to the violation; at most so many, the latest.
    /// </summary>
    public IEnumerable<string> About(Violation violation, int most)
    {
        var until = Stamp(violation.At);
        string[] words = [.. violation.Text.Split(' ', '.', ',', ';', ':', '(', ')').Where(w => ClientOrderId.TryParse(w, out _) || IsSymbol(w))];
        return _lines.Where(l => string.CompareOrdinal(l, until) <= 0 || l.StartsWith(until, StringComparison.Ordinal))
            .Where(l => words.Length == 0 || l.Contains('!', StringComparison.Ordinal) || words.Any(w => l.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .TakeLast(most);
    }

    /// <summary>Something that the run itself wants in: a fault that begins.</summary>
    public void Note(string text) => Add($"! {text}");

    /// <inheritdoc/>
    public override void Started(Incarnation incarnation) => Add($"! {incarnation.PersistenceId} #{incarnation.Number} starts on node {incarnation.Node}");

    /// <inheritdoc/>
    public override void Ended(Incarnation incarnation) => Add($"! {incarnation.PersistenceId} #{incarnation.Number} ends");

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        var text = durable.Happened switch
        {
            StrategyEvent.LegsIntended e => $"intends {e.Purpose} {string.Join(" and ", e.Orders.Select(Told))}",
            StrategyEvent.LadderStepped e => $"ladder {e.Step} {string.Join(" and ", e.Orders.Select(Told))} ({e.Reason})",
            StrategyEvent.OrderAnswered e => $"knows {e.Id} {e.Answer}",
            StrategyEvent.OrderDoubted e => $"knows {e.Id} in doubt: {e.Why}",
            StrategyEvent.OutcomeSeen e => $"knows {e.Id} {e.Outcome}",
            StrategyEvent.PairEnded e => $"ends pair {e.Pair} {e.Result}",
            StrategyEvent.PhaseEntered e => $"{e.Phase}: {e.Reason}",
            StrategyEvent.HaltSet e => $"halts: {e.Reason}",
            StrategyEvent.ModeChanged e => $"mode {e.Mode}: {e.Reason}",
            StrategyEvent.LeaseHeld e => $"holds lease {e.Token.Id}: {e.Exposure} USDT",
            StrategyEvent.LeaseReleased e => $"gives back lease {e.LeaseId}: {e.ExposureInUse} USDT in use",
            ConnectionEvent.Claimed e => $"claims {e.Intent.Id}",
            ConnectionEvent.Refused e => $"refuses {e.Intent.Id}: {e.Reason}",
            ConnectionEvent.Voided e => $"voids {e.Intent.Id}",
            ConnectionEvent.Doubted e => $"doubts {e.Id}: {e.Why}",
            ConnectionEvent.Finished e => $"closes {e.Id}: {e.Outcome}",
            ConnectionEvent.EpochRaised e => $"raises {e.Symbol} to epoch {e.Epoch}",
            ConnectionEvent.FactBooked { Fact.Fact: AccountFact.Trade t } => $"books {t.TradeId} of {t.Order}: {t.Side} {t.Quantity} {t.Symbol} {t.Cause}",
            RiskGuardEvent.LeaseGranted e => $"grants {e.LeaseId} to {e.Symbol}: {e.Exposure} USDT",
            RiskGuardEvent.LeaseClosed e => $"closes lease {e.LeaseId} of {e.Symbol}: {e.ExposureInUse} USDT in use",
            RiskGuardEvent.ModeSet e => $"! sets {e.Symbol?.Text ?? "all"} to {e.Mode}: {e.Reason}",
            _ => null,
        };
        if (text is not null)
            Add($"{durable.By.PersistenceId} #{durable.By.Number} [{durable.Sequence}] {text}{(durable.Known ? "" : " (and is not told)")}");
    }

    /// <inheritdoc/>
    public override void Heard(in CreateWritten written) => Add($"{written.By.PersistenceId} #{written.By.Number} writes {Told(written.Intent)}");

    /// <inheritdoc/>
    public override void Heard(in CreateReceived received) => Add(
        $"{received.Log.Venue.Key()} receives {received.Log.Request.ClientId}: {received.Log.Outcome}, {received.Log.Filled} filled");

    /// <inheritdoc/>
    public override void Heard(Venue venue, VenueEvent happened)
    {
        if (happened is VenueEvent.Traded { Trade: var t })
            Add($"{venue.Key()} trades {t.Id} of {t.ClientId ?? t.Origin}: {t.Side} {t.Quantity} {t.Symbol} at {t.Price}");
    }

    /// <inheritdoc/>
    public override void Latched(int node, LatchState latch)
    {
        // Nodes are told every second; only what changes is news.
        string[] scopes = latch.All ? ["all"] : [.. latch.Symbols.Select(s => s.Text), .. latch.Venues.Select(v => v.Key())];
        var text = $"node {node} is latched by {latch.Sequence}: {string.Join(' ', scopes)}";
        if (_latches.GetValueOrDefault(node) == text)
            return;
        _latches[node] = text;
        Add(text);
    }

    /// <inheritdoc/>
    public override void Heard(in OperatorPressed pressed) =>
        Add($"! operator at node {pressed.Node}: {pressed.Order}{(pressed.Confirmed ? " is confirmed" : "")}");

    /// <inheritdoc/>
    public override void Heard(RaisedAlert alert) => Add($"{alert.PersistenceId} alerts {alert.Code}: {alert.Text}");

    private static string Told(OrderIntent o) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.Id} {o.Side} {o.Quantity} {o.Symbol} at {o.Venue.Key()} for {o.Cap}{(o.Risk == RiskClass.Reducing ? ", reducing" : "")}");

    private static bool IsSymbol(string word) => word.EndsWith("_USDT", StringComparison.Ordinal);

    private void Add(string text)
    {
        if (_start == DateTimeOffset.MinValue)
            _start = Cluster.Now;
        _lines.Add($"{Stamp(Cluster.Now)} {text}");
    }

    private string Stamp(DateTimeOffset at) => (at - _start).TotalSeconds.ToString("0000.000000", CultureInfo.InvariantCulture);
}
