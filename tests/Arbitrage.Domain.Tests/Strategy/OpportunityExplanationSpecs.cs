using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>An explanation says what the decision does: which gate said no, with its figures, and none when the pair is taken.</summary>
public class OpportunityExplanationSpecs
{
    private static readonly Gen<(int Kind, int A, int B)[]> Runs =
        Gen.Select(Gen.Int[0, 19], Gen.Int[-60, 60], Gen.Int[0, 5]).Array[5, 30];

    private static readonly SkipReason[] Reasons = Enum.GetValues<SkipReason>();

    [Fact]
    public void What_the_decision_takes_no_gate_refuses_and_what_it_skips_is_explained_by_the_same_reason()
    {
        var seen = new HashSet<string>();
        Runs.Sample(
            steps =>
            {
                var script = new StrategyScript().Monitoring();
                script.BeforeBooks = () => Check(script, seen);
                foreach (var step in steps.TakeWhile(_ => !script.Stopped))
                {
                    if (step is { Kind: < 8, B: 1 })
                        script.Quotes(1m, 1m + (step.A * 0.0005m), 1m).Pass(TimeSpan.FromSeconds(2), books: false);
                    if (step is { Kind: < 8, B: < 2 })
                        Check(script, seen);
                    StrategyPropertySpecs.Play(script, step);
                }
            },
            iter: 60,
            threads: 1,
            seed: "0000KOIr0aG1");

        // The property is worth what it has met.
        Assert.Superset(
            new HashSet<string>
            {
                "taken Entry", "taken Return", nameof(SkipReason.Mode), nameof(SkipReason.NotConfident), nameof(SkipReason.TooSmall), nameof(SkipReason.Stale),
                nameof(SkipReason.Session), nameof(SkipReason.NoInventory),
            },
            seen);
    }

    [Fact]
    public void A_quiet_market_is_refused_by_the_spread_alone_with_its_figures()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10);

        var (entry, other) = (Explain(script)[0], Explain(script)[1]);

        Assert.Equal((PairPurpose.Entry, SpreadDirection.BuyGateSellMexc, null), (entry.Purpose, entry.Direction, entry.Skip));
        Assert.Equal(SpreadDirection.BuyMexcSellGate, other.Direction);
        var no = entry.Refusal!;
        Assert.Equal((OpportunityGate.Spread, 0.1m, "%"), (no.Gate, no.Limit, no.Unit));
        Assert.Equal(script.View.NetEdgePct(entry.Direction), no.Actual);
        Assert.Contains("bid 0.9999 at mexc_spot, ask 1.0001 at gate_spot", no.Text, StringComparison.Ordinal);
        Assert.All(entry.Gates.Where(g => g.Gate is not (OpportunityGate.Spread or OpportunityGate.Size or OpportunityGate.Confidence)), g => Assert.True(g.IsOpen, $"{g}"));
    }

    [Fact]
    public void Confidence_is_taken_apart()
    {
        var script = new StrategyScript().Monitoring().PassSeconds(10).Quotes(gateMid: 1m, mexcMid: 1.02m);
        Show(script, touch: true);

        var entry = Explain(script).Single(e => e is { Purpose: PairPurpose.Entry, Direction: SpreadDirection.BuyGateSellMexc });

        Assert.Equal((OpportunityGate.Confidence, SkipReason.NotConfident), (entry.Refusal!.Gate, entry.Skip));
        Assert.Equal((0m, 0.7m), (entry.Refusal.Actual, entry.Refusal.Limit));
        Assert.Contains("persistence 0,", entry.Refusal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_a_stale_book_and_a_missing_lease_are_named_with_what_they_looked_at()
    {
        var halted = new StrategyScript().Monitoring().PassSeconds(10);
        halted.Give(halted.Order(TradingMode.Halted));
        Assert.Contains("Halted", Gate(halted, OpportunityGate.Mode).Text, StringComparison.Ordinal);

        var stale = new StrategyScript().Monitoring().PassSeconds(10);
        stale.Pass(TimeSpan.FromSeconds(2), books: false);
        var age = Gate(stale, OpportunityGate.Stale);
        Assert.Equal((false, 2000m, 1500m, "ms"), (age.IsOpen, age.Actual, age.Limit, age.Unit));

        var poor = new StrategyScript().Monitoring();
        poor.GuardGrants = false;
        poor.PassSeconds(15);
        var seen = new HashSet<string>();
        poor.BeforeBooks = () => Check(poor, seen);
        poor.Quotes(gateMid: 1m, mexcMid: 1.02m).PassSeconds(1);
        Assert.Contains(nameof(SkipReason.Lease), seen);
        Assert.Equal((false, "no lease is held"), (Gate(poor, OpportunityGate.Lease).IsOpen, Gate(poor, OpportunityGate.Lease).Text));
    }

    private static GateAnswer Gate(StrategyScript script, OpportunityGate gate) => Explain(script)[0].Gates.Single(g => g.Gate == gate);

    private static IReadOnlyList<OpportunityExplanation> Explain(StrategyScript script) =>
        OpportunityExplanation.Of(script.Settings, script.State, script.View, script.Now);

    private static void Show(StrategyScript script, bool touch)
    {
        foreach (var venue in script.All)
        {
            if (touch)
                venue.Book.Touch(script.Now);
            script.View.BookAt(venue.Venue).CopyFrom(venue.Book);
        }

        script.View.Now = script.Now;
        script.Machine.Observe(script.View, StrategyInput.BooksMoved.Instance);
    }

    private static void Check(StrategyScript script, HashSet<string> seen)
    {
        Show(script, touch: false);
        var explained = Explain(script);
        var before = Reasons.Select(script.View.Skipped).ToArray();
        var decision = script.Machine.Decide(script.State, script.View, StrategyInput.BooksMoved.Instance);
        if (decision.Events.OfType<StrategyEvent.LegsIntended>().FirstOrDefault(l => l.Purpose is PairPurpose.Entry or PairPurpose.Return) is { } legs)
        {
            var its = explained.Single(e => e.Purpose == legs.Purpose && e.Direction == legs.Direction);
            Assert.True(its.Refusal is null && its.Skip is null, $"taken, but {its.Refusal}");
            seen.Add($"taken {legs.Purpose}");
        }
        else if (decision.Events.IsEmpty)
        {
            foreach (var each in explained)
                Assert.True(each.Refusal is not null, $"not taken, but no gate refuses {each}");
        }

        foreach (var reason in Reasons.Where((r, i) => script.View.Skipped(r) > before[i]))
        {
            Assert.Contains(explained, e => e.Purpose == PairPurpose.Entry && e.Skip == reason);
            seen.Add($"{reason}");
        }
    }
}
