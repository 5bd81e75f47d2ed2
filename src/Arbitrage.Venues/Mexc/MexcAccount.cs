using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Mexc;

/// <summary>MEXC's account calls beside trading.</summary>
internal sealed class MexcAccount(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log) : IVenueAccount
{
    private const int HistoryPage = 1000;

    private readonly MexcRest _rest = new(options, key, time);
    private readonly MexcWire _wire = new(instruments);

    public Venue Venue => Venue.MexcSpot;

    /// <summary>One by one: the call for all open orders of a symbol would take those of others with it.</summary>
    public async Task<VenueAnswer<ImmutableArray<OwnCancel>>> CancelOwnAsync(Symbol symbol, CancellationToken cancel)
    {
        var name = instruments.Of(symbol).VenueSymbol;
        var open = await _rest.AskAsync(
            HttpMethod.Get, "/api/v3/openOrders", () => new QueryText().With("symbol", name), json => json.Rows().Select(_wire.Order).ToList(), cancel);
        if (open is not VenueAnswer<List<OrderReport>>.Accepted(var orders))
            return open.Map(_ => ImmutableArray<OwnCancel>.Empty);
        var said = ImmutableArray.CreateBuilder<OwnCancel>();
        foreach (var order in orders.Where(order => order is { IsOpen: true, ClientId: not null }))
        {
            var answer = await _rest.OrderAsync(
                HttpMethod.Delete, "/api/v3/order", () => new QueryText().With("symbol", name).With("orderId", order.VenueOrderId), _wire.Order, cancel);
            said.Add(new(order.VenueOrderId, order.ClientId!.Value, answer));
        }

        return new VenueAnswer<ImmutableArray<OwnCancel>>.Accepted(said.ToImmutable());
    }

    public async Task<VenueAnswer<ImmutableArray<OrderRecord>>> ReadOrdersAsync(
        Symbol symbol, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancel)
    {
        var rows = await new MexcHistory(_rest, log).WindowsAsync(
            "/api/v3/allOrders", HistoryPage, instruments.Of(symbol), from, to ?? _rest.Clock.Now, _wire.Record, cancel);
        return rows.Map(all => FactOrder.Ended(all, from, to));
    }

    public async Task<VenueAnswer<FeeTier>> ReadFeeTierAsync(Symbol symbol, CancellationToken cancel)
    {
        var fees = await _rest.AskAsync(
            HttpMethod.Get, "/api/v3/tradeFee", () => new QueryText().With("symbol", instruments.Of(symbol).VenueSymbol), MexcWire.Fees, cancel);
        if (fees is not VenueAnswer<TradingFees>.Accepted(var charged))
            return fees.Map(one => new FeeTier(one, FeeDeduction.None));
        var deduction = await _rest.AskAsync(HttpMethod.Get, "/api/v3/mxDeduct/enable", () => new(), MexcWire.DeductsInMx, cancel);
        return deduction.Map(inMx => new FeeTier(charged, inMx ? FeeDeduction.VenueCoin : FeeDeduction.None));
    }

    public async Task<VenueAnswer<AccountIdentity>> ReadIdentityAsync(CancellationToken cancel)
    {
        var user = await _rest.AskAsync(HttpMethod.Get, "/api/v3/uid", () => new(), json => json.RequiredText("uid"), cancel);
        if (user is not VenueAnswer<string>.Accepted(var id))
            return user.Map(text => new AccountIdentity(text, null, [], []));
        var symbols = await _rest.AskAsync(HttpMethod.Get, "/api/v3/selfSymbols", () => new(), MexcWire.OwnSymbols, cancel);
        return symbols.Map(own => new AccountIdentity(id, null, [], own));
    }

    /// <summary>The venue tells all coins at once: a large reply, to be read every few minutes at most.</summary>
    public async Task<VenueAnswer<ImmutableArray<CoinStatus>>> ReadCoinsAsync(ImmutableArray<Asset> assets, CancellationToken cancel)
    {
        var coins = await _rest.AskAsync(
            HttpMethod.Get, "/api/v3/capital/config/getall", () => new(), json => MexcWire.Coins(json, assets), cancel);
        if (coins is not VenueAnswer<ImmutableArray<CoinStatus>>.Accepted(var found))
            return coins;
        return assets.Except(found.Select(coin => coin.Asset)).ToList() is [var missing, ..]
            ? new VenueAnswer<ImmutableArray<CoinStatus>>.Rejected(VenueReject.NotTradable, $"the venue does not know {missing}")
            : coins;
    }

    public void Dispose() => _rest.Dispose();
}
