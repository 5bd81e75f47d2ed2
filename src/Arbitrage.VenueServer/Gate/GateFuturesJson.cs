using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>
/// Shapes of Gate futures. Sizes are signed contracts: strings when the client asked for decimal sizes, integers otherwise.
/// Private pushes carry money as JSON numbers, unlike REST.
/// </summary>
internal static class GateFuturesJson
{
    private const int FundingInterval = 28_800;

    /// <summary>Contracts of a base quantity.</summary>
    public static decimal Contracts(Instrument i, decimal baseQuantity) => baseQuantity / i.Multiplier.Value;

    public static JsonNode Size(Instrument i, decimal baseQuantity, bool asText) => Count(Contracts(i, baseQuantity), asText);

    public static JsonNode Count(decimal contracts, bool asText) =>
        asText ? JsonValue.Create(Text(contracts)) : JsonValue.Create((long)Math.Truncate(contracts));

    public static JsonObject Contract(Instrument i, VenueModel model, DateTimeOffset now, bool asText)
    {
        var mark = model.Mark(i.Symbol);
        var book = model.Book(i.Symbol);
        return new()
        {
            ["name"] = i.VenueSymbol,
            ["type"] = "direct",
            ["quanto_multiplier"] = Text(i.Multiplier.Value),
            ["leverage_min"] = "1",
            ["leverage_max"] = "100",
            ["maintenance_rate"] = "0.005",
            ["mark_price"] = Text(mark.Value),
            ["index_price"] = Text(mark.Value),
            ["last_price"] = Text(mark.Value),
            ["maker_fee_rate"] = Text(i.MakerFee.Value),
            ["taker_fee_rate"] = Text(i.TakerFee.Value),
            ["order_price_round"] = Text(i.Tick.Value),
            ["mark_price_round"] = Text(i.Tick.Value / 10m),
            ["order_size_min"] = Count(Math.Max(1m, Contracts(i, i.MinQuantity.Value)), asText),
            ["order_size_max"] = Count(i.MaxQuantity.IsZero ? 1_000_000_000m : Contracts(i, i.MaxQuantity.Value), asText),
            ["order_price_deviate"] = Text(i.MaxPriceDeviation.Value == 0m ? 10m : i.MaxPriceDeviation.Value),
            ["funding_rate"] = Text(model.LastFundingRate(i.Symbol).Value),
            ["funding_rate_limit"] = "0.003",
            ["interest_rate"] = "0.0003",
            ["funding_interval"] = FundingInterval,
            ["funding_next_apply"] = ((Seconds(now) / FundingInterval) + 1) * FundingInterval,
            ["orders_limit"] = 50,
            ["orderbook_id"] = book.Sequence,
            ["trade_id"] = 0,
            ["in_delisting"] = false,
            ["status"] = i.Tradable ? "trading" : "circuit_breaker",
            ["enable_decimal"] = false,
            ["market_order_slip_ratio"] = "0.05",
            ["market_order_size_max"] = "0",
        };
    }

    public static JsonObject Book(VenueBook book, Instrument i, int limit, bool withId, DateTimeOffset now, bool asText)
    {
        var json = new JsonObject();
        if (withId)
            json["id"] = book.Sequence;
        json["current"] = SecondsWithFraction(now);
        json["update"] = SecondsWithFraction(book.At);
        json["asks"] = Levels(book.Asks.Take(limit), i, asText);
        json["bids"] = Levels(book.Bids.Take(limit), i, asText);
        return json;
    }

    public static JsonArray Levels(IEnumerable<BookLevel> levels, Instrument i, bool asText) =>
        [.. levels.Select(l => new JsonObject { ["p"] = Text(l.Price.Value), ["s"] = Size(i, l.Quantity.Value, asText) })];

    public static JsonObject Ticker(Instrument i, VenueModel model)
    {
        var (book, mark) = (model.Book(i.Symbol), Text(model.Mark(i.Symbol).Value));
        return new()
        {
            ["contract"] = i.VenueSymbol,
            ["last"] = mark,
            ["mark_price"] = mark,
            ["index_price"] = mark,
            ["funding_rate"] = Text(model.LastFundingRate(i.Symbol).Value),
            ["lowest_ask"] = book.Asks.Length > 0 ? Text(book.Asks[0].Price.Value) : "",
            ["lowest_size"] = book.Asks.Length > 0 ? Text(Contracts(i, book.Asks[0].Quantity.Value)) : "",
            ["highest_bid"] = book.Bids.Length > 0 ? Text(book.Bids[0].Price.Value) : "",
            ["highest_size"] = book.Bids.Length > 0 ? Text(Contracts(i, book.Bids[0].Quantity.Value)) : "",
            // Trades of others are not part of the model, so that there is nothing to count over a day.
            ["total_size"] = "0",
            ["volume_24h"] = "0",
            ["volume_24h_base"] = "0",
            ["volume_24h_quote"] = "0",
            ["volume_24h_settle"] = "0",
            ["low_24h"] = mark,
            ["high_24h"] = mark,
            ["change_percentage"] = "0",
            ["quanto_base_rate"] = "",
        };
    }

