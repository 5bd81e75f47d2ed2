using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using Arbitrage.VenueServer.Streams;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's channels: what their payloads mean and how what happened looks in them.</summary>
internal sealed class GateChannels(VenueModel model, bool decimalSizes, TimeProvider clock)
{
    private static readonly TimeSpan BestPace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TickerPace = TimeSpan.FromSeconds(1);

    private readonly bool _spot = model.Venue == Venue.GateSpot;

    public bool IsPrivate(string channel) => _spot
        ? channel is "spot.orders" or "spot.usertrades" or "spot.balances" or "spot.orders_v2" or "spot.usertrades_v2"
        : channel is "futures.orders" or "futures.usertrades" or "futures.positions" or "futures.balances" or "futures.liquidates"
            or "futures.auto_deleverages";

    /// <summary>Public trades; in this model they are the account's own.</summary>
    public bool IsTrades(string channel) => channel == (_spot ? "spot.trades" : "futures.trades");

    /// <summary>The push is an object, not an array of one.</summary>
    public bool IsBare(string channel) => channel == "spot.trades";

    public bool AreSymbols(string[] payload) => payload.Length > 0 && payload.All(p => Find(p) is not null);

    /// <summary>Symbols of a private subscription; `!all` is one of them.</summary>
    public bool TryPrivate(string channel, string[] payload, out string[] symbols)
    {
        symbols = channel switch
        {
            "spot.balances" or "futures.balances" => ["!all"],
            _ when _spot => payload,
            // The first element is the user id. For positions the venue does not look at it.
            _ when payload.Length >= 2 && (channel == "futures.positions" || payload[0] == Text(GateNames.UserId)) => payload[1..],
            _ => [],
        };
        return symbols.Length > 0 && symbols.All(s => s == "!all" || Find(s) is not null);
    }

    /// <summary>Book feeds of a public subscription.</summary>
    public bool TryFeeds(
        string channel, string[] payload, [NotNullWhen(true)] out List<(FeedKey Key, Func<BookFrame, ReadOnlyMemory<byte>> Encode)>? feeds)
    {
        feeds = null;
        if (channel == (_spot ? "spot.book_ticker" : "futures.book_ticker"))
        {
            var instruments = payload.Select(Find).ToList();
            if (instruments.Count == 0 || instruments.Contains(null))
                return false;
            feeds = [.. instruments.Select(i => (Key(channel, i!, 1, BestPace, sendEmpty: false), Encode(channel, f => Ticker(f, i!))))];
            return true;
        }

        if (channel == (_spot ? "spot.tickers" : "futures.tickers"))
        {
            var instruments = payload.Select(Find).ToList();
            if (instruments.Count == 0 || instruments.Contains(null))
                return false;
            feeds = [.. instruments.Select(i => (Key(channel, i!, 1, TickerPace, sendEmpty: true), Encode(channel, f => Day(f, i!))))];
            return true;
        }

        if (channel == (_spot ? "spot.obu" : "futures.obu"))
            return TryWhole(channel, payload, out feeds);

        if (channel != (_spot ? "spot.order_book_update" : "futures.order_book_update") || !TryDepth(payload, out var depth, out var pace)
            || Find(payload[0]) is not { } instrument)
            return false;
        feeds = [(Key(channel, instrument, depth, pace, sendEmpty: true), Encode(channel, f => Update(f, instrument, depth)))];
        return true;
    }

    /// <summary>What happened, as elements of the private channels it belongs to.</summary>
    public IEnumerable<(string Channel, string Symbol, JsonObject Item)> Encode(VenueEvent happened) =>
        _spot ? Spot(happened) : Futures(happened);

    public JsonObject Envelope(string channel, JsonNode result) => new()
    {
        ["time"] = Seconds(clock.GetUtcNow()),
        ["time_ms"] = Milliseconds(clock.GetUtcNow()),
        ["channel"] = channel,
        ["event"] = "update",
        ["result"] = result,
    };

