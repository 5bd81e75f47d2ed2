using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Shapes of Gate spot.</summary>
internal static class GateSpotJson
{
    public static JsonObject Pair(Instrument i) => new()
    {
        ["id"] = i.VenueSymbol,
        ["base"] = i.Symbol.Base.Text,
        ["base_name"] = i.Symbol.Base.Text,
        ["quote"] = i.Symbol.Quote.Text,
        ["quote_name"] = i.Symbol.Quote.Text,
        ["fee"] = Text(i.TakerFee.Value * 100m),
        ["min_base_amount"] = i.MinQuantity.IsZero ? null : Text(i.MinQuantity.Value),
        ["min_quote_amount"] = i.MinNotional.Value == 0m ? null : Text(i.MinNotional.Value),
        ["max_base_amount"] = i.MaxQuantity.IsZero ? null : Text(i.MaxQuantity.Value),
        ["max_quote_amount"] = null,
        ["amount_precision"] = Decimals(i.Lot.Value),
        ["precision"] = Decimals(i.Tick.Value),
        ["trade_status"] = i.Tradable ? "tradable" : "untradable",
        ["sell_start"] = 1516378650,
        ["buy_start"] = 1516378650,
        ["delisting_time"] = 0,
        ["type"] = "normal",
        ["st_tag"] = false,
        ["up_rate"] = Text(Band(i)),
        ["down_rate"] = Text(Band(i)),
        ["slippage"] = "0.05",
    };

    public static JsonObject Currency(string coin, CoinStatus status) => new()
    {
        ["currency"] = coin,
        ["name"] = coin,
        ["delisted"] = false,
        ["withdraw_disabled"] = !status.Withdrawals,
        ["withdraw_delayed"] = false,
        ["deposit_disabled"] = !status.Deposits,
        ["trade_disabled"] = false,
        ["chain"] = "ETH",
        ["chains"] = new JsonArray(new JsonObject
        {
            ["name"] = "ETH",
            ["addr"] = "",
            ["withdraw_disabled"] = !status.Withdrawals,
            ["withdraw_delayed"] = false,
            ["deposit_disabled"] = !status.Deposits,
        }),
    };

    public static JsonObject Book(VenueBook book, int limit, bool withId, DateTimeOffset now)
    {
        var json = new JsonObject();
        if (withId)
            json["id"] = book.Sequence;
        json["current"] = Milliseconds(now);
        json["update"] = Milliseconds(book.At);
        json["asks"] = Levels(book.Asks.Take(limit));
        json["bids"] = Levels(book.Bids.Take(limit));
        return json;
    }

    public static JsonArray Levels(IEnumerable<BookLevel> levels) =>
        [.. levels.Select(l => new JsonArray(Text(l.Price.Value), Text(l.Quantity.Value)))];

    public static JsonObject Ticker(Instrument i, VenueBook book, bool withSizes)
    {
        var json = new JsonObject
        {
            ["currency_pair"] = i.VenueSymbol,
            ["last"] = Text(Mid(book)),
            ["lowest_ask"] = book.Asks.Length > 0 ? Text(book.Asks[0].Price.Value) : "",
            ["highest_bid"] = book.Bids.Length > 0 ? Text(book.Bids[0].Price.Value) : "",
            ["change_percentage"] = "0",
            ["base_volume"] = "0",
            ["quote_volume"] = "0",
            ["high_24h"] = Text(Mid(book)),
            ["low_24h"] = Text(Mid(book)),
        };
        if (withSizes)
        {
            json["lowest_size"] = book.Asks.Length > 0 ? Text(book.Asks[0].Quantity.Value) : "";
            json["highest_size"] = book.Bids.Length > 0 ? Text(book.Bids[0].Quantity.Value) : "";
        }

        return json;
    }

    /// <summary>A fill as everybody sees it: the side is the taker's.</summary>
    public static JsonObject PublicTrade(VenueTrade t, Instrument i) => new()
    {
        ["id"] = t.Id,
        ["create_time"] = Text(Seconds(t.At)),
        ["create_time_ms"] = Text(Milliseconds(t.At)) + ".000000",
        ["currency_pair"] = i.VenueSymbol,
        ["side"] = TakerSide(t),
        ["amount"] = Text(t.Quantity.Value),
        ["price"] = Text(t.Price.Value),
        ["sequence_id"] = Text(t.Number),
    };

