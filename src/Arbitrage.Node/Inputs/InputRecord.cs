namespace Arbitrage.Node.Inputs;

/// <summary>One record of an input recording, in place until the next is read.</summary>
internal readonly ref struct InputRecord(
    long number, InputRecordKind kind, string actor, int actorNumber, long sequence, DateTimeOffset at, ReadOnlySpan<byte> body)
{
    /// <summary>Number in the file, from 1.</summary>
    public long Number { get; } = number;

    public InputRecordKind Kind { get; } = kind;

    /// <summary>Persistence id; empty for the run's own records.</summary>
    public string Actor { get; } = actor;

    /// <summary>What stands for the actor in this run.</summary>
    public int ActorNumber { get; } = actorNumber;

    /// <summary>The actor's own record number in the file, from 1 without holes.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>`Now` of the actor.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>What the kind says.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Where it stands, for people.</summary>
    public RecordPlace Place => new(Number, Actor, Sequence, At);
}

/// <summary>Where a record stands.</summary>
/// <param name="Record">Number in the file.</param>
/// <param name="Actor">Whose; empty for the run's own.</param>
/// <param name="Sequence">Its number among the actor's records.</param>
/// <param name="At">Its time.</param>
internal sealed record RecordPlace(long Record, string Actor, long Sequence, DateTimeOffset At)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"record {Record} ({(Actor.Length == 0 ? "the run's own" : Actor)} no. {Sequence}, {At:yyyy-MM-dd HH:mm:ss.fffffff})");
}