    private IEnumerable<(string, string, JsonObject)> Spot(VenueEvent happened)
    {
        switch (happened)
        {
            case VenueEvent.OrderChanged(var order, var change):
                var ofOrder = model.FindInstrument(order.Symbol)!;
                yield return ("spot.orders", ofOrder.VenueSymbol, GateSpotJson.OrderPush(order, ofOrder, change));
                yield return ("spot.orders_v2", ofOrder.VenueSymbol, GateSpotJson.WithoutFees(GateSpotJson.OrderPush(order, ofOrder, change)));
                break;
            case VenueEvent.Traded(var trade):
                var ofTrade = model.FindInstrument(trade.Symbol)!;
                yield return ("spot.usertrades", ofTrade.VenueSymbol, GateSpotJson.TradePush(trade, ofTrade));
                yield return ("spot.usertrades_v2", ofTrade.VenueSymbol, GateSpotJson.WithoutFees(GateSpotJson.TradePush(trade, ofTrade)));
                yield return ("spot.trades", ofTrade.VenueSymbol, GateSpotJson.PublicTradePush(trade, ofTrade));
                break;
            case VenueEvent.BalanceChanged balance:
                yield return ("spot.balances", "!all", GateSpotJson.BalancePush(balance));
                break;
        }
    }

    private IEnumerable<(string, string, JsonObject)> Futures(VenueEvent happened)
    {
        var symbol = happened switch
        {
            VenueEvent.OrderChanged o => o.Order.Symbol,
            VenueEvent.Traded t => t.Trade.Symbol,
            VenueEvent.PositionChanged p => p.Position.Symbol,
            VenueEvent.PositionTaken t => t.Trade.Symbol,
            VenueEvent.RowAdded r => r.Row.Symbol,
            _ => null,
        };
        var instrument = symbol is { } known ? model.FindInstrument(known) : null;
        var name = instrument?.VenueSymbol ?? "!all";
        switch (happened)
        {
            case VenueEvent.OrderChanged(var order, _):
                yield return ("futures.orders", name, GateFuturesJson.OrderPush(order, instrument!, decimalSizes));
                break;
            case VenueEvent.Traded(var trade):
                yield return ("futures.usertrades", name, GateFuturesJson.TradePush(trade, instrument!, decimalSizes));
                yield return ("futures.trades", name, GateFuturesJson.PublicTradePush(trade, instrument!, decimalSizes));
                break;
            case VenueEvent.PositionChanged(var position):
                yield return ("futures.positions", name, GateFuturesJson.PositionPush(position, instrument!, decimalSizes));
                break;
            case VenueEvent.RowAdded(var row):
                yield return ("futures.balances", name, GateFuturesJson.BalancePush(row, instrument));
                break;
            case VenueEvent.PositionTaken { Why: OrderEnd.Liquidated } taken:
                yield return ("futures.liquidates", name, GateForcedJson.Liquidated(taken, instrument!, decimalSizes));
                break;
            case VenueEvent.PositionTaken taken:
                yield return ("futures.auto_deleverages", name, GateForcedJson.Deleveraged(taken, instrument!, decimalSizes));
                break;
        }
    }

    // Spot: [pair, pace], where the pace decides the depth. Futures: [contract, pace, depth], 20ms with depth 20 only.
    private bool TryDepth(string[] payload, out int depth, out TimeSpan pace)
    {
        pace = TimeSpan.FromMilliseconds(payload.Length > 1 && payload[1] == "20ms" ? 20 : 100);
        var fast = pace.Milliseconds == 20;
        depth = fast ? 20 : 100;
        if (payload.Length < 2 || payload[1] is not ("20ms" or "100ms"))
            return false;
        if (_spot)
            return payload.Length == 2;
        if (payload.Length == 3)
            depth = payload[2] switch { "100" => 100, "50" => 50, "20" => 20, _ => 0 };
        return payload.Length <= 3 && depth > 0 && (!fast || depth == 20);
    }

    private FeedKey Key(string channel, Instrument instrument, int depth, TimeSpan pace, bool sendEmpty) =>
        new(decimalSizes || _spot ? channel : channel + "/integers", instrument.Symbol, depth, pace, sendEmpty);

