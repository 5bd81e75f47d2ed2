using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate spot and account calls over REST (sheet sections 4 and 5).</summary>
internal static class GateSpotRest
{
    private const Venue Here = Venue.GateSpot;
    private const int ShortestCountdown = 5;

    public static void Map(GateRoutes routes)
    {
        MapPublic(routes);
        MapAccount(routes);
        MapOrders(routes);
    }

    private static void MapPublic(GateRoutes routes)
    {
        routes.Public(Here, "/spot/time", c => new JsonObject { ["server_time"] = Milliseconds(c.At) });
        routes.Public(Here, "/spot/currency_pairs", c => List(c.Model.Instruments.Select(GateSpotJson.Pair)));
        routes.Public(Here, "/spot/currency_pairs/{pair}", c => GateSpotJson.Pair(c.Find(c.Route("pair"))));
        routes.Public(Here, "/spot/currencies", c => List(Coins(c).Select(GateSpotJson.Currency)));
        routes.Public(Here, "/spot/currencies/{coin}", c => Coins(c).Contains(c.Route("coin"))
            ? GateSpotJson.Currency(c.Route("coin"))
            : throw GateRefusalException.Bad("INVALID_CURRENCY", $"Invalid currency {c.Route("coin")}"));
        routes.Public(Here, "/spot/tickers", c => List(Wanted(c).Select(i => GateSpotJson.Ticker(i, c.Model.Book(i.Symbol)))));
        routes.Public(Here, "/spot/order_book", c => GateSpotJson.Book(
            c.Model.Book(c.Instrument("currency_pair").Symbol), Math.Min(100, c.Number("limit", 10)), c.Query("with_id") == "true", c.At));
        // Trades of others are not part of the model.
        routes.Public(Here, "/spot/trades", c => List(c.Filter("currency_pair") is null ? [] : Array.Empty<JsonObject>()));
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
        routes.Private(Here, "GET", "/account/rate_limit", c => List(new[] { "spot", "futures" }.Select(type => new JsonObject
        {
            ["type"] = type,
            ["tier"] = "1",
            ["ratio"] = "0",
            ["main_ratio"] = "0",
            ["updated_at"] = Text(Seconds(c.At)),
        })));
        routes.Private(Here, "GET", "/wallet/fee", Fee);
        routes.Private(Here, "GET", "/spot/fee", Fee);
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
                .Where(r => c.Query("type") is not { Length: > 0 } type || (string)r.Json["type"]! == type);
            return List(c.Page(rows, r => r.Row.At).Select(r => r.Json));
        });
        routes.Private(Here, "GET", "/spot/my_trades", c =>
        {
            var trades = c.Model.Trades(c.Filter("currency_pair"))
                .Where(t => c.Query("order_id") is not { Length: > 0 } order || t.OrderId == order);
            return List(c.Page(trades, t => t.At).Select(t => GateSpotJson.Trade(t, c.Model.FindInstrument(t.Symbol)!)));
        });
    }

    private static void MapOrders(GateRoutes routes)
    {
        routes.Create(Here, "/spot/orders", Decode, Show);
        routes.Private(Here, "GET", "/spot/orders", c =>
        {
            var symbol = c.Instrument("currency_pair").Symbol;
            var orders = c.Required("status") switch
            {
                "open" => c.Model.OpenOrders(symbol),
                "finished" => c.Model.EndedOrders(c.At, symbol),
                _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid status"),
            };
            return List(c.Page(orders, o => o.CreatedAt).Select(o => Show(o, c)));
        });
        routes.Private(Here, "GET", "/spot/open_orders", c => List(c.Model.OpenOrders().GroupBy(o => o.Symbol).Select(g => new JsonObject
        {
            ["currency_pair"] = c.Model.FindInstrument(g.Key)!.VenueSymbol,
            ["total"] = g.Count(),
            ["orders"] = List(g.Reverse().Select(o => Show(o, c))),
        })));
        routes.Private(Here, "GET", "/spot/orders/{id}", c => Show(Find(c, c.Route("id"), c.Instrument("currency_pair").Symbol), c));
        routes.Private(Here, "DELETE", "/spot/orders/{id}", c =>
            c.Model.Cancel(Find(c, c.Route("id"), c.Instrument("currency_pair").Symbol).Id, c.At) switch
            {
                CancelResult.Cancelled done => Show(done.Order, c),
                CancelResult.AlreadyEnded => throw GateRefusalException.Bad("ORDER_CLOSED", "Order has ended"),
                _ => throw GateRefusalException.NotFound("ORDER_NOT_FOUND", "Order not found"),
            });
        routes.Private(Here, "DELETE", "/spot/orders", c => List(c.Model
            .CancelAll(c.Filter("currency_pair"), Side(c.Query("side")), c.At)
            .Select(o => Succeeded(Show(o, c)))));
        routes.Private(Here, "POST", "/spot/cancel_batch_orders", CancelBatch);
        routes.Private(Here, "POST", "/spot/countdown_cancel_all", c =>
        {
            var body = c.Body();
            var pair = Field(body, "currency_pair");
            return Countdown(c, body, pair is null ? null : c.Find(pair).Symbol);
        });
    }

    /// <summary>Shared with futures: same call, same rules.</summary>
    public static JsonNode Countdown(GateCall call, JsonElement body, Symbol? symbol)
    {
        if (!body.TryGetProperty("timeout", out var field) || !field.TryGetInt32(out var timeout)
            || (timeout != 0 && timeout < ShortestCountdown))
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "timeout must be 0 or at least 5 seconds");
        var fires = call.Model.ArmCountdown(TimeSpan.FromSeconds(timeout), symbol, call.At);
        return new JsonObject { ["triggerTime"] = timeout == 0 ? "0" : Text(Milliseconds(fires)) };
    }

    /// <summary>By venue id, or by client id (`t-...`) as long as the venue knows it.</summary>
    public static VenueOrder Find(GateCall call, string id, Symbol? symbol)
    {
        var byClientId = id.StartsWith("t-", StringComparison.Ordinal);
        var order = byClientId ? call.Model.FindByClientId(id[2..], call.At) : call.Model.FindById(id, call.At);
        return order is not null && (symbol is null || order.Symbol == symbol)
            ? order
            : throw GateRefusalException.NotFound("ORDER_NOT_FOUND", "Order not found");
    }

    public static string? Field(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null
            ? field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetRawText()
            : null;

    public static decimal Number(JsonElement body, string name, string label = "INVALID_PARAM_VALUE") =>
        TryParse(Field(body, name) ?? "0", out var value) ? value : throw GateRefusalException.Bad(label, $"Invalid {name}");

    public static JsonArray List(IEnumerable<JsonObject> items) => [.. items];

    private static CreateRequest Decode(GateCall call)
    {
        var body = call.Body();
        var pair = Field(body, "currency_pair")
            ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: currency_pair");
        var side = Side(Field(body, "side"))
            ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: side");
        if (Field(body, "stp_act") is not null and not "-")
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "stp_act needs an STP group");
        var market = Field(body, "type") == "market";
        var amount = Number(body, "amount");
        var price = market ? 0m : Number(body, "price");
        if (amount < 0m || price < 0m)
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Negative amount or price");
        // The amount of a market buy is what it spends (sheet, section 5).
        var byBudget = market && side == Domain.Markets.Side.Buy;
        return new(
            GateNames.ClientIdOf(Field(body, "text")), call.Find(pair).Symbol, side, GateNames.KindOf(Field(body, "time_in_force"), market),
            new(byBudget ? 0m : amount), new(price), ReduceOnly: false, call.Expiry(), new(byBudget ? amount : 0m));
    }

    private static Side? Side(string? text) => text switch
    {
        "buy" => Domain.Markets.Side.Buy,
        "sell" => Domain.Markets.Side.Sell,
        null or "" => null,
        _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid side"),
    };

    private static JsonObject Show(VenueOrder order, GateCall call) =>
        GateSpotJson.Order(order, call.Model.FindInstrument(order.Symbol)!);

    private static JsonObject Succeeded(JsonObject json)
    {
        (json["succeeded"], json["label"], json["message"]) = (true, "", "");
        return json;
    }

    private static JsonArray CancelBatch(GateCall call) => List(call.Body().EnumerateArray().Take(20).Select(item =>
    {
        var (pair, id) = (Field(item, "currency_pair") ?? "", Field(item, "id") ?? "");
        var json = new JsonObject { ["currency_pair"] = pair, ["id"] = id, ["text"] = "" };
        try
        {
            var cancelled = call.Model.Cancel(Find(call, id, call.Find(pair).Symbol).Id, call.At) is CancelResult.Cancelled;
            (json["succeeded"], json["label"], json["message"]) =
                (cancelled, cancelled ? "" : "ORDER_CLOSED", cancelled ? "" : "Order has ended");
        }
        catch (GateRefusalException e)
        {
            (json["succeeded"], json["label"], json["message"]) = (false, e.Label, e.Message);
        }

        return json;
    }));

    private static JsonNode Fee(GateCall call)
    {
        var instrument = call.Query("currency_pair") is { Length: > 0 } pair ? call.Find(pair) : call.Model.Instruments.First();
        return new JsonObject
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
    }

    private static IEnumerable<Instrument> Wanted(GateCall call) =>
        call.Filter("currency_pair") is { } symbol ? [call.Model.FindInstrument(symbol)!] : call.Model.Instruments;

    private static SortedSet<string> Coins(GateCall call) =>
        [.. call.Model.Instruments.SelectMany(i => new[] { i.Symbol.Base.Text, i.Symbol.Quote.Text })];
}
