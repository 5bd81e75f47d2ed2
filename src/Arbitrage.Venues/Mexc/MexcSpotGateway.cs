using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Mexc;

/// <summary>MEXC spot account by REST, the only door for orders there.</summary>
internal sealed class MexcSpotGateway : ITradingGateway, IFeeSource, IDisposable
{
    private readonly MexcRest _rest;
    private readonly InstrumentIndex _instruments;
    private readonly MexcWire _wire;
    private readonly MexcHistory _history;

    public MexcSpotGateway(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log)
    {
        _rest = new(options, key, time);
        _instruments = instruments;
        _wire = new(instruments);
        _history = new(_rest, log);
    }

    public Venue Venue => Venue.MexcSpot;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (intent.Venue != Venue || _instruments.Find(intent.Symbol) is not { } instrument
            || MexcWire.OrderQuery(intent, instrument) is not { } order)
            return new CreateOutcome.NotSent(RefusalReason.Illegal);
        return await _rest.CreateAsync(order, intent, clock, lastCheck, cancel);
    }

    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Delete, symbol, id, venueOrderId, cancel);

    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Get, symbol, id, venueOrderId, cancel);

    public async Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel)
    {
        var orders = ImmutableArray.CreateBuilder<OrderReport>();
        foreach (var instrument in _instruments.All)
        {
            var answer = await _rest.GetAsync(
                "/api/v3/openOrders", () => new QueryText().With("symbol", instrument.VenueSymbol),
                json => json.Rows().Select(_wire.Order).ToList(), cancel);
            if (answer is not VenueAnswer<List<OrderReport>>.Accepted(var rows))
                return answer.As<ImmutableArray<OrderReport>>();
            orders.AddRange(rows);
        }

        return new VenueAnswer<ImmutableArray<OrderReport>>.Accepted(orders.ToImmutable());
    }

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel) =>
        (await _history.TradesAsync(_instruments.Of(symbol), from, cancel)).Map(trades => FactOrder.Oldest(trades, from));

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        (await _history.RowsAsync(from, cancel)).Map(rows => FactOrder.Oldest(rows, from));

    public async Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel)
    {
        var balances = await _rest.GetAsync(
            "/api/v3/account", () => new(),
            json => (json.Field("balances") ?? throw new UnreadableException("No balances."))
                .Rows().Select(MexcWire.Balance).Where(b => b.Total != 0m).ToList(),
            cancel);
        return balances.Map(all => new AccountReport(Venue, _rest.Clock.LocalNow, [.. all.OrderBy(b => b.Asset)], []));
    }

    public Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) =>
        Task.FromResult<VenueAnswer<decimal>>(new VenueAnswer<decimal>.Accepted(leverage));

    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) =>
        Task.FromResult<VenueAnswer<bool>>(new VenueAnswer<bool>.Accepted(false));

    public Task<VenueAnswer<TradingFees>> ReadFeesAsync(Symbol symbol, CancellationToken cancel) =>
        _rest.GetAsync(
            "/api/v3/tradeFee", () => new QueryText().With("symbol", _instruments.Of(symbol).VenueSymbol),
            MexcWire.Fees, cancel);

    public void Dispose() => _rest.Dispose();

    private Task<VenueAnswer<OrderReport?>> OrderAsync(HttpMethod method, Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel)
    {
        var name = _instruments.Of(symbol).VenueSymbol;
        return _rest.OrderAsync(
            method, "/api/v3/order",
            () => venueOrderId is { } known
                ? new QueryText().With("symbol", name).With("orderId", known)
                : new QueryText().With("symbol", name).With("origClientOrderId", id.Text),
            _wire.Order, cancel);
    }
}
