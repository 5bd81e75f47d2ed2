using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>MEXC's orders, trades and balances: what is sent and what comes back by REST (JSON) and by stream (protobuf).</summary>
internal sealed class MexcWire(InstrumentIndex instruments)
{
    /// <summary>Parameters of a CREATE; null when the venue has no such order. IOC, FOK and post-only are order types here.</summary>
    public static QueryText? OrderQuery(OrderIntent intent, Instrument instrument)
    {
        var type = intent.Kind switch
        {
            OrderKind.ImmediateOrCancel => "IMMEDIATE_OR_CANCEL",
            OrderKind.FillOrKill => "FILL_OR_KILL",
            OrderKind.PostOnly => "LIMIT_MAKER",
            OrderKind.GoodTillCancelled => "LIMIT",
            _ => null,
        };
        if (type is null || intent.Quantity.Value <= 0m || intent.Cap.IsNone)
            return null;
        return new QueryText()
            .With("symbol", instrument.VenueSymbol).With("side", intent.Side == Side.Buy ? "BUY" : "SELL").With("type", type)
            .With("quantity", DecimalText.Plain(intent.Quantity.Value)).With("price", DecimalText.Plain(intent.Cap.Value))
            .With("newClientOrderId", intent.Id.Text);
    }

    public OrderReport Order(JsonElement row)
    {
        // In the reply to a cancel `clientOrderId` names the cancel and the order's own id is beside it.
        var own = row.Text("origClientOrderId") is { Length: > 0 } original ? original : row.Text("clientOrderId");
        return new(
            Venue.MexcSpot, instruments.Find(row.RequiredText("symbol"))?.Symbol, row.RequiredText("orderId"), Ours(own),
            row.RequiredText("status") is "NEW" or "PARTIALLY_FILLED", Bounds.Size(row.Required("executedQty")),
            Bounds.Value(row.Number("cummulativeQuoteQty") ?? 0m));
    }

    /// <summary>A row of the list of all orders.</summary>
    public OrderRecord Record(JsonElement row) => new(
        Order(row), row.Milliseconds("time"),
        row.RequiredText("side") switch
        {
            "BUY" => Side.Buy,
            "SELL" => Side.Sell,
            var other => throw new UnreadableException($"side is {other}."),
        },
        row.Text("type") == "MARKET" ? default : Bounds.Price(row.Required("price")));

    /// <summary>`tradeFee`.</summary>
    public static TradingFees Fees(JsonElement json) => json.Field("data") is { } fees
        ? new TradingFees(Bounds.Rate(fees.Required("makerCommission")), Bounds.Rate(fees.Required("takerCommission")))
        : throw new UnreadableException("No data.");

