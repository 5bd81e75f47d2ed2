namespace Arbitrage.Simulation.Exploration;

/// <summary>Where an exploration stands.</summary>
/// <param name="States">Distinct states so far.</param>
/// <param name="Transitions">Moves made so far.</param>
/// <param name="Depth">Moves from the start.</param>
/// <param name="Open">States that are still to be looked at.</param>
/// <param name="Elapsed">Time taken.</param>
public sealed record ExplorationProgress(int States, long Transitions, int Depth, int Open, TimeSpan Elapsed);

/// <summary>What an exploration found.</summary>
/// <param name="States">Distinct states.</param>
/// <param name="Transitions">Moves made from them.</param>
/// <param name="Depth">Longest shortest way from the start.</param>
/// <param name="IsExhausted">Everything reachable within the adversities was looked at.</param>
/// <param name="Elapsed">Time taken.</param>
/// <param name="Violation">The promise that was broken; null for none.</param>
/// <param name="UnreachedTransitions">Rows of the transition table never taken.</param>
/// <param name="UnreachedInputs">Inputs that a state never got.</param>
public sealed record ExplorationResult(
    int States, long Transitions, int Depth, bool IsExhausted, TimeSpan Elapsed, ExplorationViolation? Violation,
    IReadOnlyList<string> UnreachedTransitions, IReadOnlyList<string> UnreachedInputs);

/// <summary>A broken promise.</summary>
/// <param name="Promise">Which: an invariant of the architecture, `table` (no transition outside it) or `exit` (no state without one).</param>
/// <param name="Text">What was seen.</param>
/// <param name="Trace">Moves from the start, the shortest that lead there.</param>
public sealed record ExplorationViolation(string Promise, string Text, IReadOnlyList<string> Trace);
