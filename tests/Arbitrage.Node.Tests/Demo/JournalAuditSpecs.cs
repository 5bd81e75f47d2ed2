using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Node.Demo;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>Each promise that a journal alone can break is seen to be broken.</summary>
public class JournalAuditSpecs
{
    private const string Strategy = "strategy-f_usdt";
    private static readonly Symbol F = new("F_USDT");
    private static readonly DateTimeOffset At = DateTimeOffset.UnixEpoch;

    [Fact]
    public void A_sound_journal_breaks_nothing_and_gives_its_orders()
    {
        var audit = Audit((Strategy, Started(1)), (Strategy, Legs(1)), ("connection-gate_spot", Claim(Intent(1))));
        Assert.Empty(audit.Violations);
        Assert.Equal([Intent(1).Id.Text], audit.Orders.Intents.Keys);
        Assert.Equal([Intent(1).Id.Text], audit.Orders.Claimed.Keys);
        Assert.Equal(64, audit.TraceHash.Length);
    }

    [Fact]
    public void The_same_intent_twice_is_seen()
    {
        var audit = Audit((Strategy, Started(1)), (Strategy, Legs(1)), (Strategy, Legs(1)));
        Assert.Equal(Intent(1).Id.Text, Assert.Single(audit.Orders.IntendedTwice));
    }

    [Fact]
    public void The_same_claim_twice_is_seen()
    {
        var audit = Audit((Strategy, Started(1)), (Strategy, Legs(1)), ("connection-gate_spot", Claim(Intent(1))), ("connection-gate_spot", Claim(Intent(1))));
        Assert.Equal(Intent(1).Id.Text, Assert.Single(audit.Orders.ClaimedTwice));
    }

    [Fact]
    public void A_claim_without_intent_breaks_I2() => Sees("I2", ("connection-gate_spot", Claim(Intent(1))));

    [Fact]
    public void An_older_incarnation_after_a_newer_breaks_I6() => Sees("I6", (Strategy, Started(2)), (Strategy, Started(1)));

    [Fact]
    public void An_intent_of_another_epoch_breaks_I6() => Sees("I6", (Strategy, Started(2)), (Strategy, Legs(1)));

    [Theory]
    [InlineData(1501, 0)]
    [InlineData(0, 501)]
    public void An_entry_on_old_or_skewed_books_breaks_I10(long age, long skew) => Sees("I10", (Strategy, Started(1)), (Strategy, Legs(1, age, skew)));

    [Theory]
    [InlineData(Venue.GateSpot, true)]
    [InlineData(Venue.GateFutures, false)]
    public void I10_is_about_the_books_of_the_legs(Venue old, bool broken)
    {
        BookSeen[] books = [.. Domain.Markets.Venues.All.Select(v => new BookSeen(v, 1, v == old ? 1501 : 0, new(1m), new(2m)))];

        Assert.Equal(broken, Audit((Strategy, Started(1)), (Strategy, Legs(1, books: books))).Violations.Any(v => v.StartsWith("I10", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_entry_that_does_not_say_on_which_book_breaks_I10() => Sees(
        "I10", (Strategy, Started(1)), (Strategy, Legs(1, books: [new BookSeen(Venue.MexcSpot, 1, 0, new(1m), new(2m))])));

    [Fact]
    public void A_booking_that_does_not_add_up_breaks_I12() => Sees("I12", ("ledger-gate_spot", new LedgerEvent.Booked(
        new(1, 0, new AccountFact.OpeningBalance("open:USDT", null, At, Asset.Usdt, 5m)),
        [new(LedgerAccount.Wallet, Asset.Usdt, 5m, null, null), new(LedgerAccount.Opening, Asset.Usdt, -4m, null, null)])));

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void Time_in_which_no_incarnation_lived_does_not_count_against_I7(int secondsAfterRestart, bool broken)
    {
        var restart = At.AddSeconds(60);
        (string, object)[] journal =
        [
            (Strategy, Started(1)),
            .. Domain.Markets.Venues.All.Select(v => (Strategy, (object)new StrategyEvent.VenueReady(v, v == Venue.GateFutures ? new(1m) : default, At))),
            (Strategy, new StrategyEvent.FactBooked(
                Venue.GateSpot, new(1, 1, new AccountFact.OpeningBalance("open:F", F, At, F.Base, 5m)), At)),
            (Strategy, new StrategyEvent.IncarnationStarted(new(0, 6), restart)),
            (Strategy, new StrategyEvent.HaltSet("test", restart.AddSeconds(secondsAfterRestart))),
        ];

        Assert.Equal(broken, Audit(journal).Violations.Any(v => v.StartsWith("I7: F_USDT", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void A_certain_delta_for_longer_than_its_limit_breaks_I7_even_when_it_never_came_back(int seconds, bool broken)
    {
        (string, object)[] journal =
        [
            (Strategy, Started(1)),
            .. Domain.Markets.Venues.All.Select(v => (Strategy, (object)new StrategyEvent.VenueReady(v, v == Venue.GateFutures ? new(1m) : default, At))),
            (Strategy, new StrategyEvent.FactBooked(
                Venue.GateSpot, new(1, 1, new AccountFact.OpeningBalance("open:F", F, At, F.Base, 5m)), At)),
            (Strategy, new StrategyEvent.HaltSet("test", At.AddSeconds(seconds))),
        ];

        Assert.Equal(broken, Audit(journal).Violations.Any(v => v.StartsWith("I7: F_USDT", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_journal_of_a_strategy_that_cannot_be_followed_breaks_I7() => Sees(
        "I7", (Strategy, Started(1)), (Strategy, new StrategyEvent.LadderStepped(LadderStep.Hedge, [], "no pair", At)));

    private static void Sees(string promise, params (string, object)[] journal) =>
        Assert.Contains(Audit(journal).Violations, v => v.StartsWith(promise, StringComparison.Ordinal));

    private static JournalAudit Audit(params (string Id, object Happened)[] journal)
    {
        var audit = new JournalAudit(new Dictionary<Symbol, StrategySettings> { [F] = new() { Symbol = F } });
        var sequences = new Dictionary<string, long>();
        foreach (var (id, happened) in journal)
            audit.Take(id, sequences[id] = sequences.GetValueOrDefault(id) + 1, happened);
        return audit;
    }

    private static StrategyEvent Started(long epoch) => new StrategyEvent.IncarnationStarted(new(0, epoch), At);

    private static OrderIntent Intent(long epoch) => new(
        ClientOrderId.For(0, ClientOrderId.StrategyTag(Strategy), 2, 'a'), Venue.GateSpot, F, new(0, epoch), Side.Buy,
        OrderKind.ImmediateOrCancel, new(10m), new(2m), false, RiskClass.Reducing, At, null);

    private static StrategyEvent Legs(long epoch, long age = 0, long skew = 0, params BookSeen[] books) => new StrategyEvent.LegsIntended(
        PairPurpose.Entry, Venue.MexcSpot, Venue.GateSpot, new(10m), [Intent(epoch)],
        new(0, 0, 0, 0, 1, 1, 1, 1, skew, default, books is [] ? [new BookSeen(Venue.GateSpot, 1, age, new(1m), new(2m))] : [.. books]), At);

    private static ConnectionEvent Claim(OrderIntent intent) => new ConnectionEvent.Claimed(intent, 1, new(Asset.Usdt, 20m), default, At);
}