    /// <summary>`spot.trades`: ids and seconds as numbers.</summary>
    public static JsonObject PublicTradePush(VenueTrade t, Instrument i) => new()
    {
        ["id"] = GateNames.Id(t.Id),
        ["id_market"] = t.Number,
        ["create_time"] = Seconds(t.At),
        ["create_time_ms"] = Text(Milliseconds(t.At)) + ".0000",
        ["side"] = TakerSide(t),
        ["currency_pair"] = i.VenueSymbol,
        ["amount"] = Text(t.Quantity.Value),
        ["price"] = Text(t.Price.Value),
        ["range"] = $"{t.Number}-{t.Number}",
    };

    public static JsonObject Balance(VenueBalance b, long updateId) => new()
    {
        ["currency"] = b.Asset.Text,
        ["available"] = Text(b.Free),
        ["locked"] = Text(b.Locked),
        ["update_id"] = updateId,
    };

    public static JsonObject Order(VenueOrder o, Instrument i)
    {
        var json = OrderCore(o, i);
        json["create_time_ms"] = Milliseconds(o.CreatedAt);
        json["update_time_ms"] = Milliseconds(o.UpdatedAt);
        json["status"] = o.IsOpen ? "open" : o.End == OrderEnd.Filled ? "closed" : "cancelled";
        json["iceberg"] = "0";
        json["filled_amount"] = Text(o.Filled.Value);
        json["fill_price"] = Text(o.Notional.Value);
        json["gt_maker_fee"] = "0";
        json["gt_taker_fee"] = "0";
        json["gt_discount"] = false;
        return json;
    }

    /// <summary>`spot.orders`: no status, times as text.</summary>
    public static JsonObject OrderPush(VenueOrder o, Instrument i, OrderChange change)
    {
        var json = OrderCore(o, i);
        json["create_time_ms"] = Text(Milliseconds(o.CreatedAt));
        json["update_time_ms"] = Text(Milliseconds(o.UpdatedAt));
        json["user"] = GateNames.UserId;
        json["event"] = GateNames.EventOf(change);
        json["stp_id"] = 0;
        json["stp_act"] = "-";
        json["biz_info"] = "-";
        return json;
    }

    public static JsonObject Trade(VenueTrade t, Instrument i) => new()
    {
        ["id"] = t.Id,
        ["create_time"] = Text(Seconds(t.At)),
        ["create_time_ms"] = Text(Milliseconds(t.At)) + ".000000",
        ["currency_pair"] = i.VenueSymbol,
        ["order_id"] = t.OrderId,
        ["side"] = GateNames.SideOf(t.Side),
        ["role"] = GateNames.Role(t.Maker),
        ["amount"] = Text(t.Quantity.Value),
        ["price"] = Text(t.Price.Value),
        ["fee"] = Text(t.Fee),
        ["fee_currency"] = t.FeeAsset.Text,
        ["point_fee"] = "0",
        ["gt_fee"] = "0",
        ["sequence_id"] = Text(t.Number),
        ["text"] = GateNames.TextOf(t.ClientId, t.Origin),
        ["amend_text"] = "-",
        ["deal"] = Text(t.Price.Value * t.Quantity.Value),
    };

    /// <summary>`spot.usertrades`.</summary>
    public static JsonObject TradePush(VenueTrade t, Instrument i) => new()
    {
        ["id"] = GateNames.Id(t.Id),
        ["user_id"] = GateNames.UserId,
        ["order_id"] = t.OrderId,
        ["currency_pair"] = i.VenueSymbol,
        ["create_time"] = Seconds(t.At),
        ["create_time_ms"] = Text(Milliseconds(t.At)) + ".000",
        ["side"] = GateNames.SideOf(t.Side),
        ["amount"] = Text(t.Quantity.Value),
        ["role"] = GateNames.Role(t.Maker),
        ["price"] = Text(t.Price.Value),
        ["fee"] = Text(t.Fee),
        ["fee_currency"] = t.FeeAsset.Text,
        ["point_fee"] = "0",
        ["gt_fee"] = "0",
        ["text"] = GateNames.TextOf(t.ClientId, t.Origin),
        ["id_market"] = t.Number,
    };

