using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Exploration;
using Xunit.Abstractions;

namespace Arbitrage.Simulation.Tests.Exploration;

/// <summary>
/// Two worlds of one canonical form behave alike: met along two ways, with other numbers, other times and another history, they offer the same
/// moves, and each move leads both to one form again.
/// </summary>
public class CanonicalFormSpecs(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    public void Worlds_of_one_form_behave_alike(int seed, int adversities)
    {
        var settings = SmallMarket.Settings(slices: 1 + (seed % 2));
        var (step, form, random) = (new WorldStep(new StrategyMachine(settings), settings, Unwatched.Instance), new CanonicalForm(settings), new Random(seed));
        var first = new Dictionary<UInt128, SmallWorld>();
        var (differing, moves, others) = (0, new List<WorldMove>(), new List<WorldMove>());
        while (differing < 1_000)
        {
            var world = step.Begin(adversities);
            for (var i = 0; i < 120; i++)
            {
                if (!first.TryAdd(form.HashOf(world), world))
                {
                    var twin = first[form.HashOf(world)];
                    if (twin.State.Sequence != world.State.Sequence || twin.Now != world.Now)
                    {
                        differing++;
                        Alike(step, form, twin, world);
                    }
                }

                WorldMoves.Of(world, moves);
                if (moves.Count == 0)
                    break;
                // Kind moves more often, so that adversities come at any depth.
                var move = moves[random.Next(moves.Count)];
                world = step.After(world, move.IsAdverse && random.Next(4) > 0 ? moves[0] : move);
            }
        }

        output.WriteLine($"{first.Count} forms, {differing} pairs with other numbers or times compared");
        Assert.True(first.Count > 100);

        void Alike(WorldStep by, CanonicalForm of, SmallWorld one, SmallWorld other)
        {
            WorldMoves.Of(one, moves);
            WorldMoves.Of(other, others);
            Assert.Equal(moves, others);
            foreach (var move in moves.ToArray())
            {
                var (left, right) = (by.After(one, move), by.After(other, move));
                Assert.True(of.HashOf(left) == of.HashOf(right), $"{move} in {one.State.Phase} {one.State.PhaseReason}, sequence {one.State.Sequence} and {other.State.Sequence}");
            }
        }
    }

    // A new field of the state either decides something, then the form has to hold it, or it does not, then it is said here.
    [Fact]
    public void Every_field_of_the_state_is_known_to_the_form()
    {
        Assert.Equal(
            "Accounts Contract DeltaOutSince Ended Epoch Inventory Lease Liquidated Mode Orders Pair Phase PhaseReason PhaseSince Profit Recovery Sequence Stop "
            + "Visited",
            Fields<StrategyState>());
        Assert.Equal("Acknowledged AverageCost Base Cash Cursor Known Up", Fields<AccountState>());
        Assert.Equal("Answer BaseChange Fees Filled FilledFor InDoubt IntendedAt Intent Outcome Step UpTo", Fields<OrderState>());
        Assert.Equal("BuyVenue Id OrderCount Purpose Seen SellVenue Size StartedAt Step StepAt StepAttempts", Fields<PairState>());
        Assert.Equal("Asked Held LastRequest Older Refusals RefusedAt Released Stated", Fields<LeaseState>());
        Assert.Equal("Attempt AttemptAt Errors ErrorsTotal GuardConfirmed PrepareExpiredAt RetryAt", Fields<RecoveryState>());
        Assert.Equal("GuardSequence HaltConfirmed HaltReason Ordered Venues", Fields<ModeState>());
        Assert.Equal("At Base Direction Overdue Pair Pnl", Fields<EntryLot>());
        Assert.Equal(
            "Attempts CyclePnl Cycles EmptyInRow EstimatedPnl Fees FirstEquity Funding FundingDay LastEquity LastPair LastRebalance LosingStreak MarkedAt "
            + "MaxDeviationPct PairsCompleted PeakEquity RealisedPnl RebalanceCosts SingleLegs WinningCycles",
            Fields<ProfitState>());
    }

    private static string Fields<T>() => string.Join(
        ' ', typeof(T).GetConstructors().MaxBy(c => c.GetParameters().Length)!.GetParameters().Select(p => p.Name).Order(StringComparer.OrdinalIgnoreCase));

    private sealed class Unwatched : IWorldWatch
    {
        public static Unwatched Instance { get; } = new();

        public void OnInput(SmallWorld world, StrategyInput input)
        {
        }

        public void OnEvent(SmallWorld before, StrategyEvent happened, StrategyState after)
        {
        }
    }
}
