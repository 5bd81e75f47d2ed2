using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Paper;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Node.Tests.Paper;

/// <summary>A venue model that goes on where another ended is the same account: to the last digit of its P&amp;L, and with ids of its own.</summary>
public sealed class PaperAccountsSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_position_goes_on_with_the_value_it_was_opened_for()
    {
        var one = Model([], 0);
        // Opened, enlarged, reduced by a share that does not divide, turned around, reduced again.
        foreach (var (side, size, price) in ((Side, decimal, decimal)[])[
            (Side.Sell, 7m, 100m), (Side.Sell, 4m, 103.33m), (Side.Buy, 3m, 101.1m), (Side.Buy, 20m, 99.7m), (Side.Sell, 7m, 102.9m)])
            Trade(one, side, size, price);
        var position = one.Position(Btc);
        var facts = one.Trades(Btc).Select(t => new AccountFact.Trade(
            "trade:" + t.Id, t.Symbol, t.At, t.Id, t.OrderId, null, t.Side, t.Price, t.Quantity, t.Fee, t.FeeAsset, t.Maker, TradeCause.Own));
        var entry = PaperAccounts.EntryValue(Btc, facts);
        Assert.Equal(position.EntryValue, entry);

        var two = Model(new() { [Btc] = new(position.Size, entry) }, 1_000_000);
        Assert.Equal((position.Size, position.Entry), (two.Position(Btc).Size, two.Position(Btc).Entry));
        Trade(one, Side.Sell, 6m, 104m);
        Trade(two, Side.Sell, 6m, 104m);
        Assert.Equal(Last(one, VenueRowKind.RealisedPnl).Change, Last(two, VenueRowKind.RealisedPnl).Change);
        Assert.Empty(one.Trades().Select(t => t.Id).Intersect(two.Trades().Select(t => t.Id)));
        Assert.Empty(one.Trades().Select(t => t.OrderId).Intersect(two.Trades().Select(t => t.OrderId)));
        Assert.Empty(one.Rows().Select(r => r.Number).Intersect(two.Rows().Select(r => r.Number)));
    }

    private static VenueRow Last(VenueModel model, VenueRowKind kind) => model.Rows().Last(r => r.Kind == kind);

    private static void Trade(VenueModel model, Side side, decimal size, decimal price)
    {
        model.SetBook(Btc, [new(new(price), new(100m))], [new(new(price + 0.01m), new(100m))], Start);
        var at = side == Side.Sell ? price : price + 0.01m;
        var result = model.Create(new(null, Btc, side, OrderKind.ImmediateOrCancel, new(size), new(at)), Start);
        Assert.Equal(size, Assert.IsType<CreateResult.Accepted>(result).Order.Filled.Value);
    }

    private static VenueModel Model(Dictionary<Symbol, OpenPosition> positions, long numbersFrom) => new(
        Venue.GateFutures,
        [new(Venue.GateFutures, Btc, "BTC_USDT", new(0.01m), new(1m), new(1m), default, default, new(0.9m), new(1m), new(0.0002m), new(0.0005m), Tradable: true)],
        new(new Dictionary<Asset, decimal> { [Asset.Usdt] = 10_000m }, Start.AddDays(-1)) { Positions = positions, NumbersFrom = numbersFrom });
}