    /// <summary>`futures.tickers`.</summary>
    public static JsonObject TickerPush(Instrument i, VenueModel model, DateTimeOffset now)
    {
        var json = Ticker(i, model);
        json["funding_interval"] = FundingInterval;
        json["funding_next_apply"] = ((Seconds(now) / FundingInterval) + 1) * FundingInterval;
        json["funding_offset"] = 0;
        json["t"] = Milliseconds(now);
        return json;
    }

    public static JsonObject Order(VenueOrder o, Instrument i, bool asText)
    {
        var json = OrderCore(o, i, asText);
        json["user"] = GateNames.UserId;
        json["create_time"] = SecondsWithFraction(o.CreatedAt);
        if (!o.IsOpen)
            json["finish_time"] = SecondsWithFraction(o.UpdatedAt);
        json["update_time"] = SecondsWithFraction(o.UpdatedAt);
        json["price"] = Text(o.Request.Limit.Value);
        json["fill_price"] = Average(o.Notional.Value, o.Filled.Value);
        json["mkfr"] = Text(i.MakerFee.Value);
        json["tkfr"] = Text(i.TakerFee.Value);
        json["stp_id"] = 0;
        json["stp_act"] = "-";
        json["amend_text"] = "-";
        return json;
    }

    /// <summary>`futures.orders`.</summary>
    public static JsonObject OrderPush(VenueOrder o, Instrument i, bool asText)
    {
        var json = OrderCore(o, i, asText);
        json["user"] = Text(GateNames.UserId);
        json["create_time"] = Seconds(o.CreatedAt);
        json["create_time_ms"] = Milliseconds(o.CreatedAt);
        json["finish_time"] = o.IsOpen ? 0 : Seconds(o.UpdatedAt);
        json["finish_time_ms"] = o.IsOpen ? 0 : Milliseconds(o.UpdatedAt);
        json["update_time"] = Milliseconds(o.UpdatedAt);
        json["price"] = DecimalText.Canonical(o.Request.Limit.Value);
        json["fill_price"] = o.Filled.IsZero ? 0m : Math.Round(o.Notional.Value / o.Filled.Value, 12, MidpointRounding.ToZero);
        json["mkfr"] = DecimalText.Canonical(i.MakerFee.Value);
        json["tkfr"] = DecimalText.Canonical(i.TakerFee.Value);
        json["refr"] = 0;
        return json;
    }

    public static JsonObject Trade(VenueTrade t, Instrument i, bool asText) => new()
    {
        ["id"] = GateNames.Id(t.Id),
        ["create_time"] = SecondsWithFraction(t.At),
        ["contract"] = i.VenueSymbol,
        ["order_id"] = t.OrderId,
        ["size"] = Size(i, t.Side.Sign() * t.Quantity.Value, asText),
        ["close_size"] = Size(i, t.Side.Sign() * t.Closed.Value, asText),
        ["price"] = Text(t.Price.Value),
        ["role"] = GateNames.Role(t.Maker),
        ["text"] = GateNames.TextOf(t.ClientId, t.Origin),
        ["fee"] = Text(t.Fee),
        ["point_fee"] = "0",
    };

    /// <summary>`futures.usertrades`.</summary>
    public static JsonObject TradePush(VenueTrade t, Instrument i, bool asText) => new()
    {
        ["id"] = t.Id,
        ["create_time"] = Seconds(t.At),
        ["create_time_ms"] = Milliseconds(t.At),
        ["contract"] = i.VenueSymbol,
        ["order_id"] = t.OrderId,
        ["size"] = Size(i, t.Side.Sign() * t.Quantity.Value, asText),
        ["close_size"] = Size(i, t.Side.Sign() * t.Closed.Value, asText),
        ["price"] = Text(t.Price.Value),
        ["role"] = GateNames.Role(t.Maker),
        ["text"] = GateNames.TextOf(t.ClientId, t.Origin),
        ["fee"] = DecimalText.Canonical(t.Fee),
        ["point_fee"] = 0,
    };

