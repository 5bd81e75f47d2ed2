using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC spot calls over REST (sheet sections 3 and 4).</summary>
internal static class MexcRest
{
    private const int LongestClientId = 32;
    private const int LargestTransferPage = 100;
    private static readonly TimeSpan OldestOrders = TimeSpan.FromDays(7);

    public static void Map(MexcRoutes routes, ListenKeys keys)
    {
        MapPublic(routes);
        MapAccount(routes);
        MapOrders(routes);
        MapListenKeys(routes, keys);
    }

    private static void MapPublic(MexcRoutes routes)
    {
        routes.Public("/ping", _ => new JsonObject());
        routes.Public("/time", c => new JsonObject { ["serverTime"] = Milliseconds(c.At) });
        routes.Public("/exchangeInfo", c => MexcJson.ExchangeInfo(Wanted(c), c.At), 25);
        routes.Public("/defaultSymbols", c => Wrapped(Tradable(c), 0, "success", c.At));
        routes.Public("/depth", c =>
            MexcJson.Depth(c.Model.Book(c.Instrument().Symbol), (int)Math.Min(c.Whole("limit") ?? 100, 5000)), 3);
        // Trades of others are not part of the model; the account's own are public trades like any other.
        routes.Public("/trades", c => List(c.Page(c.Model.Trades(c.Instrument().Symbol), t => t.At, 500, 1000).Select(MexcJson.PublicTrade)), 5);
        routes.Public("/aggTrades", c => List(c.Page(c.Model.Trades(c.Instrument().Symbol), t => t.At, 500, 1000).Select(MexcJson.AggregateTrade)));
        routes.Public("/ticker/24hr", c => c.Find("symbol") is null
            ? List(c.Model.Instruments.Select(i => MexcJson.DayTicker(i, c.Model, c.At)))
            : MexcJson.DayTicker(c.Instrument(), c.Model, c.At));
        routes.Public("/ticker/bookTicker", c => c.Find("symbol") is null
            ? List(c.Model.Instruments.Select(i => MexcJson.BookTicker(i, c.Model.Book(i.Symbol))))
            : MexcJson.BookTicker(c.Instrument(), c.Model.Book(c.Instrument().Symbol)));
        routes.Public("/ticker/price", c => c.Find("symbol") is null
            ? List(c.Model.Instruments.Select(i => Price(i, c.Model)))
            : Price(c.Instrument(), c.Model));
    }

    private static void MapAccount(MexcRoutes routes)
    {
        routes.Private("GET", "/account", c => MexcJson.Account(c.Model.Balances()), 10);
        routes.Private("GET", "/uid", _ => new JsonObject { ["uid"] = "209000001" });
        routes.Private("GET", "/kyc/status", _ => new JsonObject { ["status"] = "3" });
        routes.Private("GET", "/selfSymbols", c => new JsonObject { ["code"] = 200, ["data"] = Tradable(c), ["msg"] = null });
        routes.Private("GET", "/mxDeduct/enable", c =>
            Wrapped(new JsonObject { ["mxDeductEnable"] = false }, 0, "success", c.At));
        routes.Private("GET", "/tradeFee", c => Wrapped(
            new JsonObject
            {
                ["makerCommission"] = c.Instrument().MakerFee.Value,
                ["takerCommission"] = c.Instrument().TakerFee.Value,
            }, 0, "success", c.At), 20);
        routes.Private("GET", "/myTrades", c =>
        {
            var instrument = c.Instrument();
            var trades = c.Model.Trades(instrument.Symbol).Where(t => c.Find("orderId") is not { } order || t.OrderId == order);
            return List(c.Page(trades, t => t.At, 100, 100).Select(t => MexcJson.Trade(t, instrument)));
        }, 10);
        routes.Private("GET", "/capital/config/getall", c => List(c.Model.Instruments
            .SelectMany(i => new[] { i.Symbol.Base.Text, i.Symbol.Quote.Text }).Distinct().Order()
            .Select(coin => MexcJson.Coin(coin, routes.Coins.Of(Venue.MexcSpot, coin)))), 10);
        foreach (var path in new[] { "/capital/deposit/hisrec", "/capital/withdraw/history" })
            routes.Private("GET", path, _ => new JsonArray());
        routes.Private("GET", "/capital/transfer", Transfers);
    }

    // Sheet, section 4: between spot and futures, one direction a call, newest first. What the model moves in or out is such a transfer.
    private static JsonObject Transfers(MexcCall call)
    {
        var sign = (call.Required("fromAccountType"), call.Required("toAccountType")) switch
        {
            ("SPOT", "FUTURES") => -1,
            ("FUTURES", "SPOT") => 1,
            _ => throw new MexcRefusalException(33333, "Parameter error: fromAccountType and toAccountType are SPOT and FUTURES"),
        };
        var rows = call.Page(
            call.Model.Rows().Where(r => r.Kind == VenueRowKind.Transfer && Math.Sign(r.Change) == sign), r => r.At, int.MaxValue, int.MaxValue).ToList();
        var size = (int)Math.Min(call.Whole("size") ?? 10, LargestTransferPage);
        var page = (int)Math.Max(1, call.Whole("page") ?? 1);
        return new() { ["rows"] = List(rows.Skip((page - 1) * size).Take(size).Select(MexcJson.Transfer)), ["total"] = rows.Count };
    }

