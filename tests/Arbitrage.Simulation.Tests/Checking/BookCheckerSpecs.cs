using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Tests.Model;

namespace Arbitrage.Simulation.Tests.Checking;

/// <summary>I4, I10, I11, I12, I14: kept and broken.</summary>
public sealed class BookCheckerSpecs
{
    private static readonly AccountFact[] Opening =
    [
        new AccountFact.OpeningBalance("open:USDT", null, Given.T0, Asset.Usdt, 10_000m),
        new AccountFact.OpeningBalance("open:BTC", Given.Btc, Given.T0, Given.Coin, 2m),
    ];

    [Fact]
    public void A_ledger_that_differs_from_its_venue_breaks_I4()
    {
        Assert.DoesNotContain("I4 LedgerEqualsVenue", Rested(Watched.Booked(Venue.GateSpot, Opening)));
        Assert.Contains("I4 LedgerEqualsVenue", Rested(Watched.Booked(Venue.GateSpot, Opening[0])));

        static IEnumerable<string> Rested(LedgerState state) => new Watched().State(JournalIds.Ledger(Venue.GateSpot), state).Ends().Broken;
    }

    [Fact]
    public void A_fact_booked_twice_breaks_I4()
    {
        var booked = Booking(Venue.GateSpot, 1, Opening[0]);

        Assert.Empty(new Watched().Writes(Watched.Ledger(Venue.GateSpot), booked).Broken);
        Assert.Equal(["I4 LedgerEqualsVenue"], new Watched().Writes(Watched.Ledger(Venue.GateSpot), booked, booked).Broken);
    }

    [Fact]
    public void A_decision_on_an_old_or_crossed_book_breaks_I10()
    {
        Assert.Empty(Decided(Watched.Seen(Venue.GateSpot), Watched.Seen(Venue.MexcSpot)));
        Assert.Equal(["I10 DecidedOnTrueBooks"], Decided(Watched.Seen(Venue.GateSpot, age: 1_501), Watched.Seen(Venue.MexcSpot, age: 1_400)));
        Assert.Equal(["I10 DecidedOnTrueBooks"], Decided(Watched.Seen(Venue.GateSpot, age: 700), Watched.Seen(Venue.MexcSpot, age: 100)));
        Assert.Equal(
            ["I10 DecidedOnTrueBooks"], Decided(Watched.Seen(Venue.GateSpot) with { Bid = new(101m) }, Watched.Seen(Venue.MexcSpot)));
        Assert.Equal(["I10 DecidedOnTrueBooks"], Decided(Watched.Seen(Venue.MexcSpot)));
    }

    [Fact]
    public void A_book_that_the_venue_had_replaced_long_ago_breaks_I10()
    {
        var run = new Watched();
        Given.Show(run.Models[Venue.GateSpot], [(100.0m, 1m)], [(100.2m, 3m)]);
        var sequence = run.Models[Venue.GateSpot].Book(Given.Btc).Sequence;
        Given.Show(run.Models[Venue.GateSpot], [(101.0m, 1m)], [(101.2m, 1m)]);
        var legs = Watched.Legs(Watched.Order() with { NotAfter = Given.T0.AddSeconds(6) });
        legs = legs with { Seen = legs.Seen with { Books = [Watched.Seen(Venue.GateSpot) with { Sequence = sequence }, Watched.Seen(Venue.MexcSpot)] } };
        run.Rests(5).Writes(Watched.Strategy, legs);

        Assert.Equal(["I10 DecidedOnTrueBooks"], run.Broken);
    }

    [Fact]
    public void An_order_off_the_lot_or_below_the_minimum_breaks_I11()
    {
        Assert.Equal(["I11 LegsLegalAndFunded"], new Watched().Writes(Watched.Strategy, Watched.Legs(Watched.Order(size: 1.0005m))).Broken);
        Assert.Equal(["I11 LegsLegalAndFunded"], new Watched().Writes(Watched.Strategy, Watched.Legs(Watched.Order(size: 0.001m))).Broken);
        Assert.Equal(["I11 LegsLegalAndFunded"], new Watched().Writes(Watched.Strategy, Watched.Legs(Watched.Order(cap: 100.25m))).Broken);
    }

    [Fact]
    public void A_leg_without_funds_breaks_I11()
    {
        static IEnumerable<string> Sold(decimal size) => new Watched().Writes(
            Watched.Strategy, Watched.Legs(Watched.Order(size: size), Watched.Order('b', Side.Sell, Venue.MexcSpot, size, 100m))).Broken;

        Assert.Empty(Sold(2m));
        Assert.Equal(["I11 LegsLegalAndFunded"], Sold(2.001m));
    }

    [Fact]
    public void A_booking_that_is_not_the_venues_trade_breaks_I12()
    {
        var order = Watched.Order();
        var run = new Watched().Sends(order).Arrives(order);
        var trade = run.Models[Venue.GateSpot].Trades()[0];
        var fact = Watched.Trade(order, 1m, trade.Id) with { FeeAsset = trade.FeeAsset, Fee = trade.Fee, Price = trade.Price };
        Assert.Empty(run.Writes(Watched.Ledger(Venue.GateSpot), Booking(Venue.GateSpot, 1, fact)).Broken);

        var wrong = new Watched().Sends(order).Arrives(order).Writes(
            Watched.Ledger(Venue.GateSpot), Booking(Venue.GateSpot, 1, fact with { TradeId = trade.Id, Fee = -trade.Fee }));
        Assert.Equal(["I12 MoneyAddsUp"], wrong.Broken);
    }

    [Fact]
    public void Lines_that_do_not_add_up_break_I12()
    {
        var booked = Booking(Venue.GateSpot, 1, Opening[0]);

        Assert.Equal(["I12 MoneyAddsUp"], new Watched().Writes(Watched.Ledger(Venue.GateSpot), booked with { Entries = [booked.Entries[0]] }).Broken);
    }

    [Fact]
    public void A_state_that_is_not_its_journals_fold_breaks_I14()
    {
        static IEnumerable<string> Rested(Func<LedgerState, LedgerState> change)
        {
            var booked = Booking(Venue.MexcSpot, 1, Opening[0]);
            return new Watched().Writes(Watched.Ledger(Venue.MexcSpot), booked)
                .State(JournalIds.Ledger(Venue.MexcSpot), change(Watched.Booked(Venue.MexcSpot, Opening[0]))).Ends().Broken
                .Where(b => b.StartsWith("I14", StringComparison.Ordinal));
        }

        Assert.Empty(Rested(state => state));
        Assert.Equal(["I14 SameJournalSameState"], Rested(state => state with { VerifiedUpTo = 7 }));
    }

    private static LedgerEvent.Booked Booking(Venue venue, long number, AccountFact fact) => new(Watched.Fact(number, fact), Postings.Of(venue, fact));

    private static IEnumerable<string> Decided(params BookSeen[] books)
    {
        var legs = Watched.Legs(Watched.Order());
        return new Watched().Writes(Watched.Strategy, legs with { Seen = legs.Seen with { Books = [.. books] } }).Broken;
    }
}
