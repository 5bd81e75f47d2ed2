using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate USDT perpetual account by REST.</summary>
internal sealed class GateFuturesGateway(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time)
    : ITradingGateway, IFeeSource, IDisposable
{
    private const string Root = "/futures/usdt";

    // Asked for so many rows; pages continue after the rows that came, so a venue that gives fewer (but its usual 100) loses nothing.
    private const int Limit = 1000;
    private const int FullPage = 100;

    private readonly GateRest _rest = new(Venue.GateFutures, options, key, time);
    private readonly GateFuturesWire _wire = new(instruments);

    public Venue Venue => Venue.GateFutures;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (intent.Venue != Venue || instruments.Find(intent.Symbol) is not { } instrument
            || GateFuturesWire.OrderBody(intent, instrument) is not { } body)
            return new CreateOutcome.NotSent(RefusalReason.Illegal);
        return await _rest.CreateAsync($"{Root}/orders", body, intent, clock, lastCheck, _wire.OwnOrder, cancel);
    }

    public Task<OrderReport?> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Delete, symbol, id, venueOrderId, cancel);

    public Task<OrderReport?> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Get, symbol, id, venueOrderId, cancel);

    public async Task<ImmutableArray<OrderReport>> ReadOpenOrdersAsync(CancellationToken cancel) =>
        [.. await _rest.PagesAsync(
            $"{Root}/orders", seen => Page(seen, FullPage).With("status", "open"), FullPage, _wire.Order, order => order.VenueOrderId, cancel)];

    public async Task<ImmutableArray<AccountFact.Trade>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel)
    {
        var contract = instruments.Of(symbol).VenueSymbol;
        return FactOrder.Oldest(
            await _rest.PagesAsync(
                $"{Root}/my_trades_timerange", seen => Page(seen, Limit).With("contract", contract).With("from", from.ToUnixTimeSeconds()),
                FullPage, _wire.Trade, trade => trade.Key, cancel),
            from);
    }

    public async Task<ImmutableArray<AccountFact.Row>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        FactOrder.Oldest(
            await _rest.PagesAsync(
                $"{Root}/account_book", seen => Page(seen, Limit).With("from", from.ToUnixTimeSeconds()), FullPage, _wire.Row,
                row => row.Key, cancel),
            from);

    public async Task<AccountReport> ReadAccountAsync(CancellationToken cancel)
    {
        var usdt = await _rest.GetAsync(
            $"{Root}/accounts", new(), json => GateFuturesWire.Balance(json), cancel);
        var positions = await _rest.PagesAsync(
            $"{Root}/positions", seen => Page(seen, FullPage).With("holding", "true"), FullPage, _wire.Position,
            position => $"{position.Symbol} {position.OneWay} {position.Size.Value > 0m}", cancel);
        return new(Venue, _rest.Clock.LocalNow, [usdt], [.. positions.OrderBy(p => p.Symbol)]);
    }

    /// <summary>One-way mode first, since leverage is kept per mode; then checks in the reply that the venue did as told.</summary>
    public async Task SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel)
    {
        var contract = instruments.Of(symbol).VenueSymbol;
        if (await _rest.GetAsync($"{Root}/accounts", new(), IsDual, cancel)
            && await _rest.CallAsync(HttpMethod.Post, $"{Root}/dual_mode", new QueryText().With("dual_mode", "false"), null, IsDual, cancel))
            throw _rest.Failure($"POST {Root}/dual_mode", "still in dual mode");
        var path = $"{Root}/positions/{Uri.EscapeDataString(contract)}/leverage";
        var (now, mode) = await _rest.CallAsync(
            HttpMethod.Post, path, new QueryText().With("leverage", DecimalText.Plain(leverage)), null,
            json => (json.Required("leverage"), json.Text("mode")), cancel);
        if (now != leverage || mode is not (null or "single"))
            throw _rest.Failure($"POST {path}", $"asked for leverage {leverage} one-way, got {now} {mode}");
    }

    public async Task<bool> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel)
    {
        // A market at a time: without a contract the venue would cancel every order of the account, also of markets that are not ours.
        foreach (var instrument in instruments.All)
        {
            await _rest.CallAsync(
                HttpMethod.Post, $"{Root}/countdown_cancel_all", new(), GateCountdown.Body(countdown, "contract", instrument.VenueSymbol),
                json => json.RequiredText("triggerTime"), cancel);
        }

        return true;
    }

    public async Task<TradingFees> ReadFeesAsync(Symbol symbol, CancellationToken cancel)
    {
        var contract = instruments.Of(symbol).VenueSymbol;
        return await _rest.GetAsync(
            $"{Root}/fee", new QueryText().With("contract", contract),
            json => json.Field(contract) is { } fees
                ? new TradingFees(Bounds.Rate(fees.Required("maker_fee")), Bounds.Rate(fees.Required("taker_fee")))
                : throw new UnreadableException($"no fees of {contract}"),
            cancel);
    }

    public void Dispose() => _rest.Dispose();

    private static QueryText Page(int seen, int limit) => new QueryText().With("limit", limit).With("offset", seen);

    private static bool IsDual(JsonElement account) =>
        account.Text("position_mode") is { Length: > 0 } mode ? mode != "single" : account.Flag("in_dual_mode");

    private Task<OrderReport?> OrderAsync(HttpMethod method, Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel)
    {
        _ = instruments.Of(symbol);
        return _rest.OrderAsync(method, $"{Root}/orders/{Uri.EscapeDataString(venueOrderId ?? GateText.Of(id))}", new(), _wire.OwnOrder, cancel);
    }
}