    // ob.{market}.{50|400}: 20 ms and 100 ms.
    private bool TryWhole(
        string channel, string[] payload, [NotNullWhen(true)] out List<(FeedKey Key, Func<BookFrame, ReadOnlyMemory<byte>> Encode)>? feeds)
    {
        feeds = null;
        var parts = payload.Length == 1 ? payload[0].Split('.') : [];
        if (parts.Length != 3 || parts[0] != "ob" || parts[2] is not ("50" or "400") || Find(parts[1]) is not { } instrument)
            return false;
        var (depth, pace) = parts[2] == "50" ? (50, 20) : (400, 100);
        var key = Key(channel, instrument, depth, TimeSpan.FromMilliseconds(pace), sendEmpty: true) with { StartsWhole = true };
        feeds = [(key, Encode(channel, f => Whole(f, payload[0], instrument)))];
        return true;
    }

    // Pairs of strings on both products; the first push has no U.
    private JsonObject Whole(BookFrame frame, string stream, Instrument i)
    {
        var json = new JsonObject { ["t"] = Milliseconds(frame.Book.At) };
        if (frame.IsFull)
            json["full"] = true;
        json["s"] = stream;
        if (!frame.IsFull)
            json["U"] = frame.First;
        json["u"] = frame.Book.Sequence;
        json["b"] = Pairs(frame.Bids);
        json["a"] = Pairs(frame.Asks);
        return json;

        JsonArray Pairs(IReadOnlyList<BookLevel> levels) =>
            [.. levels.Select(l => new JsonArray(Text(l.Price.Value), Text(_spot ? l.Quantity.Value : GateFuturesJson.Contracts(i, l.Quantity.Value))))];
    }

    private JsonNode Day(BookFrame frame, Instrument i) => _spot
        ? GateSpotJson.Ticker(i, frame.Book, withSizes: false)
        : new JsonArray(GateFuturesJson.TickerPush(i, model, clock.GetUtcNow()));

    private Func<BookFrame, ReadOnlyMemory<byte>> Encode(string channel, Func<BookFrame, JsonNode> result) =>
        frame => JsonSerializer.SerializeToUtf8Bytes(Envelope(channel, result(frame)), Reply.Json);

    private JsonObject Ticker(BookFrame frame, Instrument i)
    {
        var (bid, ask) = (frame.Book.Bids.FirstOrDefault(), frame.Book.Asks.FirstOrDefault());
        return new()
        {
            ["t"] = Milliseconds(frame.Book.At),
            ["u"] = frame.Book.Sequence,
            ["s"] = i.VenueSymbol,
            ["b"] = bid.Price.IsNone ? "" : Text(bid.Price.Value),
            ["B"] = TopSize(bid),
            ["a"] = ask.Price.IsNone ? "" : Text(ask.Price.Value),
            ["A"] = TopSize(ask),
        };

        JsonNode TopSize(BookLevel level) => _spot
            ? JsonValue.Create(Text(level.Quantity.Value))
            : GateFuturesJson.Size(i, level.Quantity.Value, decimalSizes);
    }

    private JsonObject Update(BookFrame frame, Instrument i, int depth)
    {
        var json = new JsonObject { ["t"] = Milliseconds(frame.Book.At), ["l"] = Text(depth) };
        if (_spot)
        {
            json["e"] = "depthUpdate";
            json["E"] = Seconds(frame.Book.At);
        }

        json["s"] = i.VenueSymbol;
        json["U"] = frame.First;
        json["u"] = frame.Book.Sequence;
        json["b"] = _spot ? GateSpotJson.Levels(frame.Bids) : GateFuturesJson.Levels(frame.Bids, i, decimalSizes);
        json["a"] = _spot ? GateSpotJson.Levels(frame.Asks) : GateFuturesJson.Levels(frame.Asks, i, decimalSizes);
        return json;
    }

    private Instrument? Find(string venueSymbol) => model.Instruments.FirstOrDefault(i => i.VenueSymbol == venueSymbol);
}
