using System.Collections.Immutable;

namespace Arbitrage.Simulation.Reporting;

/// <summary>What became of one promise (ARCHITECTURE section 2) in a run.</summary>
/// <param name="Id">`I1` to `I16`.</param>
/// <param name="Promise">In one line.</param>
/// <param name="Verdict">`held`, `broken` or `not checked`.</param>
/// <param name="How">What the verdict rests on; where it is checked instead when this run did not.</param>
/// <param name="Findings">Every broken case.</param>
public sealed record PromiseVerdict(string Id, string Promise, string Verdict, string How, ImmutableArray<string> Findings);

/// <summary>The promises and their verdicts.</summary>
public static class Promises
{
    /// <summary>The checkers looked and found nothing.</summary>
    public const string Held = "held";

    /// <summary>The checkers found at least one case.</summary>
    public const string Broken = "broken";

    /// <summary>Nothing in this run looked; tests do.</summary>
    public const string NotChecked = "not checked";

    private static readonly (string Id, string Promise)[] All =
    [
        ("I1", "At most one CREATE leaves the system per order intent."),
        ("I2", "No CREATE without a durable intent and a durable claim."),
        ("I3", "An order of unknown outcome stays UNKNOWN until evidence and counts at full size."),
        ("I4", "At quiescence ledger = venue for every account and asset, to the last digit."),
        ("I5", "The worst outcome of filled, open and in-doubt exposure is within every limit at every send."),
        ("I6", "One writer: no entry of an older incarnation after a newer one, no CREATE accepted after its NotAfter."),
        ("I7", "A certain net delta above one contract lasts at most the configured time."),
        ("I8", "A reducing order never raises or flips net delta."),
        ("I9", "After a kill only cancels and reducing orders pass."),
        ("I10", "No decision on stale, crossed or unsynchronised books."),
        ("I11", "Both legs are legal, and their funds reserved, before the first is sent."),
        ("I12", "Money adds up, decimal-exact."),
        ("I13", "The request budget per key is never exceeded."),
        ("I14", "Same seed, same trace hash; same journal, same state."),
        ("I15", "Every pair and every strategy ends within its bound."),
        ("I16", "No secret in any log, journal, metric, error or output."),
    ];

    /// <summary>One verdict per promise, in order.</summary>
    /// <param name="looked">What was checked, by id, with how.</param>
    /// <param name="findings">Broken cases as lines that begin with the promise's id and a colon.</param>
    public static ImmutableArray<PromiseVerdict> Verdicts(IReadOnlyDictionary<string, string> looked, IReadOnlyCollection<string> findings) =>
    [
        .. All.Select(p =>
        {
            ImmutableArray<string> broken = [.. findings.Where(f => f.StartsWith(p.Id + ":", StringComparison.Ordinal))];
            var verdict = broken.Length > 0 ? Broken : looked.ContainsKey(p.Id) ? Held : NotChecked;
            return new PromiseVerdict(p.Id, p.Promise, verdict, looked.GetValueOrDefault(p.Id) ?? "by the tests of simulation and models, not in this run", broken);
        }),
    ];
}
