using System.Runtime.InteropServices;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// Gate futures' orders, trades, rows and positions. The venue counts signed contracts; everything that leaves here is in base units: contracts x
/// multiplier.
/// </summary>
internal sealed class GateFuturesWire(InstrumentIndex instruments)
{
    private static readonly Asset Points = new("POINT");

    /// <summary>False when the size is not a whole number of contracts or the venue has no such order.</summary>
    public static bool Takes(OrderIntent intent, Instrument instrument) =>
        GateText.TimeInForce(intent.Kind) is not null && intent.Quantity.Value > 0m && !intent.Cap.IsNone
            && intent.Quantity.Value % instrument.Multiplier.Value == 0m;

    /// <summary>Body of a CREATE that the venue <see cref="Takes"/>. The sign of the size is the side.</summary>
    public static void WriteOrder(Utf8JsonWriter json, OrderIntent intent, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, GateText.Of(intent.Id));
        json.WriteString("contract"u8, instrument.VenueSymbol);
        json.WriteString("size"u8, DecimalText.Plain(intent.Side.Sign() * intent.Quantity.Value / instrument.Multiplier.Value));
        json.WriteString("price"u8, DecimalText.Plain(intent.Cap.Value));
        json.WriteString("tif"u8, GateText.TimeInForce(intent.Kind));
        json.WriteBoolean("reduce_only"u8, intent.ReduceOnly);
        json.WriteEndObject();
    }

    /// <summary>Null for a contract that this account does not trade: its multiplier is not known.</summary>
    public OrderReport? Order(JsonElement row) => Order(GateOrderFields.Read(JsonMarshal.GetRawUtf8Value(row)));

    /// <inheritdoc cref="Order(JsonElement)"/>
    public OrderReport? Order(in GateOrderFields order)
    {
        if (instruments.Find(GateOrderFields.Required(order.Market, "contract")) is not { } instrument)
            return null;
        var contracts = Contracts(order.Size, "size") - Contracts(order.Left, "left");
        var filled = contracts * instrument.Multiplier.Value;
        var average = contracts == 0m ? 0m : Bounds.PriceOrNone(order.FillPrice ?? 0m).Value;
        return new(
            Venue.GateFutures, instrument.Symbol, GateOrderFields.Required(order.Id, "id"), GateText.Order(order.Text),
            GateOrderFields.Required(order.Status, "status") == "open", Bounds.Size(filled), Bounds.Value(average * filled));
    }

    /// <summary>The order of a reply to a call about one of our contracts.</summary>
    /// <exception cref="UnreadableException">Another contract.</exception>
    public OrderReport OwnOrder(in GateOrderFields order) => Order(order) ?? throw new UnreadableException("an order of another contract");

    /// <summary>A row of a list that was asked for one of our contracts.</summary>
    /// <exception cref="UnreadableException">Another contract.</exception>
    public OrderReport OwnOrder(JsonElement row) => Order(row) ?? throw new UnreadableException("an order of another contract");

    /// <summary>A row of the list of ended orders. The sign of the size is the side; the price 0 is a market order.</summary>
    public OrderRecord Record(JsonElement row) => new(
        OwnOrder(row), row.Seconds("create_time"), row.Required("size") < 0m ? Side.Sell : Side.Buy, Bounds.PriceOrNone(row.Required("price")));

    /// <summary>Margin setting out of a position. Leverage 0 is cross, with its limit beside it.</summary>
    public static MarginSetting Margin(JsonElement position)
    {
        var leverage = Leverage(position);
        var isCross = leverage == 0m;
        return new(
            isCross ? Bounds.Balance(position.Number("cross_leverage_limit") ?? 0m) : leverage, isCross, position.Text("mode") is null or "single");
    }

    /// <inheritdoc cref="Order(JsonElement)"/>
    public AccountFact.Trade? Trade(JsonElement row)
    {
        if (instruments.Find(row.RequiredText("contract")) is not { } instrument)
            return null;
        var size = row.Required("size");
        var (fee, asset) = Fee(row);
        var text = row.Text("text");
        // The time-range call names the id `trade_id`, the others `id`. Source: gateapi-python, MyFuturesTradeTimeRange.
        var id = row.Text("id") is { Length: > 0 } given ? given : row.RequiredText("trade_id");
        return new(
            $"trade:{id}", instrument.Symbol, TradeTime(row), id, row.RequiredText("order_id"), GateText.Order(text),
            size > 0m ? Side.Buy : Side.Sell, Bounds.Price(row.Required("price")),
            Bounds.Filled(Contracts(row, "size") * instrument.Multiplier.Value), fee, asset,
            row.Text("role") == "maker", GateText.Cause(text));
    }

    /// <summary>`total` leaves unrealised profit out; `available` may be below zero when the margin is.</summary>
    public static BalanceReport Balance(JsonElement account) =>
        new(Asset.Usdt, Bounds.Amount(account.Required("total")), Bounds.Amount(account.Required("available")));

    /// <summary>Null for trading fees: the trade carries its fee.</summary>
    public AccountFact.Row? Row(JsonElement row)
    {
        var type = row.RequiredText("type");
        if (type is "fee" or "point_fee")
            return null;
        var contract = row.Text("contract") is { Length: > 0 } named ? named : row.Text("text")?.Split(':')[0];
        var id = row.Text("id") is { Length: > 0 } given ? given : Substitute(row, type);
        return new(
            $"row:{id}", contract is null ? null : instruments.Find(contract)?.Symbol, row.Seconds("time"), id, Kind(type),
            type.StartsWith("point_", StringComparison.Ordinal) ? Points : Asset.Usdt, Bounds.Amount(row.Required("change")));
    }

    /// <summary>Null for a contract that this account does not trade, and for an empty position.</summary>
    public PositionReport? Position(JsonElement row)
    {
        var size = row.Required("size");
        if (Contracts(row, "size") == 0m || instruments.Find(row.RequiredText("contract")) is not { } instrument)
            return null;
        return new(
            instrument.Symbol, new(Math.Sign(size) * Bounds.Filled(Contracts(row, "size") * instrument.Multiplier.Value).Value),
            Bounds.Price(row.Required("entry_price")),
            Bounds.PriceOrNone(row.Number("mark_price") ?? 0m), Bounds.PriceOrNone(Math.Max(0m, row.Number("liq_price") ?? 0m)),
            Bounds.Value(row.Number("margin") ?? 0m), Leverage(row),
            row.Text("mode") == "single");
    }

    /// <summary>A push of `futures.liquidates` or `futures.auto_deleverages`. Its numbers are those of the position, not of a trade, so only what and when is read.</summary>
    public ForcedClose ForcedClose(JsonElement row, TradeCause cause) =>
        new(Venue.GateFutures, instruments.Find(row.RequiredText("contract"))?.Symbol, cause, row.Seconds("time"));

    /// <summary>Leverage of a position; 0 is cross.</summary>
    /// <exception cref="UnreadableException">Missing or beyond all contracts.</exception>
    public static decimal Leverage(JsonElement row) => row.Required("leverage") is >= 0m and <= 1000m and var leverage
        ? leverage
        : throw new UnreadableException("leverage is out of its range.");

    // Without its sign, which is the side.
    private static decimal Contracts(JsonElement row, string field) => Contracts(row.Number(field), field);

    private static decimal Contracts(decimal? size, string field) => Bounds.Size(Math.Abs(GateOrderFields.Required(size, field))).Value;

    // REST has seconds with a fraction, the stream whole seconds and milliseconds beside them.
    private static DateTimeOffset TradeTime(JsonElement row) =>
        row.Number("create_time_ms") is { } ms and > 100_000_000_000m ? WireJson.At(ms) : row.Seconds("create_time");

    private static (decimal Fee, Asset Asset) Fee(JsonElement row)
    {
        var fee = Bounds.Amount(row.Number("fee") ?? 0m);
        return fee == 0m && row.Number("point_fee") is { } inPoints && inPoints != 0m ? (Bounds.Amount(inPoints), Points) : (fee, Asset.Usdt);
    }

    private static RowKind Kind(string type) => type switch
    {
        "dnw" or "point_dnw" or "pv_dnw" => RowKind.Transfer,
        "pnl" => RowKind.RealisedPnl,
        "fund" => RowKind.Funding,
        "refr" or "point_refr" => RowKind.Rebate,
        _ => RowKind.Other,
    };

    // Rows without an id exist in old recordings. The balance after the row tells two equal changes of one instant apart.
    private static string Substitute(JsonElement row, string type) =>
        string.Join(':', type, row.RequiredText("time"), row.Text("text"), row.RequiredText("change"), row.Text("balance"));
}
