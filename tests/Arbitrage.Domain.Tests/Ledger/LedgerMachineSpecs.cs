using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using CsCheck;
using static Arbitrage.Domain.Tests.Ledger.LedgerScript;

namespace Arbitrage.Domain.Tests.Ledger;

public sealed class LedgerMachineSpecs
{
    private readonly LedgerScript _spot = new(Venue.GateSpot);
    private readonly LedgerScript _perpetual = new(Venue.GateFutures);

    [Fact]
    public void A_spot_trade_exchanges_two_assets_and_pays_its_fee_in_the_coin_it_names()
    {
        _spot.Book(
            Opening("USDT", 1_000m),
            Trade("1", Side.Buy, 0.01m, 60_000m, 0.00001m, "BTC"),
            Trade("2", Side.Sell, 0.004m, 61_000m, 0.244m, "USDT"),
            Trade("3", Side.Buy, 0.001m, 60_000m, 0.02m, "GT"));

        Assert.Equal(1_000m - 600m + 244m - 0.244m - 60m, _spot.State.Book.Balance(Asset.Usdt));
        Assert.Equal(0.01m - 0.00001m - 0.004m + 0.001m, _spot.State.Book.Balance(new("BTC")));
        Assert.Equal(-0.02m, _spot.State.Book.Balance(new("GT")));
        var totals = _spot.State.Symbols[Btc];
        Assert.Equal([(new Asset("BTC"), -0.00001m), (new("GT"), -0.02m), (Asset.Usdt, -0.244m)], totals.Fees.Select(f => (f.Key, f.Value)));
        Assert.Equal(-416m, totals.Traded[Asset.Usdt]);
    }

    [Fact]
    public void A_perpetual_trade_moves_the_position_and_pays_its_fee_and_the_money_comes_as_rows()
    {
        _perpetual.Book(
            Opening("USDT", 1_000m),
            Trade("1", Side.Sell, 0.01m, 60_000m, 0.3m, "USDT"),
            Trade("2", Side.Buy, 0.004m, 59_000m, -0.1m, "USDT"),
            Row("1", RowKind.RealisedPnl, 4m, Btc),
            Row("2", RowKind.Funding, -0.05m, Btc),
            Row("3", RowKind.Transfer, 100m));

        Assert.Equal(new Quantity(-0.006m), _perpetual.State.Book.Position(Btc));
        Assert.Equal(1_000m - 0.3m + 0.1m + 4m - 0.05m + 100m, _perpetual.State.Book.Balance(Asset.Usdt));
        var totals = _perpetual.State.Symbols[Btc];
        Assert.Equal((-0.2m, 4m, -0.05m), (totals.Fees[Asset.Usdt], totals.RealisedPnl[Asset.Usdt], totals.Funding[Asset.Usdt]));
        Assert.Equal(100m, _perpetual.State.Account.Other[Asset.Usdt]);
    }

    [Fact]
    public void Rows_carry_the_order_and_symbol_they_are_of()
    {
        var order = ClientOrderId.For(0, ClientOrderId.StrategyTag("strategy-btc_usdt"), 10, 'a');

        _spot.Book(Trade("1", Side.Buy, 0.01m, 60_000m, 0.00001m, "BTC", order));

        Assert.All(((LedgerEvent.Booked)_spot.Journal[0]).Entries, e => Assert.Equal((order, Btc), (e.Order!.Value, e.Symbol!.Value)));
    }

    [Fact]
    public void Facts_already_booked_are_ignored_and_a_gap_is_pulled()
    {
        var facts = Numbered(Opening("USDT", 10m), Row("1", RowKind.Interest, 1m), Row("2", RowKind.Rebate, 1m), Row("3", RowKind.Airdrop, 1m));
        _spot.When(new LedgerInput.FactsArrived(facts[..2]));

        _spot.When(new LedgerInput.FactsArrived([facts[3]]));
        Assert.Equal([new LedgerEffect.TellConnection(new ConnectionInput.PullFacts(2))], _spot.Last.AsEnumerable());
        Assert.Equal(2, _spot.State.Cursor);

        _spot.When(new LedgerInput.FactsArrived(facts)).When(new LedgerInput.FactsArrived(facts));
        Assert.Equal(4, _spot.State.Cursor);
        Assert.Equal(13m, _spot.State.Book.Balance(Asset.Usdt));
        Assert.Empty(_spot.Last);
    }

