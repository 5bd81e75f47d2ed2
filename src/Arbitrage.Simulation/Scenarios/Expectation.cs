using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Something that must be true at a virtual time.</summary>
/// <param name="At">When; null is the end.</param>
/// <param name="Line">Line of the file, to name it when it does not hold.</param>
public abstract record Expectation(TimeSpan? At, int Line)
{
    /// <summary>What the strategy is in; what is null is not looked at.</summary>
    public sealed record Strategy(TimeSpan? At, int Line, ImmutableArray<StrategyPhase> In, TradingMode? Mode, bool? Ended) : Expectation(At, Line);

    /// <summary>So many CREATEs reached the venues.</summary>
    public sealed record Orders(TimeSpan? At, int Line, OrderFilter Which, Bounds Count) : Expectation(At, Line);

    /// <summary>So many events of a kind are in a journal.</summary>
    /// <param name="At">When.</param>
    /// <param name="Line">Where it stands.</param>
    /// <param name="Machine">Persistence id.</param>
    /// <param name="Event">Name of the event.</param>
    /// <param name="Says">Text that the event's own text holds; null for any.</param>
    /// <param name="Since">Only later ones; null for all.</param>
    /// <param name="Count">How many.</param>
    public sealed record Journal(TimeSpan? At, int Line, string Machine, string Event, string? Says, TimeSpan? Since, Bounds Count) : Expectation(At, Line);

    /// <summary>A journal holds events of these names in this order, others between them allowed.</summary>
    public sealed record InOrder(TimeSpan? At, int Line, string Machine, ImmutableArray<string> Events) : Expectation(At, Line);

    /// <summary>So many alerts of a code were raised.</summary>
    public sealed record Alerts(TimeSpan? At, int Line, string Code, string? Machine, Bounds Count) : Expectation(At, Line);

    /// <summary>The base held at the three venues adds up to at most this, in contracts of the perpetual.</summary>
    public sealed record NetDelta(TimeSpan? At, int Line, decimal WithinContracts) : Expectation(At, Line);

    /// <summary>What a venue holds of an asset, or the position.</summary>
    /// <param name="At">When.</param>
    /// <param name="Line">Where it stands.</param>
    /// <param name="Venue">Where.</param>
    /// <param name="Asset">Coin; null is the perpetual position, in base units.</param>
    /// <param name="Amount">Between what and what.</param>
    public sealed record Holds(TimeSpan? At, int Line, Venue Venue, Asset? Asset, Bounds Amount) : Expectation(At, Line);

    /// <summary>At no time net delta at the venues was outside a band for longer than a time (I7).</summary>
    public sealed record NeverUnhedged(TimeSpan? At, int Line, decimal AboveContracts, TimeSpan Longest) : Expectation(At, Line);
}

/// <summary>Least and most, both included.</summary>
public readonly record struct Bounds(decimal Least, decimal Most)
{
    /// <summary>Whether a number lies within.</summary>
    public bool Holds(decimal number) => number >= Least && number <= Most;

    /// <inheritdoc/>
    public override string ToString() => Least == Most ? Text(Least) : Most == decimal.MaxValue ? $"at least {Text(Least)}"
        : Least == decimal.MinValue ? $"at most {Text(Most)}" : $"{Text(Least)} to {Text(Most)}";

    private static string Text(decimal number) => Domain.Units.DecimalText.Plain(number);
}

/// <summary>Which CREATEs; what is null is not looked at.</summary>
public sealed record OrderFilter
{
    /// <summary>Where.</summary>
    public Venue? Venue { get; init; }

    /// <summary>Direction.</summary>
    public Side? Side { get; init; }

    /// <summary>Purpose of the pair they belong to.</summary>
    public PairPurpose? Purpose { get; init; }

    /// <summary>A leg (true) or a step of the ladder (false).</summary>
    public bool? Leg { get; init; }

    /// <summary>Reduce only or not.</summary>
    public bool? ReduceOnly { get; init; }

    /// <summary>Beginning of the venue's outcome: `filled`, `part_filled`, `unfilled`, `refused`, `dropped`.</summary>
    public string? Outcome { get; init; }

    /// <summary>Received at or after.</summary>
    public TimeSpan? Since { get; init; }

    /// <summary>Received before.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>Base units.</summary>
    public Bounds? Quantity { get; init; }

    /// <summary>Limit price.</summary>
    public Bounds? Price { get; init; }

    /// <summary>Only those with our client id (true) or without (false).</summary>
    public bool? Ours { get; init; } = true;
}
