using System.Collections.Immutable;

namespace Arbitrage.Domain.Running;

/// <summary>What the runner asks its driver to do next. The driver does exactly that and decides nothing.</summary>
public abstract record RunnerStep<TEvent, TEffect>
{
    private RunnerStep()
    {
    }

    /// <summary>Nothing now.</summary>
    public sealed record Wait : RunnerStep<TEvent, TEffect>
    {
        /// <summary>The one instance.</summary>
        public static Wait Instance { get; } = new();
    }

    /// <summary>Write these as one atomic write starting at this sequence number, then call `OnWritten` or `OnWriteFailed`.</summary>
    public sealed record Write(long FirstSequence, ImmutableArray<TEvent> Events) : RunnerStep<TEvent, TEffect>;

    /// <summary>Perform these now, in order.</summary>
    public sealed record Perform(ImmutableArray<TEffect> Effects) : RunnerStep<TEvent, TEffect>;

    /// <summary>Perform these now, in order, then write: an earlier write is durable and inputs queued behind it gave events.</summary>
    public sealed record PerformThenWrite(ImmutableArray<TEffect> Effects, long FirstSequence, ImmutableArray<TEvent> Events)
        : RunnerStep<TEvent, TEffect>;

    /// <summary>Stop this incarnation; only a new recovery may go on.</summary>
    public sealed record Stop(string Reason) : RunnerStep<TEvent, TEffect>;
}