    /// <summary>The faster `_v2` channels leave the amounts of fees out.</summary>
    public static JsonObject WithoutFees(JsonObject push)
    {
        foreach (var name in new[] { "fee", "fee_currency", "point_fee", "gt_fee", "rebated_fee", "rebated_fee_currency" })
            push.Remove(name);
        return push;
    }

    /// <summary>`spot.balances`.</summary>
    public static JsonObject BalancePush(VenueEvent.BalanceChanged b) => new()
    {
        ["timestamp"] = Text(Seconds(b.At)),
        ["timestamp_ms"] = Text(Milliseconds(b.At)),
        ["user"] = Text(GateNames.UserId),
        ["currency"] = b.Balance.Asset.Text,
        ["change"] = Text(b.Change),
        ["total"] = Text(b.Balance.Total),
        ["available"] = Text(b.Balance.Free),
        ["freeze"] = Text(b.Balance.Locked),
        ["freeze_change"] = Text(b.LockedChange),
        ["change_type"] = b.Cause switch
        {
            BalanceCause.OrderPlaced => "order-create",
            BalanceCause.Fill => "order-match",
            BalanceCause.OrderEnded => "order-update",
            _ => "deposit",
        },
    };

    public static JsonObject Row(VenueRow r)
    {
        var (type, code) = r.Kind switch
        {
            VenueRowKind.Fill => ("order_fill", "102"),
            VenueRowKind.Fee => ("order_fee", "151"),
            _ => ("deposit", "110"),
        };
        return new()
        {
            ["id"] = Text(900000000 + r.Number),
            ["time"] = Milliseconds(r.At),
            ["currency"] = r.Asset.Text,
            ["change"] = Text(r.Change),
            ["balance"] = Text(r.Balance),
            ["type"] = type,
            ["code"] = code,
            ["text"] = r.OrderId ?? "",
        };
    }

    private static JsonObject OrderCore(VenueOrder o, Instrument i)
    {
        var byBudget = o.Request.Quantity.IsZero;
        return new()
        {
            ["id"] = o.Id,
            ["text"] = GateNames.TextOf(o.ClientId, o.Origin),
            ["amend_text"] = "-",
            ["create_time"] = Text(Seconds(o.CreatedAt)),
            ["update_time"] = Text(Seconds(o.UpdatedAt)),
            ["currency_pair"] = i.VenueSymbol,
            ["type"] = o.Request.Kind == OrderKind.Market ? "market" : "limit",
            ["account"] = "spot",
            ["side"] = GateNames.SideOf(o.Request.Side),
            ["amount"] = Text(byBudget ? o.Request.Budget.Value : o.Request.Quantity.Value),
            ["price"] = Text(o.Request.Limit.Value),
            ["time_in_force"] = GateNames.TimeInForce(o.Request.Kind),
            ["left"] = Text(byBudget ? o.Request.Budget.Value - o.Notional.Value : o.Left.Value),
            ["filled_total"] = Text(o.Notional.Value),
            ["avg_deal_price"] = Average(o.Notional.Value, o.Filled.Value),
            ["fee"] = Text(o.Fee),
            ["fee_currency"] = o.FeeAsset.Text,
            ["point_fee"] = "0",
            ["gt_fee"] = "0",
            ["rebated_fee"] = "0",
            ["rebated_fee_currency"] = "USDT",
            ["finish_as"] = GateNames.FinishAs(o.End),
        };
    }

    private static string TakerSide(VenueTrade t) => GateNames.SideOf((t.Side == Side.Buy) != t.Maker ? Side.Buy : Side.Sell);

    private static decimal Band(Instrument i) => i.MaxPriceDeviation.Value == 0m ? 10m : i.MaxPriceDeviation.Value;

    private static decimal Mid(VenueBook book) =>
        book.Bids.Length > 0 && book.Asks.Length > 0 ? (book.Bids[0].Price.Value + book.Asks[0].Price.Value) * 0.5m : 0m;
}
