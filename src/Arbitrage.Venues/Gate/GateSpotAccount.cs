using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate spot's account calls beside trading.</summary>
internal sealed class GateSpotAccount(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time) : IVenueAccount
{
    private const int OpenPage = 100;
    private const int HistoryPage = 1000;

    private readonly GateRest _rest = new(Venue.GateSpot, options, key, time);
    private readonly GateSpotWire _wire = new(instruments);

    public Venue Venue => Venue.GateSpot;

    public async Task<VenueAnswer<ImmutableArray<OwnCancel>>> CancelOwnAsync(Symbol symbol, CancellationToken cancel)
    {
        var pair = instruments.Of(symbol).VenueSymbol;
        var open = await _rest.PagesAsync("/spot/orders", seen => Page(pair, "open", seen, OpenPage), OpenPage, _wire.Order, order => order.VenueOrderId,
            cancel);
        return await GateBatchCancel.OwnAsync(
            _rest, "/spot/cancel_batch_orders", open, id => new Dictionary<string, string>(StringComparer.Ordinal) { ["currency_pair"] = pair, ["id"] = id },
            cancel);
    }

    public async Task<VenueAnswer<ImmutableArray<OrderRecord>>> ReadOrdersAsync(
        Symbol symbol, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancel)
    {
        var pair = instruments.Of(symbol).VenueSymbol;
        var rows = await _rest.PagesAsync(
            "/spot/orders",
            seen => GateAccountWire.Between(Page(pair, "finished", seen, HistoryPage), from, to), HistoryPage, _wire.Record,
            row => row.State.VenueOrderId, cancel);
        return rows.Map(all => FactOrder.Ended(all, from, to));
    }

    public Task<VenueAnswer<FeeTier>> ReadFeeTierAsync(Symbol symbol, CancellationToken cancel) => _rest.AskAsync(
        HttpMethod.Get, "/wallet/fee", new QueryText().With("currency_pair", instruments.Of(symbol).VenueSymbol), null,
        GateAccountWire.SpotFees, cancel);

    public Task<VenueAnswer<AccountIdentity>> ReadIdentityAsync(CancellationToken cancel) =>
        _rest.AskAsync(HttpMethod.Get, "/account/detail", new(), null, GateAccountWire.Identity, cancel);

    public Task<VenueAnswer<ImmutableArray<CoinStatus>>> ReadCoinsAsync(ImmutableArray<Asset> assets, CancellationToken cancel) =>
        GateCoins.ReadAsync(_rest, assets, cancel);

    public void Dispose() => _rest.Dispose();

    private static QueryText Page(string pair, string status, int seen, int limit) => new QueryText().With("account", "spot")
        .With("currency_pair", pair).With("status", status).With("page", (seen / limit) + 1).With("limit", limit);
}

/// <summary>`GET /spot/currencies/{currency}`: public, but asked through the account's own connection and budget.</summary>
internal static class GateCoins
{
    /// <summary>One call a coin; the first refusal or doubt ends it.</summary>
    public static async Task<VenueAnswer<ImmutableArray<CoinStatus>>> ReadAsync(GateRest rest, ImmutableArray<Asset> assets, CancellationToken cancel)
    {
        var coins = ImmutableArray.CreateBuilder<CoinStatus>(assets.Length);
        foreach (var asset in assets)
        {
            var answer = await rest.AskAsync(
                HttpMethod.Get, $"/spot/currencies/{Uri.EscapeDataString(asset.Text)}", new(), null, Read, cancel);
            if (answer is not VenueAnswer<CoinStatus>.Accepted(var coin))
                return answer.Map(one => ImmutableArray.Create(one));
            coins.Add(coin);
        }

        return new VenueAnswer<ImmutableArray<CoinStatus>>.Accepted(coins.MoveToImmutable());
    }

    /// <summary>The flags at the top are deprecated and used only where the list of chains is missing.</summary>
    public static CoinStatus Read(JsonElement coin)
    {
        var tradable = !coin.Flag("trade_disabled") && !coin.Flag("delisted");
        var asset = new Asset(coin.RequiredText("currency").ToUpperInvariant());
        if (coin.Field("chains") is not { } chains)
            return new(asset, tradable, [Network(coin, coin.Text("chain") ?? "", null)]);
        return new(asset, tradable, [.. chains.Rows().Select(chain => Network(chain, chain.RequiredText("name"), chain.Text("addr")))]);
    }

    // A flag that is missing opens nothing.
    private static CoinNetwork Network(JsonElement row, string name, string? contract) => new(
        name, contract is { Length: > 0 } ? contract : null, row.IsFalse("deposit_disabled"), row.IsFalse("withdraw_disabled"), null, null);
}
