using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate futures' account calls beside trading.</summary>
internal sealed class GateFuturesAccount(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time)
    : IVenueAccount, IMarginAccount
{
    private const string Root = "/futures/usdt";
    private const int FullPage = 100;

    private readonly GateRest _rest = new(Venue.GateFutures, options, key, time);
    private readonly GateFuturesWire _wire = new(instruments);

    public Venue Venue => Venue.GateFutures;

    public async Task<VenueAnswer<ImmutableArray<OwnCancel>>> CancelOwnAsync(Symbol symbol, CancellationToken cancel)
    {
        var contract = instruments.Of(symbol).VenueSymbol;
        var open = await _rest.PagesAsync(
            $"{Root}/orders", seen => Page(contract, seen).With("status", "open"), FullPage, _wire.OwnOrder, order => order.VenueOrderId, cancel);
        return await GateBatchCancel.OwnAsync(_rest, $"{Root}/batch_cancel_orders", open, id => id, cancel);
    }

    public async Task<VenueAnswer<ImmutableArray<OrderRecord>>> ReadOrdersAsync(
        Symbol symbol, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancel)
    {
        var contract = instruments.Of(symbol).VenueSymbol;
        var rows = await _rest.PagesAsync(
            $"{Root}/orders_timerange", seen => GateAccountWire.Between(Page(contract, seen), from, to), FullPage, _wire.Record,
            row => row.State.VenueOrderId, cancel);
        return rows.Map(all => FactOrder.Ended(all, from, to));
    }

    public Task<VenueAnswer<FeeTier>> ReadFeeTierAsync(Symbol symbol, CancellationToken cancel)
    {
        _ = instruments.Of(symbol);
        return _rest.AskAsync(HttpMethod.Get, "/wallet/fee", new QueryText().With("settle", "usdt"), null, GateAccountWire.FuturesFees, cancel);
    }

    public Task<VenueAnswer<AccountIdentity>> ReadIdentityAsync(CancellationToken cancel) =>
        _rest.AskAsync(HttpMethod.Get, "/account/detail", new(), null, GateAccountWire.Identity, cancel);

    public Task<VenueAnswer<ImmutableArray<CoinStatus>>> ReadCoinsAsync(ImmutableArray<Asset> assets, CancellationToken cancel) =>
        GateCoins.ReadAsync(_rest, assets, cancel);

    public Task<VenueAnswer<MarginSetting>> ReadMarginAsync(Symbol symbol, CancellationToken cancel) =>
        _rest.AskAsync(HttpMethod.Get, Position(symbol), new(), null, GateFuturesWire.Margin, cancel);

    public Task<VenueAnswer<MarginSetting>> SetMarginAsync(Symbol symbol, decimal leverage, bool isCross, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(leverage);
        // Leverage 0 is how Gate writes "cross"; its limit then stands beside it.
        var text = DecimalText.Plain(leverage);
        var query = isCross
            ? new QueryText().With("leverage", "0").With("cross_leverage_limit", text)
            : new QueryText().With("leverage", text);
        return _rest.AskAsync(HttpMethod.Post, $"{Position(symbol)}/leverage", query, null, GateFuturesWire.Margin, cancel);
    }

    public void Dispose() => _rest.Dispose();

    private string Position(Symbol symbol) => $"{Root}/positions/{Uri.EscapeDataString(instruments.Of(symbol).VenueSymbol)}";

    private static QueryText Page(string contract, int seen) =>
        new QueryText().With("contract", contract).With("limit", FullPage).With("offset", seen);
}