    /// <summary>A fill as everybody sees it: the sign is the taker's.</summary>
    public static JsonObject PublicTrade(VenueTrade t, Instrument i, bool asText) => new()
    {
        ["id"] = GateNames.Id(t.Id),
        ["create_time"] = Seconds(t.At),
        ["create_time_ms"] = SecondsWithFraction(t.At),
        ["contract"] = i.VenueSymbol,
        ["size"] = Size(i, (t.Maker ? -1m : 1m) * t.Side.Sign() * t.Quantity.Value, asText),
        ["price"] = Text(t.Price.Value),
    };

    /// <summary>`futures.trades`: times in milliseconds, unlike REST.</summary>
    public static JsonObject PublicTradePush(VenueTrade t, Instrument i, bool asText)
    {
        var json = PublicTrade(t, i, asText);
        json["create_time_ms"] = Milliseconds(t.At);
        return json;
    }

    public static JsonObject Position(VenuePosition p, Instrument i, bool asText, int pendingOrders) => new()
    {
        ["user"] = GateNames.UserId,
        ["contract"] = i.VenueSymbol,
        ["size"] = Size(i, p.Size.Value, asText),
        ["leverage"] = Text(p.Leverage),
        ["cross_leverage_limit"] = Text(p.CrossLimit),
        ["lever"] = Text(p.Leverage == 0m ? p.CrossLimit : p.Leverage),
        ["leverage_max"] = "100",
        ["risk_limit"] = "1000000",
        ["maintenance_rate"] = "0.005",
        ["value"] = Text(Math.Abs(p.Size.Value * p.Mark.Value)),
        ["margin"] = Text(p.Margin.Value),
        ["initial_margin"] = Text(p.Margin.Value),
        ["maintenance_margin"] = Text(Math.Abs(p.Size.Value * p.Mark.Value) * 0.005m),
        ["entry_price"] = Text(p.Entry.Value),
        ["liq_price"] = Text(p.Liquidation.Value),
        ["mark_price"] = Text(p.Mark.Value),
        ["unrealised_pnl"] = Text(p.UnrealisedPnl.Value),
        ["realised_pnl"] = Text(p.RealisedPnl.Value + p.Funding.Value + p.Fees.Value),
        ["pnl_pnl"] = Text(p.RealisedPnl.Value),
        ["pnl_fund"] = Text(p.Funding.Value),
        ["pnl_fee"] = Text(p.Fees.Value),
        ["history_pnl"] = "0",
        ["last_close_pnl"] = "0",
        ["realised_point"] = "0",
        ["history_point"] = "0",
        ["adl_ranking"] = p.Size.IsZero ? 6 : 5,
        ["pending_orders"] = pendingOrders,
        ["close_order"] = null,
        ["mode"] = "single",
        ["pos_margin_mode"] = p.Leverage == 0m ? "cross" : "isolated",
        ["open_time"] = Seconds(p.UpdatedAt),
        ["update_time"] = Seconds(p.UpdatedAt),
        ["update_id"] = p.Revision,
    };

    /// <summary>`futures.positions`.</summary>
    public static JsonObject PositionPush(VenuePosition p, Instrument i, bool asText) => new()
    {
        ["contract"] = i.VenueSymbol,
        ["cross_leverage_limit"] = p.CrossLimit,
        ["entry_price"] = DecimalText.Canonical(p.Entry.Value),
        ["history_pnl"] = 0,
        ["last_close_pnl"] = 0,
        ["leverage"] = p.Leverage,
        ["leverage_max"] = 100,
        ["liq_price"] = DecimalText.Canonical(p.Liquidation.Value),
        ["maintenance_rate"] = 0.005m,
        ["margin"] = DecimalText.Canonical(p.Margin.Value),
        ["mode"] = "single",
        ["realised_pnl"] = DecimalText.Canonical(p.RealisedPnl.Value + p.Funding.Value + p.Fees.Value),
        ["risk_limit"] = 1_000_000,
        ["size"] = Size(i, p.Size.Value, asText),
        ["time"] = Seconds(p.UpdatedAt),
        ["time_ms"] = Milliseconds(p.UpdatedAt),
        ["update_id"] = p.Revision,
        ["user"] = Text(GateNames.UserId),
    };

