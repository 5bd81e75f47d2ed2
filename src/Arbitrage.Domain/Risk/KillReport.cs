using System.Collections.Immutable;
using Arbitrage.Domain.Connection;

namespace Arbitrage.Domain.Risk;

/// <summary>What an operator is told of a kill: NOT CONFIRMED until the guard has journaled it, and then who holds it (I9).</summary>
/// <param name="Scope">What is stopped.</param>
/// <param name="Mode">The mode that the guard has for it; what was asked for while that is not confirmed.</param>
/// <param name="Sequence">The guard's sequence number of it; 0 while not confirmed.</param>
/// <param name="JournaledAt">When the guard journaled it; null while not confirmed.</param>
/// <param name="SilentFrom">
/// From then on no venue accepts an order of the scope that adds risk, partition or not: lease TTL x (1 + drift) + clock bound after the journal.
/// Null while not confirmed.
/// </param>
/// <param name="Confirmed">Nodes whose latch holds it and strategies that have journaled it, ordered.</param>
/// <param name="Waiting">Those known to the guard that have not said so yet, ordered.</param>
public sealed record KillReport(
    RiskScope Scope, TradingMode Mode, long Sequence, DateTimeOffset? JournaledAt, DateTimeOffset? SilentFrom,
    ImmutableArray<string> Confirmed, ImmutableArray<string> Waiting)
{
    /// <summary>True when the guard has journaled it.</summary>
    public bool IsConfirmed => Sequence > 0;

    /// <summary>Time from the guard's journal to silence.</summary>
    public static TimeSpan TimeToSilence(RiskSettings settings) =>
        ClockEstimator.Aged(new(TimeSpan.Zero, settings.LeaseTtl + settings.ClockErrorMax), settings.LeaseTtl).ErrorBound;

    /// <summary>Before the guard has said anything.</summary>
    /// <param name="scope">What is to be stopped.</param>
    /// <param name="mode">How.</param>
    /// <param name="node">The node that has latched itself.</param>
    public static KillReport NotConfirmed(RiskScope scope, TradingMode mode, string node) => new(scope, mode, 0, null, null, [Node(node)], ["the guard"]);

    /// <summary>By what the guard has journaled; null when it has no such kill.</summary>
    public static KillReport? Of(RiskGuardState state, RiskSettings settings, RiskScope scope)
    {
        var order = state.OrderOf(scope);
        if (order.Mode == TradingMode.Active)
            return null;
        var (confirmed, waiting) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var (node, latch) in state.Latches)
            (latch >= order.Sequence ? confirmed : waiting).Add(Node(node));
        foreach (var symbol in state.Epochs.Keys)
        {
            if (scope.Symbol is { } one && one != symbol)
                continue;
            var knows = state.Standings.TryGetValue(symbol, out var standing) && standing.Last.ModeSequence >= order.Sequence;
            (knows ? confirmed : waiting).Add($"strategy {symbol}");
        }

        return new(
            scope, order.Mode, order.Sequence, order.At, order.At + TimeToSilence(settings), confirmed.ToImmutable(), waiting.ToImmutable());
    }

    /// <summary>True when the other one would tell a person nothing else.</summary>
    public bool SaysTheSameAs(KillReport? other) =>
        other is not null && Sequence == other.Sequence && Confirmed.SequenceEqual(other.Confirmed) && Waiting.SequenceEqual(other.Waiting);

    /// <inheritdoc/>
    public override string ToString() => IsConfirmed
        ? $"{Scope} {Mode}: CONFIRMED as {Sequence} at {JournaledAt:O}, silent from {SilentFrom:O}; confirmed by {Names(Confirmed)}; waiting for {Names(Waiting)}"
        : $"{Scope} {Mode}: NOT CONFIRMED, the guard has not journaled it; latched: {Names(Confirmed)}";

    private static string Node(string node) => $"node {node}";

    private static string Names(ImmutableArray<string> names) => names.IsEmpty ? "nobody" : string.Join(", ", names);
}
