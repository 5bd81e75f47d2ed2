using System.Runtime.InteropServices;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate spot's orders, trades, rows and balances: what is sent and what comes back. REST and stream differ in types, not in names.</summary>
internal sealed class GateSpotWire(InstrumentIndex instruments)
{
    private static readonly Asset Gt = new("GT");
    private static readonly Asset Points = new("POINT");

    /// <summary>False when the venue has no such order.</summary>
    public static bool Takes(OrderIntent intent) =>
        GateText.TimeInForce(intent.Kind) is not null && intent.Quantity.Value > 0m && !intent.Cap.IsNone;

    /// <summary>Body of a CREATE that the venue <see cref="Takes"/>.</summary>
    public static void WriteOrder(Utf8JsonWriter json, OrderIntent intent, Instrument instrument)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, GateText.Of(intent.Id));
        json.WriteString("currency_pair"u8, instrument.VenueSymbol);
        json.WriteString("type"u8, "limit"u8);
        json.WriteString("account"u8, "spot"u8);
        json.WriteString("side"u8, intent.Side == Side.Buy ? "buy"u8 : "sell"u8);
        json.WriteString("amount"u8, DecimalText.Plain(intent.Quantity.Value));
        json.WriteString("price"u8, DecimalText.Plain(intent.Cap.Value));
        json.WriteString("time_in_force"u8, GateText.TimeInForce(intent.Kind));
        json.WriteEndObject();
    }

    public OrderReport Order(JsonElement row) => Order(GateOrderFields.Read(JsonMarshal.GetRawUtf8Value(row)));

    public OrderReport Order(in GateOrderFields order)
    {
        var left = GateOrderFields.Required(order.Left, "left");
        var amount = GateOrderFields.Required(order.Amount, "amount");
        var total = order.FilledTotal ?? 0m;
        var filled = order.FilledAmount ?? Filled(order, amount, left, total);
        // Pushes have no status: the event says whether the order goes on.
        var open = order.Status is { } status ? status == "open" : GateOrderFields.Required(order.Event, "event") is "put" or "update";
        return new(
            Venue.GateSpot, instruments.Find(GateOrderFields.Required(order.Market, "currency_pair"))?.Symbol, GateOrderFields.Required(order.Id, "id"),
            GateText.Order(order.Text), open, Bounds.Size(filled), Bounds.Value(total));
    }

    /// <summary>A row of the list of ended orders.</summary>
    public OrderRecord Record(JsonElement row) => new(
        Order(row), row.Milliseconds("create_time_ms"), SideOf(row), row.Text("type") == "market" ? default : Bounds.Price(row.Required("price")));

    /// <summary>Null for a pair that this account does not trade.</summary>
    public AccountFact.Trade? Trade(JsonElement row)
    {
        if (instruments.Find(row.RequiredText("currency_pair")) is not { } instrument)
            return null;
        return Trade(row, instrument);
    }

    /// <summary>A row of a list that was asked for one pair; the pair is then not always repeated in it.</summary>
    public static AccountFact.Trade Trade(JsonElement row, Instrument instrument)
    {
        var symbol = instrument.Symbol;
        var side = SideOf(row);
        var (fee, asset) = Fee(row, side == Side.Buy ? symbol.Base : symbol.Quote);
        var text = row.Text("text");
        var id = row.RequiredText("id");
        return new(
            $"trade:{id}", symbol, row.Milliseconds("create_time_ms"), id, row.RequiredText("order_id"), GateText.Order(text), side,
            Bounds.Price(row.Required("price")), Bounds.Filled(row.Required("amount")), fee, asset, row.Text("role") == "maker", GateText.Cause(text));
    }

    /// <summary>Null for rows that are part of orders and trades: those are told by the trade itself.</summary>
    public static AccountFact.Row? Row(JsonElement row)
    {
        var kind = Kind(row.Text("type") ?? "", row.Text("code") ?? "");
        if (kind is null)
            return null;
        var id = row.RequiredText("id");
        return new(
            $"row:{id}", null, row.Milliseconds("time"), id, kind.Value, new(row.RequiredText("currency").ToUpperInvariant()),
            Bounds.Amount(row.Required("change")));
    }

    public static BalanceReport Balance(JsonElement row)
    {
        var free = Bounds.Balance(row.Required("available"));
        return new(new(row.RequiredText("currency").ToUpperInvariant()), free + Bounds.Balance(row.Required("locked")), free);
    }

    private static Side SideOf(JsonElement row) => row.RequiredText("side") switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        var other => throw new UnreadableException($"side is {other}."),
    };

    // Market buys are sized in quote; only foreign orders are.
    private static decimal Filled(in GateOrderFields order, decimal amount, decimal left, decimal total)
    {
        if (order.Type != "market" || order.Side != "buy")
            return amount - left;
        return order.AveragePrice is { } average and > 0m ? Bounds.Balance(total) / Bounds.Price(average).Value : 0m;
    }

    // With GT or point deduction `fee` is zero and one of the other two is not. Source: Gate spot docs, MyTrade.
    private static (decimal Fee, Asset Asset) Fee(JsonElement row, Asset received)
    {
        var fee = row.Number("fee") ?? 0m;
        var asset = row.Text("fee_currency") is { Length: > 0 } currency ? new Asset(currency.ToUpperInvariant()) : received;
        if (fee != 0m)
            return (Bounds.Amount(fee), asset);
        if (row.Number("gt_fee") is { } inGt && inGt != 0m)
            return (Bounds.Amount(inGt), Gt);
        return row.Number("point_fee") is { } inPoints && inPoints != 0m ? (Bounds.Amount(inPoints), Points) : (0m, asset);
    }

    // By type where it is one we know, else by code. Null: told by the trade itself. What moves money between forms (dust, points, loans) is Other:
    // the ledger books it and alerts.
    private static RowKind? Kind(string type, string code) => (type, code) switch
    {
        ("new_order" or "cancel_order" or "order_fill" or "order_rej" or "order_fee", _) => null,
        ("deposit" or "deposit_rej" or "withdraw" or "withdraw_rej" or "cancel_withdraw" or "perp_in" or "perp_out" or "perp_settle_in"
            or "perp_settle_out" or "margin_in" or "margin_out" or "cross_in" or "cross_out" or "subaccount_trf" or "spot_settle_in"
            or "spot_settle_out", _) => RowKind.Transfer,
        ("referral_rebate" or "u_rebate" or "ab_rebate" or "eb_rebate", _) => RowKind.Rebate,
        ("airdrop" or "award" or "deposit_bonus" or "trading_rewards", _) => RowKind.Airdrop,
        ("interest_in" or "interest_out" or "hodl_int", _) => RowKind.Interest,
        ("dust_swap_fee", _) => RowKind.Fee,
        ("dust_swap_dctd" or "dust_swap_gt_add" or "points_purchase" or "points_expiration" or "points_trf" or "borrow" or "repay", _) =>
            RowKind.Other,
        (_, "101" or "102" or "103" or "151" or "171" or "172" or "4011") => null,
        (_, "4" or "110" or "701" or "702" or "1401") => RowKind.Transfer,
        (_, "111") => RowKind.Interest,
        (_, "191") => RowKind.Rebate,
        (_, "404") => RowKind.Airdrop,
        _ => RowKind.Other,
    };
}
