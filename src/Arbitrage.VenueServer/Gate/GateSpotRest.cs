using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate spot over REST: market data and account (sheet sections 4 and 5).</summary>
internal static class GateSpotRest
{
    private const Venue Here = Venue.GateSpot;
    private const int LargestFeeBatch = 50;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(30);

    public static void Map(GateRoutes routes)
    {
        MapPublic(routes);
        MapAccount(routes);
        GateSpotOrders.Map(routes);
    }

    private static void MapPublic(GateRoutes routes)
    {
        routes.Public(Here, "/spot/time", c => new JsonObject { ["server_time"] = Milliseconds(c.At) });
        routes.Public(Here, "/spot/currency_pairs", c => List(c.Model.Instruments.Select(GateSpotJson.Pair)));
        routes.Public(Here, "/spot/currency_pairs/{pair}", c => GateSpotJson.Pair(c.Find(c.Route("pair"))));
        routes.Public(Here, "/spot/currencies", c => List(Coins(c).Select(coin => GateSpotJson.Currency(coin, routes.Coins.Of(Here, coin)))));
        routes.Public(Here, "/spot/currencies/{coin}", c => Coins(c).Contains(c.Route("coin"))
            ? GateSpotJson.Currency(c.Route("coin"), routes.Coins.Of(Here, c.Route("coin")))
            : throw GateRefusalException.Bad("INVALID_CURRENCY", $"Invalid currency {c.Route("coin")}"));
        routes.Public(Here, "/spot/tickers", c =>
            List(Wanted(c).Select(i => GateSpotJson.Ticker(i, c.Model.Book(i.Symbol), withSizes: c.Query("currency_pair") is not null))));
        routes.Public(Here, "/spot/order_book", c => GateSpotJson.Book(
            c.Model.Book(c.Instrument("currency_pair").Symbol), Math.Min(100, c.Number("limit", 10)), c.Query("with_id") == "true", c.At));
        // Trades of others are not part of the model; the account's own are public trades like any other.
        routes.Public(Here, "/spot/trades", c =>
        {
            var instrument = c.Instrument("currency_pair");
            return List(c.Page(c.Model.Trades(instrument.Symbol), t => t.At).Select(t => GateSpotJson.PublicTrade(t, instrument)));
        });
        // No margin pairs here; clients ask all the same when they load the markets.
        routes.Public(Here, "/margin/currency_pairs", _ => new JsonArray());
    }

    private static void MapAccount(GateRoutes routes)
    {
        routes.Private(Here, "GET", "/account/detail", _ => new JsonObject
        {
            ["user_id"] = GateNames.UserId,
            ["ip_whitelist"] = new JsonArray("127.0.0.1"),
            ["currency_pairs"] = new JsonArray(),
            ["key"] = new JsonObject { ["mode"] = 1 },
            ["tier"] = 0,
            ["copy_trading_role"] = 0,
        });
        // Tier and ratio of the scheme that pays for trading with more requests; one account, so the main account's ratio is its own.
        routes.Private(Here, "GET", "/account/rate_limit", c => List(new[] { ("spot", Venue.GateSpot), ("futures", Venue.GateFutures) }.Select(row =>
        {
            var conduct = routes.ConductAt(row.Item2);
            var ratio = Text(Math.Round(conduct?.Ratio ?? 0m, 4));
            return new JsonObject
            {
                ["type"] = row.Item1,
                ["tier"] = "1",
                ["ratio"] = ratio,
                ["main_ratio"] = ratio,
                ["updated_at"] = Text(Seconds(conduct?.LookedAt ?? c.At)),
            };
        })));
        routes.Private(Here, "GET", "/wallet/fee", Fee);
        routes.Private(Here, "GET", "/spot/fee", Fee);
        routes.Private(Here, "GET", "/spot/batch_fee", c =>
        {
            var pairs = c.Required("currency_pairs").Split(',');
            if (pairs.Length > LargestFeeBatch)
                throw GateRefusalException.Bad("INVALID_PARAM_VALUE", $"At most {LargestFeeBatch} pairs");
            return new JsonObject(pairs.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair, FeeOf(c.Find(pair)))));
        });
        routes.Private(Here, "GET", "/wallet/deposits", _ => new JsonArray());
        routes.Private(Here, "GET", "/wallet/withdrawals", _ => new JsonArray());
        routes.Private(Here, "GET", "/spot/accounts", c =>
        {
            var rows = c.Model.Rows();
            return List(c.Model.Balances()
                .Where(b => c.Query("currency") is not { Length: > 0 } coin || b.Asset.Text == coin)
                .Select(b => GateSpotJson.Balance(b, rows.Count(r => r.Asset == b.Asset))));
        });
        routes.Private(Here, "GET", "/spot/account_book", c =>
        {
            var rows = c.Model.Rows().Select(r => (Row: r, Json: GateSpotJson.Row(r)))
                .Where(r => c.Query("currency") is not { Length: > 0 } coin || r.Row.Asset.Text == coin)
                .Where(r => c.Query("code") is { Length: > 0 } code
                    ? (string)r.Json["code"]! == code
                    : c.Query("type") is not { Length: > 0 } type || (string)r.Json["type"]! == type);
            return List(c.Page(rows, r => r.Row.At, window: LongestWindow).Select(r => r.Json));
        });
        routes.Private(Here, "GET", "/spot/my_trades", c =>
        {
            var trades = c.Model.Trades(c.Filter("currency_pair"))
                .Where(t => c.Query("order_id") is not { Length: > 0 } order || t.OrderId == order);
            return List(c.Page(trades, t => t.At, window: LongestWindow).Select(t => GateSpotJson.Trade(t, c.Model.FindInstrument(t.Symbol)!)));
        });
    }

    public static JsonArray List(IEnumerable<JsonObject> items) => [.. items];

    private static JsonObject Fee(GateCall call) =>
        FeeOf(call.Query("currency_pair") is { Length: > 0 } pair ? call.Find(pair) : call.Model.Instruments.First());

    private static JsonObject FeeOf(Instrument instrument) => new()
    {
        ["user_id"] = GateNames.UserId,
        ["taker_fee"] = Text(instrument.TakerFee.Value),
        ["maker_fee"] = Text(instrument.MakerFee.Value),
        ["gt_discount"] = false,
        ["gt_taker_fee"] = "0",
        ["gt_maker_fee"] = "0",
        ["loan_fee"] = "0.18",
        ["point_type"] = "1",
        ["futures_taker_fee"] = "0.0005",
        ["futures_maker_fee"] = "0.0002",
        ["delivery_taker_fee"] = "0.0005",
        ["delivery_maker_fee"] = "0.0002",
        ["debit_fee"] = 3,
    };

    private static IEnumerable<Instrument> Wanted(GateCall call) =>
        call.Filter("currency_pair") is { } symbol ? [call.Model.FindInstrument(symbol)!] : call.Model.Instruments;

    private static SortedSet<string> Coins(GateCall call) =>
        [.. call.Model.Instruments.SelectMany(i => new[] { i.Symbol.Base.Text, i.Symbol.Quote.Text })];
}
