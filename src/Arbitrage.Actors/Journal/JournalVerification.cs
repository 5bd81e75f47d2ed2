using System.Collections.Immutable;

namespace Arbitrage.Actors.Journal;

/// <summary>What kind of break was found.</summary>
public enum BreakKind
{
    /// <summary>Numbers are not there.</summary>
    Missing,

    /// <summary>The event does not give the link stored with it.</summary>
    Altered,

    /// <summary>The event carries no link in a journal that has them.</summary>
    Unlinked,

    /// <summary>The event was written under another number.</summary>
    Moved,

    /// <summary>The event is marked as deleted.</summary>
    Deleted,

    /// <summary>The bytes are no event.</summary>
    Unreadable,

    /// <summary>The event cannot follow the state before it.</summary>
    Impossible,

    /// <summary>The state saved is not the one that the events make.</summary>
    State,

    /// <summary>The head noted elsewhere is not one that this journal ever had.</summary>
    Head,
}

/// <summary>Where the journal is not what was written.</summary>
/// <param name="PersistenceId">Whose; empty for the whole.</param>
/// <param name="Sequence">Event; 0 for the whole.</param>
/// <param name="Kind">What kind.</param>
/// <param name="What">What, for a person.</param>
public sealed record JournalBreak(string PersistenceId, long Sequence, BreakKind Kind, string What)
{
    /// <inheritdoc/>
    public override string ToString() =>
        PersistenceId.Length == 0 ? What : FormattableString.Invariant($"{PersistenceId} event {Sequence}: {What}");
}

/// <summary>One actor's part.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Events">Events there.</param>
/// <param name="Adopted">Of them written before the journal had a chain.</param>
/// <param name="StateHashes">Saved states that were compared with the fold of the events.</param>
/// <param name="OlderStates">Of them saved by a version that kept less in a state than this one; what they have is equal.</param>
/// <param name="Link">Last link, hex; null without a chain.</param>
/// <param name="StateHash">SHA-256 of the state after the last event; null when the events cannot be folded.</param>
public sealed record ActorChain(string PersistenceId, long Events, long Adopted, int StateHashes, int OlderStates, string? Link, string? StateHash);

/// <summary>What a verification found.</summary>
public sealed record JournalVerification
{
    /// <summary>By persistence id.</summary>
    public required ImmutableArray<ActorChain> Actors { get; init; }

    /// <summary>Breaks by persistence id and number.</summary>
    public required ImmutableArray<JournalBreak> Breaks { get; init; }

    /// <summary>Events have links at all.</summary>
    public required bool IsChained { get; init; }

    /// <summary>Hash over the last links of all actors, to be noted elsewhere; null without a chain.</summary>
    public string? Head { get; init; }

    /// <summary>Events written since the head that was asked for; null when none was, or when it was not found.</summary>
    public long? SinceHead { get; init; }

    /// <summary>Events read.</summary>
    public long Events => Actors.Sum(a => a.Events);

    /// <summary>All is as it was written, as far as a journal can tell by itself.</summary>
    public bool IsWhole => IsChained && Breaks.IsEmpty;
}
