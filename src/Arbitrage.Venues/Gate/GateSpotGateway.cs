using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate spot account: orders over the socket where that is asked for, everything else by REST.</summary>
internal sealed class GateSpotGateway : ITradingGateway, IFeeSource, IOrderDoor, IDisposable
{
    // Gate gives lists of the past in windows of at most 30 days.
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(30);
    private const int OpenOrdersPage = 100;

    // `page` counts in units of the limit, so a page is either full or the last. Source: Gate spot docs, limit of 1000 for both lists.
    private const int HistoryPage = 1000;

    private readonly InstrumentIndex _instruments;
    private readonly GateRest _rest;
    private readonly GateSpotWire _wire;
    private readonly GateOrderReading _read;
    private readonly GateOrderSession? _socket;

    public GateSpotGateway(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log)
    {
        _instruments = instruments;
        _rest = new(Venue.GateSpot, options, key, time);
        _wire = new(instruments);
        _read = _wire.Order;
        _socket = GateOrderSession.Begin(Venue.GateSpot, options, key, _rest, _read, time, log);
    }

    public Venue Venue => Venue.GateSpot;

    public OrderDoor Door => _socket is { IsOpen: true } ? OrderDoor.Socket : OrderDoor.Rest;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (intent.Venue != Venue || _instruments.Find(intent.Symbol) is not { } instrument || !GateSpotWire.Takes(intent))
            return new CreateOutcome.NotSent(RefusalReason.Illegal);
        _rest.Clock.Learn(clock);
        if (_socket is not null && await _socket.CreateAsync(intent, instrument, lastCheck, cancel) is { } outcome)
            return outcome;
        return await _rest.CreateAsync("/spot/orders", GateOrderFrames.Body(intent, instrument), intent, lastCheck, _read, cancel);
    }

    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Delete, symbol, id, venueOrderId, cancel);

    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Get, symbol, id, venueOrderId, cancel);

    public async Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel)
    {
        var found = new Dictionary<string, OrderReport>(StringComparer.Ordinal);
        // One page holds up to `limit` orders of every pair, and `total` says how many the pair has.
        for (var page = 1; ; page++)
        {
            var number = page;
            var answer = await _rest.GetAsync(
                "/spot/open_orders", new QueryText().With("page", number).With("limit", OpenOrdersPage), json => OpenOrders(json, number), cancel);
            if (answer is not VenueAnswer<(List<OrderReport>, bool)>.Accepted(var (orders, more)))
                return answer.As<ImmutableArray<OrderReport>>();
            foreach (var order in orders)
                found.TryAdd(order.VenueOrderId, order);
            if (!more)
                return new VenueAnswer<ImmutableArray<OrderReport>>.Accepted([.. found.Values]);
        }
    }

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel)
    {
        var instrument = _instruments.Of(symbol);
        var trades = await WindowsAsync(
            "/spot/my_trades", from, () => new QueryText().With("currency_pair", instrument.VenueSymbol),
            row => GateSpotWire.Trade(row, instrument), cancel);
        return trades.Map(rows => FactOrder.Oldest(rows, from));
    }

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        (await WindowsAsync("/spot/account_book", from, () => new(), GateSpotWire.Row, cancel)).Map(rows => FactOrder.Oldest(rows, from));

    public async Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel)
    {
        var balances = await _rest.GetAsync(
            "/spot/accounts", new(), json => json.Rows().Select(GateSpotWire.Balance).Where(b => b.Total != 0m).ToList(), cancel);
        return balances.Map(all => new AccountReport(Venue, _rest.Clock.LocalNow, [.. all.OrderBy(b => b.Asset)], []));
    }

    public Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) =>
        Task.FromResult<VenueAnswer<decimal>>(new VenueAnswer<decimal>.Accepted(leverage));

    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) =>
        GateCountdown.ArmAsync(_rest, "/spot/countdown_cancel_all", "currency_pair", _instruments, countdown, cancel);

    public Task<VenueAnswer<TradingFees>> ReadFeesAsync(Symbol symbol, CancellationToken cancel) =>
        _rest.GetAsync(
            "/wallet/fee", new QueryText().With("currency_pair", _instruments.Of(symbol).VenueSymbol),
            json => new TradingFees(Bounds.Rate(json.Required("maker_fee")), Bounds.Rate(json.Required("taker_fee"))), cancel);

    public void Dispose()
    {
        _socket?.Dispose();
        _rest.Dispose();
    }

    private async Task<VenueAnswer<OrderReport?>> OrderAsync(
        HttpMethod method, Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel)
    {
        var order = venueOrderId ?? GateText.Of(id);
        var pair = _instruments.Of(symbol).VenueSymbol;
        if (_socket is not null && await _socket.OrderAsync(method, order, pair, _wire.Order, cancel) is { } answer)
            return answer;
        return await _rest.OrderAsync(
            method, $"/spot/orders/{Uri.EscapeDataString(order)}", new QueryText().With("currency_pair", pair), _wire.Order, cancel);
    }

    private (List<OrderReport> Orders, bool More) OpenOrders(JsonElement json, int page)
    {
        var orders = new List<OrderReport>();
        var more = false;
        foreach (var pair in json.Rows())
        {
            more |= pair.Number("total") > page * OpenOrdersPage;
            if (_instruments.Find(pair.RequiredText("currency_pair")) is not null && pair.Field("orders") is { } rows)
                orders.AddRange(rows.Rows().Select(_wire.Order));
        }

        return (orders, more);
    }

    private async Task<VenueAnswer<List<T>>> WindowsAsync<T>(
        string path, DateTimeOffset from, Func<QueryText> filter, Func<JsonElement, T?> read, CancellationToken cancel)
        where T : AccountFact
    {
        var found = new List<T>();
        for (var start = from; ; start += LongestWindow)
        {
            var window = start;
            var last = window + LongestWindow >= _rest.Clock.Now;
            // The last window has no end, so that nothing is lost to a clock that is a little behind.
            QueryText Page(int seen)
            {
                var query = filter().With("limit", HistoryPage).With("page", (seen / HistoryPage) + 1).With("from", window.ToUnixTimeSeconds());
                return last ? query : query.With("to", (window + LongestWindow).ToUnixTimeSeconds());
            }

            var pages = await _rest.PagesAsync(path, Page, HistoryPage, read, fact => fact.Key, cancel);
            if (pages is not VenueAnswer<List<T>>.Accepted(var rows))
                return pages;
            found.AddRange(rows);
            if (last)
                return new VenueAnswer<List<T>>.Accepted(found);
        }
    }
}
