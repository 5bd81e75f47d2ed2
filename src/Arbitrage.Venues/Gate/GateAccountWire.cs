using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>What both Gate accounts read in the same form.</summary>
internal static class GateAccountWire
{
    private const int HighestTier = 1000;

    /// <summary>`/wallet/fee`, spot half. With GT deduction the `gt_` rates are what is charged.</summary>
    public static FeeTier SpotFees(JsonElement json)
    {
        var deduction = Deduction(json);
        var prefix = deduction == FeeDeduction.VenueCoin ? "gt_" : "";
        return new(Fees(json, $"{prefix}maker_fee", $"{prefix}taker_fee"), deduction);
    }

    /// <summary>`/wallet/fee`, half of the perpetuals.</summary>
    public static FeeTier FuturesFees(JsonElement json) => new(Fees(json, "futures_maker_fee", "futures_taker_fee"), Deduction(json));

    /// <summary>`/account/detail`.</summary>
    public static AccountIdentity Identity(JsonElement json) => new(
        json.RequiredText("user_id"), (int)Math.Clamp(json.Number("tier") ?? 0m, 0m, HighestTier), Texts(json, "ip_whitelist"),
        Texts(json, "currency_pairs"));

    /// <summary>Window of a history, in whole seconds.</summary>
    public static QueryText Between(QueryText query, DateTimeOffset from, DateTimeOffset? to)
    {
        query.With("from", from.ToUnixTimeSeconds());
        return to is { } end ? query.With("to", end.ToUnixTimeSeconds()) : query;
    }

    // 1 is GT, 2 points, 3 the rate of the tier.
    private static FeeDeduction Deduction(JsonElement json) => json.Number("debit_fee") switch
    {
        1m => FeeDeduction.VenueCoin,
        2m => FeeDeduction.Points,
        null when json.Flag("gt_discount") => FeeDeduction.VenueCoin,
        _ => FeeDeduction.None,
    };

    private static TradingFees Fees(JsonElement json, string maker, string taker) =>
        new(Bounds.Rate(json.Required(maker)), Bounds.Rate(json.Required(taker)));

    private static ImmutableArray<string> Texts(JsonElement json, string name) =>
        json.Field(name) is { } list ? [.. list.Rows().Select(row => row.ToString())] : [];
}

/// <summary>Cancels own orders in the lists of up to twenty that Gate takes.</summary>
internal static class GateBatchCancel
{
    private const int MostIds = 20;

    /// <param name="rest">The account.</param>
    /// <param name="path">Of the batch call.</param>
    /// <param name="open">Open orders of the symbol, ours and others.</param>
    /// <param name="entry">How the list names an order.</param>
    /// <param name="cancel">Between batches too.</param>
    public static async Task<VenueAnswer<ImmutableArray<OwnCancel>>> OwnAsync<TEntry>(
        GateRest rest, string path, VenueAnswer<List<OrderReport>> open, Func<string, TEntry> entry, CancellationToken cancel)
    {
        if (open is not VenueAnswer<List<OrderReport>>.Accepted(var orders))
            return open.Map(_ => ImmutableArray<OwnCancel>.Empty);
        var said = ImmutableArray.CreateBuilder<OwnCancel>();
        foreach (var batch in orders.Where(order => order is { IsOpen: true, ClientId: not null }).Chunk(MostIds))
        {
            var answer = await rest.AskAsync(
                HttpMethod.Post, path, new(), JsonSerializer.SerializeToUtf8Bytes(batch.Select(order => entry(order.VenueOrderId))), Rows, cancel);
            said.AddRange(batch.Select(order => new OwnCancel(order.VenueOrderId, order.ClientId!.Value, Of(order.VenueOrderId, answer))));
        }

        return new VenueAnswer<ImmutableArray<OwnCancel>>.Accepted(said.ToImmutable());
    }

    /// <summary>Rows of a batch reply by order id: null when the order was cancelled, the refusal otherwise.</summary>
    public static Dictionary<string, GateError?> Rows(JsonElement json)
    {
        var rows = new Dictionary<string, GateError?>(StringComparer.Ordinal);
        foreach (var row in json.Rows())
        {
            rows[row.RequiredText("id")] = row.Flag("succeeded")
                ? null
                : GateError.Of(row) ?? new GateError("", row.Text("message") ?? "not cancelled");
        }

        return rows;
    }

    private static VenueAnswer<OrderReport?> Of(string id, VenueAnswer<Dictionary<string, GateError?>> answer) => answer switch
    {
        VenueAnswer<Dictionary<string, GateError?>>.Accepted(var rows) when !rows.ContainsKey(id) =>
            new VenueAnswer<OrderReport?>.Unknown("the reply does not name the order"),
        VenueAnswer<Dictionary<string, GateError?>>.Accepted(var rows) when rows[id] is { IsOrderGone: false } refused =>
            new VenueAnswer<OrderReport?>.Rejected(refused.Reject, refused.Text),
        _ => answer.Map(_ => (OrderReport?)null),
    };
}