    private static void MapOrders(MexcRoutes routes)
    {
        routes.Create("/order", Decode, (order, c) => MexcJson.Placed(order, c.Model.FindInstrument(order.Symbol)!));
        routes.Private("POST", "/order/test", c =>
        {
            Decode(c);
            return new JsonObject();
        });
        routes.Batch("/batchOrders", Decode, (order, c) => MexcJson.Placed(order, c.Model.FindInstrument(order.Symbol)!));
        routes.Private("GET", "/order", c => MexcJson.Order(FindOrder(c, -2013, "Order does not exist."), c.Instrument()), 2);
        routes.Private("DELETE", "/order", c =>
            c.Model.Cancel(FindOrder(c, -2011, "Unknown order sent.").Id, c.At) is CancelResult.Cancelled done
                ? MexcJson.Cancelled(done.Order, c.Instrument(), c.Find("newClientOrderId"))
                : throw new MexcRefusalException(-2011, "Unknown order sent."));
        routes.Private("GET", "/openOrders", c =>
            List(c.Model.OpenOrders(c.Instrument().Symbol).Reverse().Select(o => MexcJson.Order(o, c.Instrument()))), 3);
        routes.Private("DELETE", "/openOrders", c => List(c.Required("symbol").Split(',').Take(5).SelectMany(name =>
        {
            var instrument = c.FindInstrument(name) ?? throw new MexcRefusalException(-1121, "Invalid symbol.");
            return c.Model.CancelAll(instrument.Symbol, null, c.At).Select(o => MexcJson.Cancelled(o, instrument, null));
        })));
        routes.Private("GET", "/allOrders", c =>
        {
            var instrument = c.Instrument();
            if (c.Whole("startTime") is { } start && start < Milliseconds(c.At - OldestOrders))
                throw new MexcRefusalException(33333, "Parameter error: startTime is more than 7 days ago");
            var orders = c.Model.OpenOrders(instrument.Symbol).Concat(c.Model.EndedOrders(c.At, instrument.Symbol)).OrderBy(o => o.Number);
            return List(c.Page(orders, o => o.CreatedAt, 500, 1000).Select(o => MexcJson.Order(o, instrument)));
        }, 10);
    }

    private static void MapListenKeys(MexcRoutes routes, ListenKeys keys)
    {
        const string Path = "/userDataStream";
        routes.Private("POST", Path, _ => keys.Create() is { } key
            ? new JsonObject { ["listenKey"] = key }
            : throw new MexcRefusalException(730600, "Too many listenKeys"));
        routes.Private("GET", Path, _ => new JsonObject { ["listenKey"] = new JsonArray([.. keys.Alive().Select(k => JsonValue.Create(k))]) });
        routes.Private("PUT", Path, c => Known(c, keys.Extend));
        routes.Private("DELETE", Path, c => Known(c, keys.Remove));
    }

    private static JsonObject Known(MexcCall call, Func<string, bool> use)
    {
        var key = call.Required("listenKey");
        return use(key) ? new() { ["listenKey"] = key } : throw new MexcRefusalException(730601, "The listenKey does not exist.");
    }

    private static CreateRequest Decode(MexcCall call)
    {
        var instrument = call.Instrument();
        var side = call.Required("side") switch
        {
            "BUY" => Side.Buy,
            "SELL" => Side.Sell,
            _ => throw new MexcRefusalException(33333, "Parameter error: side"),
        };
        var kind = call.Required("type") switch
        {
            "LIMIT" => OrderKind.GoodTillCancelled,
            "MARKET" => OrderKind.Market,
            "LIMIT_MAKER" => OrderKind.PostOnly,
            "IMMEDIATE_OR_CANCEL" => OrderKind.ImmediateOrCancel,
            "FILL_OR_KILL" => OrderKind.FillOrKill,
            _ => throw new MexcRefusalException(30041, "Order type not allowed"),
        };
        var clientId = call.Find("newClientOrderId");
        if (clientId is not null && (clientId.Length > LongestClientId || clientId.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))))
            throw new MexcRefusalException(700008, "Illegal characters found in parameter newClientOrderId");
        var quantity = call.Decimal("quantity");
        var budget = kind == OrderKind.Market && quantity == 0m ? call.Decimal("quoteOrderQty") : 0m;
        return new(
            clientId, instrument.Symbol, side, kind, new(quantity), new(kind == OrderKind.Market ? 0m : call.Decimal("price")),
            ReduceOnly: false, call.Expiry, new(budget));
    }

    private static VenueOrder FindOrder(MexcCall call, int code, string message)
    {
        var symbol = call.Instrument().Symbol;
        var order = (call.Find("orderId"), call.Find("origClientOrderId")) switch
        {
            ({ } id, _) => call.Model.FindById(id, call.At),
            (_, { } clientId) => call.Model.FindByClientId(clientId, call.At),
            _ => throw new MexcRefusalException(700004, "Mandatory parameter 'orderId' or 'origClientOrderId' was not sent"),
        };
        return order is not null && order.Symbol == symbol ? order : throw new MexcRefusalException(code, message);
    }

    private static IEnumerable<Instrument> Wanted(MexcCall call)
    {
        var names = call.Find("symbols")?.Split(',') ?? (call.Find("symbol") is { } one ? [one] : null);
        return names is null
            ? call.Model.Instruments
            : [.. names.Select(n => call.FindInstrument(n) ?? throw new MexcRefusalException(-1121, "Invalid symbol."))];
    }

    private static JsonObject Price(Instrument i, VenueModel model) =>
        new() { ["symbol"] = i.VenueSymbol, ["price"] = Text(model.Mark(i.Symbol).Value) };

    private static JsonArray Tradable(MexcCall call) =>
        [.. call.Model.Instruments.Where(i => i.Tradable).Select(i => JsonValue.Create(i.VenueSymbol))];

    private static JsonObject Wrapped(JsonNode data, int code, string message, DateTimeOffset now) =>
        new() { ["data"] = data, ["code"] = code, ["msg"] = message, ["timestamp"] = Milliseconds(now) };

    private static JsonArray List(IEnumerable<JsonObject> items) => [.. items];
}
