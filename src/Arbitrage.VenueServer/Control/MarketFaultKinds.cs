using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>What venues do to books, symbols, coins, positions and clocks.</summary>
internal static class MarketFaultKinds
{
    private const decimal Largest = 1_000_000_000m;

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new(
            "crossed_book", "The best bid stands `ticks` (1) above the best ask until the market's next step.",
            """{"kind":"crossed_book","venue":"mexc_spot","symbol":"BTC_USDT","ticks":3}""", ["venue", "symbol", "ticks"], Cross),
        new(
            "symbol_suspended", "New orders of a symbol are refused and its rules say so; with suspended false it is open again.",
            """{"kind":"symbol_suspended","venue":"gate_spot","symbol":"BTC_USDT","suspended":true}""", ["venue", "symbol", "suspended"], Suspend),
        new(
            "coin_status", "Deposits or withdrawals of a coin are open (true, the default) or closed.",
            """{"kind":"coin_status","venue":"mexc_spot","asset":"BTC","deposits":true,"withdrawals":false}""",
            ["venue", "asset", "deposits", "withdrawals"], Close),
        new(
            "clock_skew", "A venue's clock is off by so many milliseconds, positive is fast, 0 is right; Gate's two products share a clock.",
            """{"kind":"clock_skew","venue":"gate_spot","milliseconds":-1500}""", ["venue", "milliseconds"], Skew),
        new(
            "liquidation", "The venue takes the whole futures position at mark.",
            """{"kind":"liquidation","symbol":"BTC_USDT"}""", ["symbol"],
            (b, f) => Taken("liquidation", f.Models[Venue.GateFutures].InjectLiquidation(b.Symbol(f, Venue.GateFutures), f.Now(Venue.GateFutures)))),
        new(
            "adl", "The venue deleverages up to so many contracts of the position at mark.",
            """{"kind":"adl","symbol":"BTC_USDT","contracts":10}""", ["symbol", "contracts"],
            (b, f) => Taken("adl", f.Models[Venue.GateFutures].InjectAdl(
                b.Symbol(f, Venue.GateFutures), new((long)b.Number("contracts", 1m, Largest)), f.Now(Venue.GateFutures)))),
        new(
            "funding", "Funding is settled at a rate; a positive one is paid by longs.",
            """{"kind":"funding","symbol":"BTC_USDT","rate":"0.0001"}""", ["symbol", "rate"], Fund),
        new(
            "transfer", "An amount comes into an account, or leaves it when negative.",
            """{"kind":"transfer","venue":"gate_spot","asset":"USDT","amount":"-250"}""", ["venue", "asset", "amount"], Move),
    ];

    private static JsonObject Cross(FaultBody body, VenueFloor floor)
    {
        var venue = body.Venue();
        var symbol = body.Symbol(floor, venue);
        var (model, ticks) = (floor.Models[venue], body.Whole("ticks", 1, 1_000_000, 1));
        var book = model.Book(symbol);
        if (book.Bids.Length == 0 || book.Asks.Length == 0)
            throw new FormatException("'symbol' has a book with an empty side; wait until both sides are there.");
        var price = new Price(book.Asks[0].Price.Value + (ticks * model.FindInstrument(symbol)!.Tick.Value));
        model.SetBook(symbol, [new(price, book.Bids[0].Quantity), .. book.Bids], book.Asks, floor.Now(venue));
        return new() { ["kind"] = "crossed_book", ["bid"] = WireText.Text(price.Value), ["ask"] = WireText.Text(book.Asks[0].Price.Value) };
    }

    private static JsonObject Suspend(FaultBody body, VenueFloor floor)
    {
        var venue = body.Venue();
        floor.Models[venue].SetTradable(body.Symbol(floor, venue), !body.Flag("suspended", true));
        return new() { ["kind"] = "symbol_suspended" };
    }

    private static JsonObject Close(FaultBody body, VenueFloor floor)
    {
        var venue = body.Venue();
        if (venue == Venue.GateFutures)
            throw new FormatException("'venue' must be gate_spot or mexc_spot: coins move in and out of spot accounts.");
        floor.Coins.Set(venue, body.Text("asset"), new(body.Flag("deposits", true), body.Flag("withdrawals", true)));
        return new() { ["kind"] = "coin_status" };
    }

    private static JsonObject Skew(FaultBody body, VenueFloor floor)
    {
        floor.ClockOf(body.Venue()).Skew = TimeSpan.FromMilliseconds((double)body.Number("milliseconds", -86_400_000m, 86_400_000m));
        return new() { ["kind"] = "clock_skew" };
    }

    private static JsonObject Fund(FaultBody body, VenueFloor floor)
    {
        floor.Models[Venue.GateFutures].ApplyFunding(
            body.Symbol(floor, Venue.GateFutures), new Rate(body.Number("rate", -1m, 1m)), floor.Now(Venue.GateFutures));
        return new() { ["kind"] = "funding" };
    }

    private static JsonObject Move(FaultBody body, VenueFloor floor)
    {
        var venue = body.Venue();
        floor.Models[venue].Transfer(new(body.Text("asset")), body.Number("amount", -Largest, Largest), floor.Now(venue));
        return new() { ["kind"] = "transfer" };
    }

    private static JsonObject Taken(string kind, Simulation.Model.VenueTrade? trade) =>
        new() { ["kind"] = kind, ["trade"] = trade?.Id, ["size"] = trade is null ? "0" : WireText.Text(trade.Quantity.Value) };
}