    public static JsonObject Account(VenueModel model)
    {
        var wallet = model.Balance(Asset.Usdt);
        var (ofPositions, ofOrders) = model.Margins();
        var rows = model.Rows();
        return new()
        {
            ["user"] = GateNames.UserId,
            ["currency"] = "USDT",
            ["total"] = Text(wallet.Total),
            ["unrealised_pnl"] = Text(model.Positions().Sum(p => p.UnrealisedPnl.Value)),
            ["position_margin"] = Text(ofPositions),
            ["order_margin"] = Text(ofOrders),
            ["available"] = Text(wallet.Free),
            ["point"] = "0",
            ["bonus"] = "0",
            ["maintenance_margin"] = "0",
            ["in_dual_mode"] = false,
            ["position_mode"] = "single",
            ["margin_mode"] = 0,
            ["enable_credit"] = false,
            ["enable_tiered_mm"] = false,
            ["history"] = new JsonObject
            {
                ["dnw"] = SumOf(VenueRowKind.Transfer),
                ["pnl"] = SumOf(VenueRowKind.RealisedPnl),
                ["fee"] = SumOf(VenueRowKind.Fee),
                ["refr"] = "0",
                ["fund"] = SumOf(VenueRowKind.Funding),
            },
        };

        string SumOf(VenueRowKind kind) => Text(rows.Where(r => r.Kind == kind).Sum(r => r.Change));
    }

    public static JsonObject Row(VenueRow r, Instrument? i) => new()
    {
        ["time"] = SecondsWithFraction(r.At),
        ["change"] = Text(r.Change),
        ["balance"] = Text(r.Balance),
        ["type"] = RowType(r.Kind),
        ["text"] = RowText(r, i),
        ["contract"] = i?.VenueSymbol ?? "",
        ["trade_id"] = r.TradeId ?? "",
        ["id"] = Text(70000 + r.Number),
    };

    /// <summary>`futures.balances`.</summary>
    public static JsonObject BalancePush(VenueRow r, Instrument? i) => new()
    {
        ["balance"] = DecimalText.Canonical(r.Balance),
        ["change"] = DecimalText.Canonical(r.Change),
        ["text"] = RowText(r, i),
        ["time"] = Seconds(r.At),
        ["time_ms"] = Milliseconds(r.At),
        ["type"] = RowType(r.Kind),
        ["user"] = Text(GateNames.UserId),
        ["currency"] = "usdt",
    };

    /// <summary>`position_close`. The average prices are those of what bought and of what sold, whichever opened.</summary>
    public static JsonObject Closed(GatePositionClose c, Instrument i)
    {
        var (opened, closed) = (Average(c.OpenValue, c.Opened), Average(c.CloseValue, c.Opened));
        return new()
        {
            ["time"] = SecondsWithFraction(c.ClosedAt),
            ["contract"] = i.VenueSymbol,
            ["side"] = c.IsLong ? "long" : "short",
            ["pnl"] = Text(c.Pnl + c.Funding + c.Fees),
            ["pnl_pnl"] = Text(c.Pnl),
            ["pnl_fund"] = Text(c.Funding),
            ["pnl_fee"] = Text(c.Fees),
            ["text"] = GateNames.TextOf(c.ClosedBy, c.Origin),
            ["max_size"] = Text(Contracts(i, c.MaxSize)),
            ["accum_size"] = Text(Contracts(i, c.Opened)),
            ["long_price"] = c.IsLong ? opened : closed,
            ["short_price"] = c.IsLong ? closed : opened,
            ["first_open_time"] = Seconds(c.OpenedAt),
        };
    }

    public static string RowType(VenueRowKind kind) => kind switch
    {
        VenueRowKind.Transfer => "dnw",
        VenueRowKind.RealisedPnl => "pnl",
        VenueRowKind.Fee => "fee",
        VenueRowKind.Funding => "fund",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a futures row."),
    };

    private static string RowText(VenueRow r, Instrument? i) =>
        i is null ? "" : r.OrderId is null ? i.VenueSymbol : $"{i.VenueSymbol}:{r.OrderId}";

    private static JsonObject OrderCore(VenueOrder o, Instrument i, bool asText) => new()
    {
        ["id"] = GateNames.Id(o.Id),
        ["contract"] = i.VenueSymbol,
        ["size"] = Size(i, o.Request.Side.Sign() * o.Request.Quantity.Value, asText),
        ["iceberg"] = Count(0m, asText),
        ["left"] = Size(i, o.Request.Side.Sign() * o.Left.Value, asText),
        ["tif"] = GateNames.TimeInForce(o.Request.Kind),
        ["refu"] = 0,
        ["is_reduce_only"] = o.Request.ReduceOnly,
        ["is_close"] = false,
        ["is_liq"] = o.End == OrderEnd.Liquidated,
        ["text"] = GateNames.TextOf(o.ClientId, o.Origin),
        ["status"] = o.IsOpen ? "open" : "finished",
        ["finish_as"] = GateNames.FinishAs(o.End),
    };
}
