using System.Collections.Immutable;

namespace Arbitrage.Node.Inputs;

/// <summary>What a verification came to.</summary>
internal enum Verdict
{
    /// <summary>Every event of the journal was given again by the recorded inputs.</summary>
    Verified,

    /// <summary>Some events have no recorded inputs; all others were given again.</summary>
    Unverifiable,

    /// <summary>A machine gave something else than the journal has.</summary>
    Differs,

    /// <summary>The recording is not what was written.</summary>
    Damaged,
}

/// <summary>Events of one actor that no recorded input leads to.</summary>
/// <param name="Actor">Whose.</param>
/// <param name="From">First.</param>
/// <param name="To">Last.</param>
/// <param name="Why">What is missing, and where it ends.</param>
internal sealed record Unverifiable(string Actor, long From, long To, string Why);

/// <summary>Where machine and journal part.</summary>
/// <param name="Actor">Whose.</param>
/// <param name="Sequence">Event.</param>
/// <param name="Place">The record whose input led to it.</param>
/// <param name="Expected">What the journal has.</param>
/// <param name="Got">What the machine gave.</param>
internal sealed record Difference(string Actor, long Sequence, RecordPlace Place, string Expected, string Got)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Actor} event {Sequence}, by {Place}: the journal has {Expected}; the machine gave {Got}";
}

/// <summary>One actor's part.</summary>
/// <param name="Actor">Persistence id.</param>
/// <param name="Incarnations">Recoveries recorded.</param>
/// <param name="Inputs">Inputs handed to its machine.</param>
/// <param name="Events">Events in the journal.</param>
/// <param name="Verified">Of them given again, equal to the last byte.</param>
internal sealed record ActorVerification(string Actor, int Incarnations, long Inputs, long Events, long Verified);

/// <summary>What `arb replay --inputs` says.</summary>
internal sealed record VerificationReport
{
    public required Verdict Verdict { get; init; }

    /// <summary>Runs, and of them those that came to their own end.</summary>
    public required (int All, int Ended) Runs { get; init; }

    /// <summary>Records read.</summary>
    public required long Records { get; init; }

    /// <summary>By persistence id.</summary>
    public required ImmutableArray<ActorVerification> Actors { get; init; }

    /// <summary>Events without recorded inputs.</summary>
    public required ImmutableArray<Unverifiable> Unverifiable { get; init; }

    /// <summary>At most one an incarnation, in the order of the recording.</summary>
    public required ImmutableArray<Difference> Differences { get; init; }

    /// <summary>What is wrong with the recording and where; null when nothing is.</summary>
    public string? Damage { get; init; }

    /// <summary>Hash over the journal (B22).</summary>
    public required string JournalHash { get; init; }

    /// <summary>Hash over the events that the machines gave; null unless they gave all of them.</summary>
    public string? ReplayedHash { get; init; }

    /// <summary>Hash that the last run reported; null when it did not come to its own end.</summary>
    public string? ReportedHash { get; init; }

    /// <summary>How the file ended, and what a person should know.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Inputs handed to machines.</summary>
    public long Inputs => Actors.Sum(a => a.Inputs);

    /// <summary>Events in the journal.</summary>
    public long Events => Actors.Sum(a => a.Events);

    /// <summary>Events given again.</summary>
    public long Verified => Actors.Sum(a => a.Verified);
}
