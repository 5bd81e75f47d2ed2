namespace Arbitrage.Simulation.Scenarios;

/// <summary>What a line of a timeline is about.</summary>
public enum TimelineKind
{
    /// <summary>The market or the scenario did something.</summary>
    Step = 1,

    /// <summary>A machine wrote something.</summary>
    Journal = 2,

    /// <summary>A CREATE reached a venue, or was lost on the way.</summary>
    Order = 3,

    /// <summary>Somebody is told.</summary>
    Alert = 4,

    /// <summary>An incarnation began or ended.</summary>
    Machine = 5,

    /// <summary>An expectation held.</summary>
    Held = 6,

    /// <summary>An expectation did not hold.</summary>
    Broken = 7,
}

/// <summary>One line of what happened.</summary>
/// <param name="At">From the start.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Who">Machine, venue or `scenario`.</param>
/// <param name="Text">What happened.</param>
public sealed record TimelineEntry(TimeSpan At, TimelineKind Kind, string Who, string Text);