    [Fact]
    public void A_row_of_an_unknown_kind_is_booked_and_reported()
    {
        _spot.Book(Row("1", RowKind.Other, -1m));

        Assert.Equal(["ledger_unknown_row"], _spot.Alerts);
        Assert.Equal(-1m, _spot.State.Book.Balance(Asset.Usdt));
    }

    [Fact]
    public void Equality_to_the_last_digit_is_recorded_once_per_offset()
    {
        _spot.Book(Opening("USDT", 10m));

        _spot.Quiet(_spot.Report(10.000m)).Quiet(_spot.Report(10m));
        Assert.Single(_spot.Journal.OfType<LedgerEvent.Verified>());

        _spot.Book(Row("1", RowKind.Interest, 0.00000001m)).Quiet(_spot.Report(10.00000001m));
        Assert.Equal(2, _spot.State.VerifiedUpTo);
    }

    [Theory]
    [InlineData(2L, true)]
    [InlineData(0L, false)]
    public void Book_and_venue_are_compared_at_the_same_offset_only(long upTo, bool asks)
    {
        _spot.Book(Opening("USDT", 10m)).Quiet(_spot.Report(999m), upTo);

        Assert.DoesNotContain(_spot.Journal, e => e is LedgerEvent.DifferenceFound);
        Assert.Equal(asks, _spot.Last.Contains(new LedgerEffect.TellConnection(new ConnectionInput.PullFacts(1))));
    }

    [Fact]
    public void A_difference_in_base_halts_the_symbol()
    {
        _spot.Book(Opening("USDT", 10m), Opening("BTC", 1m)).Quiet(_spot.Report(10m, btc: 0.99999999m));

        Assert.Equal(Btc, Assert.Single(_spot.Halts).Symbol);
        Assert.Empty(_spot.Suspects);
        Assert.Equal(new Difference(new("BTC"), null, 1m, 0.99999999m), Assert.Single(_spot.State.Differences));
    }

    [Theory]
    [InlineData("-0.5", "-0.4999")]
    [InlineData("-0.5", "0")]
    [InlineData("0", "0.0001")]
    public void A_difference_in_the_position_halts_the_symbol(string book, string venue)
    {
        _perpetual.Book(Opening("USDT", 10m), new AccountFact.OpeningPosition("open:BTC_USDT", Btc, Start, new(decimal.Parse(book)), new(60_000m)));

        _perpetual.Quiet(_perpetual.Report(10m, position: decimal.Parse(venue)));

        Assert.Equal(Btc, Assert.Single(_perpetual.Halts).Symbol);
    }

    [Fact]
    public void A_difference_in_usdt_makes_the_venue_suspect()
    {
        _spot.Book(Opening("USDT", 10m)).Quiet(_spot.Report(9.99999999m));

        Assert.Equal(Venue.GateSpot, Assert.Single(_spot.Suspects));
        Assert.Empty(_spot.Halts);
    }

    [Fact]
    public void A_difference_in_another_coin_is_reported_and_no_more()
    {
        _spot.Book(Opening("USDT", 10m)).Quiet(_spot.Report(10m, gt: 1m));

        Assert.Equal(["ledger_difference"], _spot.Alerts);
        Assert.Single(_spot.Last);
    }

    [Fact]
    public void A_difference_is_told_once_again_after_a_restart_and_closed_by_equality()
    {
        _spot.Book(Opening("USDT", 10m)).Quiet(_spot.Report(9m)).Quiet(_spot.Report(9m));
        Assert.Empty(_spot.Last);
        Assert.Single(_spot.Journal.OfType<LedgerEvent.DifferenceFound>());

        var again = _spot.Machine.Recovered(_spot.State, _spot.Journal.Count + 1, Start);
        Assert.Contains(again.Effects, e => e is LedgerEffect.TellGuard);
        Assert.Contains(new LedgerEffect.TellConnection(new ConnectionInput.PullFacts(1)), again.Effects);

        _spot.Quiet(_spot.Report(10m));
        Assert.Empty(_spot.State.Differences);
        Assert.IsType<LedgerEvent.Verified>(_spot.Journal[^1]);
    }

    [Fact]
    public void The_connection_is_asked_every_five_seconds_however_many_facts_arrive()
    {
        Assert.Single(_spot.When(new LedgerInput.ClockTicked()).Last);

        _spot.Now += TimeSpan.FromSeconds(4.9);
        _spot.Book(Opening("USDT", 10m));
        Assert.Empty(_spot.When(new LedgerInput.ClockTicked()).Last);
        _spot.Now += TimeSpan.FromSeconds(0.1);
        Assert.Equal(
            new LedgerEffect.TellConnection(new ConnectionInput.PullFacts(1)), Assert.Single(_spot.When(new LedgerInput.ClockTicked()).Last));
    }

