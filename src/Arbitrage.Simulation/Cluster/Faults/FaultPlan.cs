using Arbitrage.Simulation.Market;

namespace Arbitrage.Simulation.Cluster.Faults;

/// <summary>
/// What the adversary does in one seed, drawn before the run: how hostile it is to each kind of thing varies by seed, so that some runs see one trouble
/// and others everything at once.
/// </summary>
internal static class FaultPlan
{
    // Weight: how often in a run of full hostility; Longest: milliseconds in force; Chance: percent of what is hit.
    private static readonly (FaultKind Kind, int Family, int Most, int Longest, int Chance)[] Kinds =
    [
        (FaultKind.CreateRejected, 0, 2, 8_000, 50),
        (FaultKind.CreateLost, 0, 2, 8_000, 60),
        (FaultKind.CreateReplyLost, 0, 2, 8_000, 60),
        (FaultKind.CreateReplyLate, 0, 2, 10_000, 60),
        (FaultKind.CreateLate, 0, 2, 8_000, 60),
        (FaultKind.FillDelayed, 1, 3, 20_000, 60),
        (FaultKind.FillDuplicated, 1, 3, 30_000, 60),
        (FaultKind.FillLost, 1, 3, 20_000, 60),
        (FaultKind.ReadsFail, 2, 2, 15_000, 70),
        (FaultKind.ReadsStale, 2, 3, 20_000, 80),
        (FaultKind.ReadsEmpty, 2, 2, 10_000, 60),
        (FaultKind.SessionLost, 3, 2, 6_000, 100),
        (FaultKind.RateLimited, 3, 2, 4_000, 50),
        (FaultKind.Banned, 3, 1, 2_000, 100),
        (FaultKind.Maintenance, 3, 1, 15_000, 100),
        (FaultKind.Liquidation, 4, 1, 0, 8),
        (FaultKind.Deleveraging, 4, 2, 0, 40),
        (FaultKind.ManualTrade, 4, 2, 0, 40),
        (FaultKind.Funding, 4, 2, 0, 100),
        (FaultKind.FeedFrozen, 5, 2, 8_000, 100),
        (FaultKind.FeedCrossed, 5, 2, 4_000, 100),
        (FaultKind.MessageLost, 6, 3, 10_000, 40),
        (FaultKind.MessageDuplicated, 6, 3, 20_000, 50),
        (FaultKind.MessageDelayed, 6, 3, 10_000, 50),
        (FaultKind.Partition, 6, 2, 20_000, 100),
        (FaultKind.Crash, 7, 8, 20_000, 100),
        (FaultKind.NodeCrash, 7, 2, 15_000, 100),
        (FaultKind.Pause, 7, 2, 15_000, 100),
        (FaultKind.WriteFails, 8, 2, 1_500, 60),
        (FaultKind.WriteLandsAndFails, 8, 2, 1_500, 60),
        (FaultKind.WriteRejected, 8, 2, 1_000, 60),
        (FaultKind.WriteSlow, 8, 2, 8_000, 50),
        (FaultKind.ClockJump, 9, 2, 20_000, 100),
        (FaultKind.ClockSkew, 9, 1, 15_000, 100),
        (FaultKind.Kill, 10, 1, 0, 100),
        (FaultKind.Resume, 10, 3, 0, 100),
        (FaultKind.Stop, 10, 1, 0, 40),
    ];

    private const int Families = 11;

    /// <summary>Draws the plan.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="from">Nothing before: the cluster comes up undisturbed in most seeds.</param>
    /// <param name="until">Nothing is in force after this.</param>
    public static Fault[] Of(ulong seed, TimeSpan from, TimeSpan until)
    {
        var random = SeededRandom.For(seed, "faults");
        var hostility = new int[Families];
        for (var i = 0; i < Families; i++)
            hostility[i] = random.Below(3) == 0 ? 0 : 20 + random.Below(81);
        var plan = new List<Fault>();
        foreach (var (kind, family, most, longest, chance) in Kinds)
        {
            for (var i = 0; i < most; i++)
            {
                // Every draw is made, wanted or not: a changed weight moves no other fault.
                var (wanted, at, length, target, size) = (random.Below(100), random.Unit(), random.Unit(), random.Below(1_000_000), random.Below(1000));
                var isWanted = wanted < hostility[family] && (longest > 0 || chance == 100 || wanted < chance);
                if (!isWanted)
                    continue;
                var begins = from + TimeSpan.FromTicks((long)((until - from).Ticks * at));
                var ends = begins + TimeSpan.FromMilliseconds(longest == 0 ? 0 : 200 + (int)(longest * length));
                var lasts = (ends < until ? ends : until) - begins;
                plan.Add(new(plan.Count, kind, begins, lasts, target, chance, size)
                {
                    Random = SeededRandom.For(seed, $"fault {kind} {i}"),
                });
            }
        }

        return [.. plan];
    }
}
