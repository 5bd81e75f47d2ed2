using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate spot account by REST.</summary>
internal sealed class GateSpotGateway(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time)
    : ITradingGateway, IFeeSource, IDisposable
{
    // Gate gives lists of the past in windows of at most 30 days.
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(30);
    private const int OpenOrdersPage = 100;

    // `page` counts in units of the limit, so a page is either full or the last. Source: Gate spot docs, limit of 1000 for both lists.
    private const int HistoryPage = 1000;

    private readonly GateRest _rest = new(Venue.GateSpot, options, key, time);
    private readonly GateSpotWire _wire = new(instruments);

    public Venue Venue => Venue.GateSpot;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (intent.Venue != Venue || instruments.Find(intent.Symbol) is not { } instrument
            || GateSpotWire.OrderBody(intent, instrument) is not { } body)
            return new CreateOutcome.NotSent(RefusalReason.Illegal);
        return await _rest.CreateAsync("/spot/orders", body, intent, clock, lastCheck, _wire.Order, cancel);
    }

    public Task<OrderReport?> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Delete, symbol, id, venueOrderId, cancel);

    public Task<OrderReport?> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        OrderAsync(HttpMethod.Get, symbol, id, venueOrderId, cancel);

    public async Task<ImmutableArray<OrderReport>> ReadOpenOrdersAsync(CancellationToken cancel)
    {
        var found = new Dictionary<string, OrderReport>(StringComparer.Ordinal);
        // One page holds up to `limit` orders of every pair, and `total` says how many the pair has.
        for (var page = 1; ; page++)
        {
            var (orders, more) = await _rest.GetAsync(
                "/spot/open_orders", new QueryText().With("page", page).With("limit", OpenOrdersPage), json => OpenOrders(json, page), cancel);
            foreach (var order in orders)
                found.TryAdd(order.VenueOrderId, order);
            if (!more)
                return [.. found.Values];
        }
    }

    public async Task<ImmutableArray<AccountFact.Trade>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel)
    {
        var instrument = instruments.Of(symbol);
        var trades = await WindowsAsync(
            "/spot/my_trades", from, () => new QueryText().With("currency_pair", instrument.VenueSymbol),
            row => GateSpotWire.Trade(row, instrument), cancel);
        return FactOrder.Oldest(trades, from);
    }

    public async Task<ImmutableArray<AccountFact.Row>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        FactOrder.Oldest(await WindowsAsync("/spot/account_book", from, () => new(), GateSpotWire.Row, cancel), from);

    public async Task<AccountReport> ReadAccountAsync(CancellationToken cancel)
    {
        var balances = await _rest.GetAsync(
            "/spot/accounts", new(), json => json.Rows().Select(GateSpotWire.Balance).Where(b => b.Total != 0m).ToList(), cancel);
        return new(Venue, _rest.Clock.LocalNow, [.. balances.OrderBy(b => b.Asset)], []);
    }

    public Task SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) => Task.CompletedTask;

    public async Task<bool> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel)
    {
        // A market at a time: without a pair the venue would cancel every order of the account, also of markets that are not ours.
        foreach (var instrument in instruments.All)
        {
            await _rest.CallAsync(
                HttpMethod.Post, "/spot/countdown_cancel_all", new(), GateCountdown.Body(countdown, "currency_pair", instrument.VenueSymbol),
                json => json.RequiredText("triggerTime"), cancel);
        }

        return true;
    }

    public async Task<TradingFees> ReadFeesAsync(Symbol symbol, CancellationToken cancel) =>
        await _rest.GetAsync(
            "/wallet/fee", new QueryText().With("currency_pair", instruments.Of(symbol).VenueSymbol),
            json => new TradingFees(Bounds.Rate(json.Required("maker_fee")), Bounds.Rate(json.Required("taker_fee"))), cancel);

    public void Dispose() => _rest.Dispose();

    private Task<OrderReport?> OrderAsync(HttpMethod method, Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        _rest.OrderAsync(
            method, $"/spot/orders/{Uri.EscapeDataString(venueOrderId ?? GateText.Of(id))}",
            new QueryText().With("currency_pair", instruments.Of(symbol).VenueSymbol), _wire.Order, cancel);

    private (List<OrderReport> Orders, bool More) OpenOrders(JsonElement json, int page)
    {
        var orders = new List<OrderReport>();
        var more = false;
        foreach (var pair in json.Rows())
        {
            more |= pair.Number("total") > page * OpenOrdersPage;
            if (instruments.Find(pair.RequiredText("currency_pair")) is not null && pair.Field("orders") is { } rows)
                orders.AddRange(rows.Rows().Select(_wire.Order));
        }

        return (orders, more);
    }

    private async Task<List<T>> WindowsAsync<T>(
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

            found.AddRange(await _rest.PagesAsync(path, Page, HistoryPage, read, fact => fact.Key, cancel));
            if (last)
                return found;
        }
    }
}