    /// <summary>`mxDeduct/enable`: fees are taken in MX.</summary>
    public static bool DeductsInMx(JsonElement json) => json.Field("data")?.Field("mxDeductEnable") switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new UnreadableException("mxDeductEnable is missing."),
    };

    /// <summary>`selfSymbols`: what this key may trade.</summary>
    public static ImmutableArray<string> OwnSymbols(JsonElement json) =>
        json.Field("data") is { } symbols ? [.. symbols.Rows().Select(row => row.ToString())] : throw new UnreadableException("No data.");

    /// <summary>`capital/config/getall`, the coins asked for only. A flag that is missing opens nothing.</summary>
    public static ImmutableArray<CoinStatus> Coins(JsonElement json, ImmutableArray<Asset> assets)
    {
        var coins = ImmutableArray.CreateBuilder<CoinStatus>();
        foreach (var row in json.Rows())
        {
            var asset = new Asset(row.RequiredText("coin").ToUpperInvariant());
            if (assets.Contains(asset))
                coins.Add(new(asset, null, row.Field("networkList") is { } networks ? [.. networks.Rows().Select(Network)] : []));
        }

        return coins.ToImmutable();
    }

    private static CoinNetwork Network(JsonElement row) => new(
        // The withdraw call wants `netWork`; `network` is the old name, and sometimes the only one.
        row.Text("netWork") is { Length: > 0 } name ? name : row.RequiredText("network"),
        row.Text("contract") is { Length: > 0 } contract ? contract : null, row.Flag("depositEnable"), row.Flag("withdrawEnable"),
        row.Number("withdrawFee") is { } fee ? Bounds.Balance(fee) : null, row.Number("withdrawMin") is { } least ? Bounds.Balance(least) : null);

    public static AccountFact.Trade Trade(JsonElement row, Instrument instrument)
    {
        var side = row.Flag("isBuyer") ? Side.Buy : Side.Sell;
        return Trade(
            instrument, row.RequiredText("id"), row.RequiredText("orderId"), row.Text("clientOrderId"), side, row.Required("price"), row.Required("qty"),
            row.Number("commission") ?? 0m, row.Text("commissionAsset"), row.Flag("isMaker"), row.Milliseconds("time"));
    }

    public static BalanceReport Balance(JsonElement row)
    {
        var free = Bounds.Balance(row.Required("free"));
        return new(new(row.RequiredText("asset").ToUpperInvariant()), free + Bounds.Balance(row.Required("locked")), free);
    }

    /// <summary>Null when the push has no state that is known here.</summary>
    /// <exception cref="UnreadableException">No id, or a value out of range.</exception>
    public OrderReport? Order(string symbol, PrivateOrdersV3Api push) => push.Status is < 1 or > 5
        ? null
        : push.Id.Length == 0 ? throw new UnreadableException("An order without an id.")
        : new(
            Venue.MexcSpot, instruments.Find(symbol)?.Symbol, push.Id, Ours(push.ClientId),
            // 5 is "ended with a part filled": as final as 2 and 4.
            push.Status is 1 or 3, Bounds.Size(Amount("cumulativeQuantity", push.CumulativeQuantity)),
            Bounds.Value(Amount("cumulativeAmount", push.CumulativeAmount)));

    /// <summary>Null for a symbol that this account does not trade.</summary>
    public AccountFact.Trade? Trade(string symbol, PrivateDealsV3Api push)
    {
        if (instruments.Find(symbol) is not { } instrument)
            return null;
        var side = push.TradeType switch
        {
            1 => Side.Buy,
            2 => Side.Sell,
            _ => throw new UnreadableException($"tradeType is {push.TradeType}."),
        };
        if (push.TradeId.Length == 0 || push.OrderId.Length == 0)
            throw new UnreadableException("A deal without an id.");
        return Trade(
            instrument, push.TradeId, push.OrderId, push.ClientOrderId, side, Amount("price", push.Price), Amount("quantity", push.Quantity),
            Amount("feeAmount", push.FeeAmount), push.FeeCurrency, push.IsMaker, WireJson.At(push.Time));
    }

    private static AccountFact.Trade Trade(
        Instrument instrument, string id, string orderId, string? clientId, Side side, decimal price, decimal quantity, decimal fee,
        string? feeAsset, bool maker, DateTimeOffset at)
    {
        var symbol = instrument.Symbol;
        var order = Ours(clientId);
        var received = side == Side.Buy ? symbol.Base : symbol.Quote;
        return new(
            $"trade:{id}", symbol, at, id, orderId, order, side, Bounds.Price(price), Bounds.Filled(quantity), Bounds.Amount(fee),
            feeAsset is { Length: > 0 } ? new(feeAsset.ToUpperInvariant()) : received, maker,
            order is null ? TradeCause.Foreign : TradeCause.Own);
    }

    private static ClientOrderId? Ours(string? text) => ClientOrderId.TryParse(text, out var id) ? id : null;

    // proto3 leaves a zero out.
    private static decimal Amount(string name, string text) => text.Length == 0 ? 0m : WireJson.ToDecimal(name, text);
}
