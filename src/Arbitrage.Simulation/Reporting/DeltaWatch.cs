using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Reporting;

/// <summary>
/// How long a certain net delta above one contract lasted at most, halted or not (I7). Counted while an incarnation lives: nobody hedges for a process that
/// is dead, and how long it stays dead is not the strategy's to promise. Each recovery begins the count anew, though not the strategy's own clock.
/// </summary>
internal sealed class DeltaWatch
{
    private DateTimeOffset _alive;

    /// <summary>Longest time so far.</summary>
    public TimeSpan Longest { get; private set; }

    /// <summary>
    /// Takes the next event of the journal. Counted up to every later event, so that a delta that never came back counts too; as long as an order
    /// on its way makes it uncertain it does not.
    /// </summary>
    /// <param name="before">State that the event met.</param>
    /// <param name="happened">The event.</param>
    public void Take(StrategyState before, StrategyEvent happened)
    {
        if (happened is StrategyEvent.IncarnationStarted started)
            _alive = started.At;
        if (before.DeltaOutSince is not { } since || TimeOf(happened) is not { } at || DeltaInterval.Of(before).Certain.Abs <= before.Contract)
            return;
        var lasted = at - (since > _alive ? since : _alive);
        if (lasted > Longest)
            Longest = lasted;
    }

    /// <summary>The broken promise as a line; null when it was kept.</summary>
    /// <param name="symbol">Whose.</param>
    /// <param name="longest">Longest time, seconds.</param>
    /// <param name="limit">`delta_time_limit_seconds`.</param>
    public static string? Finding(string symbol, decimal longest, decimal limit) => longest <= limit
        ? null
        : FormattableString.Invariant($"I7: {symbol} was out of its band for {longest:0.###} s, the limit is {limit:0.###} s");

    private static DateTimeOffset? TimeOf(StrategyEvent happened) => happened switch
    {
        StrategyEvent.FactBooked e => e.At,
        StrategyEvent.OutcomeSeen e => e.At,
        StrategyEvent.OrderAnswered e => e.At,
        StrategyEvent.LegsIntended e => e.At,
        StrategyEvent.LadderStepped e => e.At,
        StrategyEvent.IncarnationStarted e => e.At,
        StrategyEvent.PhaseEntered e => e.At,
        StrategyEvent.PairEnded e => e.At,
        StrategyEvent.HaltSet e => e.At,
        StrategyEvent.Stopped e => e.At,
        _ => null,
    };
}
