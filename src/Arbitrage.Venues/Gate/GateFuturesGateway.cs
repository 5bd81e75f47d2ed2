using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate USDT perpetual account: orders over the socket where that is asked for, everything else by REST.</summary>
internal sealed class GateFuturesGateway : ITradingGateway, IFeeSource, IOrderDoor, IDisposable
{
    private const string Root = "/futures/usdt";

    // Asked for so many rows; pages continue after the rows that came, so a venue that gives fewer (but its usual 100) loses nothing.
    private const int Limit = 1000;
    private const int FullPage = 100;

    private readonly InstrumentIndex _instruments;
    private readonly GateRest _rest;
    private readonly GateFuturesWire _wire;
    private readonly GateOrderReading _read;
    private readonly GateOrderSession? _socket;

    public GateFuturesGateway(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log)
    {
        _instruments = instruments;
        _rest = new(Venue.GateFutures, options, key, time);
        _wire = new(instruments);
        _read = _wire.OwnOrder;
        _socket = GateOrderSession.Begin(Venue.GateFutures, options, key, _rest, _read, time, log);
    }

    public Venue Venue => Venue.GateFutures;

    public OrderDoor Door => _socket is { IsOpen: true } ? OrderDoor.Socket : OrderDoor.Rest;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (intent.Venue != Venue || _instruments.Find(intent.Symbol) is not { } instrument || !GateFuturesWire.Takes(intent, instrument))
            return new CreateOutcome.NotSent(RefusalReason.Illegal);
        _rest.Clock.Learn(clock);
        if (_socket is not null && await _socket.CreateAsync(intent, instrument, lastCheck, cancel) is { } outcome)
            return outcome;
        return await _rest.CreateAsync($"{Root}/orders", GateOrderFrames.Body(intent, instrument), intent, lastCheck, _read, cancel);
    }

    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Delete, symbol, id, venueOrderId, cancel);

    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Get, symbol, id, venueOrderId, cancel);

    public async Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel) =>
        (await _rest.PagesAsync(
            $"{Root}/orders", seen => Page(seen, FullPage).With("status", "open"), FullPage, _wire.Order, order => order.VenueOrderId, cancel))
        .Map(orders => orders.ToImmutableArray());

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel)
    {
        var contract = _instruments.Of(symbol).VenueSymbol;
        var trades = await _rest.PagesAsync(
            $"{Root}/my_trades_timerange", seen => Page(seen, Limit).With("contract", contract).With("from", from.ToUnixTimeSeconds()),
            FullPage, _wire.Trade, trade => trade.Key, cancel);
        return trades.Map(all => FactOrder.Oldest(all, from));
    }

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel)
    {
        var rows = await _rest.PagesAsync(
            $"{Root}/account_book", seen => Page(seen, Limit).With("from", from.ToUnixTimeSeconds()), FullPage, _wire.Row, row => row.Key, cancel);
        return rows.Map(all => FactOrder.Oldest(all, from));
    }

    public async Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel)
    {
        var balance = await _rest.GetAsync($"{Root}/accounts", new(), GateFuturesWire.Balance, cancel);
        if (balance is not VenueAnswer<BalanceReport>.Accepted(var usdt))
            return balance.As<AccountReport>();
        var positions = await _rest.PagesAsync(
            $"{Root}/positions", seen => Page(seen, FullPage).With("holding", "true"), FullPage, _wire.Position,
            position => $"{position.Symbol} {position.OneWay} {position.Size.Value > 0m}", cancel);
        return positions.Map(all => new AccountReport(Venue, _rest.Clock.LocalNow, [usdt], [.. all.OrderBy(p => p.Symbol)]));
    }

    /// <summary>One-way mode first, since leverage is kept per mode.</summary>
    public async Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel)
    {
        var contract = _instruments.Of(symbol).VenueSymbol;
        var dual = await _rest.GetAsync($"{Root}/accounts", new(), IsDual, cancel);
        if (dual is VenueAnswer<bool>.Accepted(true))
            dual = await _rest.AskAsync(HttpMethod.Post, $"{Root}/dual_mode", new QueryText().With("dual_mode", "false"), null, IsDual, cancel);
        if (dual is not VenueAnswer<bool>.Accepted(var isDual))
            return dual.As<decimal>();
        if (isDual)
            return new VenueAnswer<decimal>.Rejected(VenueReject.Other, "the account stays in dual mode");
        var set = await _rest.AskAsync(
            HttpMethod.Post, $"{Root}/positions/{Uri.EscapeDataString(contract)}/leverage",
            new QueryText().With("leverage", DecimalText.Plain(leverage)), null, GateFuturesWire.Margin, cancel);
        return set switch
        {
            VenueAnswer<MarginSetting>.Accepted({ IsCross: true }) => new VenueAnswer<decimal>.Rejected(VenueReject.Other, "the margin stays cross"),
            VenueAnswer<MarginSetting>.Accepted({ IsOneWay: false }) =>
                new VenueAnswer<decimal>.Rejected(VenueReject.Other, "the position stays in dual mode"),
            _ => set.Map(margin => margin.Leverage),
        };
    }

    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) =>
        GateCountdown.ArmAsync(_rest, $"{Root}/countdown_cancel_all", "contract", _instruments, countdown, cancel);

    public Task<VenueAnswer<TradingFees>> ReadFeesAsync(Symbol symbol, CancellationToken cancel)
    {
        var contract = _instruments.Of(symbol).VenueSymbol;
        return _rest.GetAsync(
            $"{Root}/fee", new QueryText().With("contract", contract),
            json => json.Field(contract) is { } fees
                ? new TradingFees(Bounds.Rate(fees.Required("maker_fee")), Bounds.Rate(fees.Required("taker_fee")))
                : throw new UnreadableException($"no fees of {contract}"),
            cancel);
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _rest.Dispose();
    }

    private static QueryText Page(int seen, int limit) => new QueryText().With("limit", limit).With("offset", seen);

    private static bool IsDual(JsonElement account) =>
        account.Text("position_mode") is { Length: > 0 } mode ? mode != "single" : account.Flag("in_dual_mode");

    private async Task<VenueAnswer<OrderReport?>> OrderAsync(
        HttpMethod method, Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel)
    {
        var order = venueOrderId ?? GateText.Of(id);
        var contract = _instruments.Of(symbol).VenueSymbol;
        if (_socket is not null && await _socket.OrderAsync(method, order, contract, _wire.OwnOrder, cancel) is { } answer)
            return answer;
        return await _rest.OrderAsync(method, $"{Root}/orders/{Uri.EscapeDataString(order)}", new(), _wire.OwnOrder, cancel);
    }
}