    [Fact]
    public void A_journal_with_a_hole_is_refused() => Assert.Throws<InvalidOperationException>(() =>
        _spot.Machine.Apply(LedgerState.Empty, new LedgerEvent.Booked(new(2, 0, Opening("USDT", 1m)), []), 1));

    private static readonly Gen<AccountFact> AnyFact = Gen.OneOf<AccountFact>(
        Gen.Select(Gen.Int[1, 9_999], Gen.Bool, Gen.Int[1, 999], Gen.Int[1, 99_999], Gen.Int[-99, 99], Gen.Int[0, 2]).Select(
            (id, buys, quantity, price, fee, asset) => (AccountFact)Trade(
                $"{id}", buys ? Side.Buy : Side.Sell, quantity * 0.0001m, price * 0.1m, fee * 0.000001m, asset == 0 ? "BTC" : asset == 1 ? "USDT" : "GT")),
        Gen.Select(Gen.Int[1, 9_999], Gen.Int[1, 8], Gen.Int[-9_999, 9_999], Gen.Bool).Select(
            (id, kind, change, of) => (AccountFact)Row($"{id}", (RowKind)kind, change * 0.01m, of ? Btc : null)),
        Gen.Int[1, 9_999].Select(amount => (AccountFact)Opening("USDT", amount)));

    [Fact]
    public void However_facts_arrive_they_are_booked_once_in_order_and_every_booking_adds_up_to_zero() =>
        Gen.Select(AnyFact.Array[1, 30], Gen.Select(Gen.Int[0, 29], Gen.Int[1, 8]).Array[0, 40], Gen.Bool).Sample((facts, slices, spot) =>
        {
            var ledger = new LedgerScript(spot ? Venue.MexcSpot : Venue.GateFutures);
            var numbered = Numbered(facts);
            foreach (var (from, count) in slices)
            {
                var start = Math.Min(from, numbered.Length - 1);
                ledger.When(new LedgerInput.FactsArrived(numbered.Slice(start, Math.Min(count, numbered.Length - start))));
            }

            while (ledger.State.Cursor < numbered.Length)
                ledger.When(new LedgerInput.FactsArrived(numbered[(int)ledger.State.Cursor..]));

            var booked = ledger.Journal.OfType<LedgerEvent.Booked>().ToArray();
            Assert.Equal(numbered, booked.Select(b => b.Fact));
            Assert.All(booked, b => Assert.All(b.Entries.GroupBy(e => e.Asset), g => Assert.Equal(0m, g.Sum(e => e.Amount))));
            AssertEqualToSums(ledger.State, facts, spot);
            AssertEqual(ledger.State, ledger.Journal.Aggregate(LedgerState.Empty, (s, e) => s.After(e)));
        }, iter: 2_000);

    // Counted a second way, from the facts alone.
    private static void AssertEqualToSums(LedgerState state, AccountFact[] facts, bool spot)
    {
        var trades = facts.OfType<AccountFact.Trade>().ToArray();
        var coins = trades.Sum(t => t.Side.Sign() * t.Quantity.Value);
        var quote = trades.Sum(t => -t.Side.Sign() * t.Quantity.Value * t.Price.Value);
        var usdt = facts.OfType<AccountFact.Row>().Sum(r => r.Change) + facts.OfType<AccountFact.OpeningBalance>().Sum(o => o.Amount);
        Assert.Equal((spot ? coins : 0m) - Fees("BTC"), state.Book.Balance(new("BTC")));
        Assert.Equal(usdt + (spot ? quote : 0m) - Fees("USDT"), state.Book.Balance(Asset.Usdt));
        Assert.Equal(spot ? 0m : coins, state.Book.Position(Btc).Value);

        decimal Fees(string asset) => trades.Where(t => t.FeeAsset == new Asset(asset)).Sum(t => t.Fee);
    }

    private static void AssertEqual(LedgerState left, LedgerState right)
    {
        Assert.Equal(left.Cursor, right.Cursor);
        Assert.Equal(left.Book.Balances.AsEnumerable(), right.Book.Balances);
        Assert.Equal(left.Book.Positions.AsEnumerable(), right.Book.Positions);
        Assert.Equal(left.Symbols.Keys, right.Symbols.Keys);
    }

    private static ImmutableArray<NumberedFact> Numbered(params AccountFact[] facts) =>
        [.. facts.Select((f, i) => new NumberedFact(i + 1, 0, f))];
}
