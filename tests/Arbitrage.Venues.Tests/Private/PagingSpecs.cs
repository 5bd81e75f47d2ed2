using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>A history is read whole, whatever it takes, each trade once and oldest first; or it is refused.</summary>
public class PagingSpecs
{
    private static readonly DateTimeOffset From = Accounts.Now.AddHours(-1);

    [Theory]
    [InlineData(Venue.GateSpot, 2500, 1000)]
    [InlineData(Venue.GateFutures, 2500, 1000)]
    [InlineData(Venue.GateFutures, 2500, 100)] // a venue that gives fewer rows than were asked for
    [InlineData(Venue.MexcSpot, 730, 100)]
    [InlineData(Venue.MexcSpot, 100, 100)]
    public async Task Every_trade_comes_once(Venue venue, int count, int most)
    {
        var history = new History(venue, count, most);
        await using var server = RawVenue.Answering(history.Answer);

        var trades = await Accounts.Gateway(venue, server.Url).ReadTradesAsync(Accounts.Ltc, From, CancellationToken.None).AcceptedAsync();

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"trade:{i}"), trades.Select(t => t.Key));
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    public async Task A_trade_that_arrives_between_two_pages_hides_none(Venue venue)
    {
        var history = new History(venue, 2500, 1000) { GrowsAfterEachPage = true };
        await using var server = RawVenue.Answering(history.Answer);

        var trades = await Accounts.Gateway(venue, server.Url).ReadTradesAsync(Accounts.Ltc, From, CancellationToken.None).AcceptedAsync();

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"trade:{i}"), trades.Select(t => t.Key).Take(2500));
        Assert.Equal(trades.Length, trades.DistinctBy(t => t.Key).Count());
    }

    [Fact]
    public async Task Gate_spot_is_asked_in_windows_of_30_days()
    {
        await using var server = RawVenue.Answering(_ => (200, "[]"));

        await Accounts.Gateway(Venue.GateSpot, server.Url).ReadTradesAsync(Accounts.Ltc, Accounts.Now.AddDays(-70), CancellationToken.None).AcceptedAsync();

        var windows = server.Requests.Select(r => (From: long.Parse(r.Query["from"]), To: r.Query.GetValueOrDefault("to"))).ToList();
        Assert.Equal(3, windows.Count);
        Assert.Equal([windows[1].From.ToString(), windows[2].From.ToString(), null], windows.Select(w => w.To));
        Assert.All(windows[..2], w => Assert.Equal(30 * 86_400, long.Parse(w.To!) - w.From));
    }

    [Fact]
    public async Task A_mexc_history_that_cannot_be_told_to_be_whole_is_refused()
    {
        var history = new History(Venue.MexcSpot, 101, 100) { SameInstant = true };
        await using var server = RawVenue.Answering(history.Answer);

        Assert.IsType<VenueAnswer<ImmutableArray<AccountFact.Trade>>.Unknown>(
            await Accounts.Gateway(Venue.MexcSpot, server.Url).ReadTradesAsync(Accounts.Ltc, From, CancellationToken.None));
        Assert.True(server.Requests.Count < 100, $"{server.Requests.Count} requests");
    }

    [Fact]
    public async Task Rows_before_the_time_asked_for_stay_out()
    {
        var history = new History(Venue.GateFutures, 10, 1000);
        await using var server = RawVenue.Answering(history.Answer);

        var trades = await Accounts.Gateway(Venue.GateFutures, server.Url)
            .ReadTradesAsync(Accounts.Ltc, From.AddMilliseconds(2500), CancellationToken.None).AcceptedAsync();

        Assert.Equal("trade:3", trades[0].Key);
    }

    [Fact]
    public async Task Open_orders_of_gate_spot_are_paged_by_the_largest_pair()
    {
        await using var server = RawVenue.Answering(r =>
        {
            var page = int.Parse(r.Query["page"]);
            var orders = Enumerable.Range((page - 1) * 100, page == 1 ? 100 : 50).Select(i =>
                $$"""{"id":"{{i}}","text":"apiv4","status":"open","currency_pair":"LTC_USDT","type":"limit","side":"buy","amount":"1","left":"1","filled_total":"0"}""");
            return (200, $$"""[{"currency_pair":"LTC_USDT","total":150,"orders":[{{string.Join(',', orders)}}]}]""");
        });

        Assert.Equal(150, (await Accounts.Gateway(Venue.GateSpot, server.Url).ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync()).Length);
    }

    /// <summary>Trades one second apart, given newest first and in bites, as the venues do.</summary>
    private sealed class History(Venue venue, int count, int most)
    {
        private int _count = count;

        public bool GrowsAfterEachPage { get; init; }

        public bool SameInstant { get; init; }

        public (int Status, string Body) Answer(RawRequest request)
        {
            var query = request.Query;
            var all = Enumerable.Range(0, _count).Select(i => (Id: i, At: From.AddSeconds(SameInstant ? 1 : i))).Reverse();
            var page = (venue switch
            {
                Venue.MexcSpot => all.Where(t => t.At.ToUnixTimeMilliseconds() >= long.Parse(query["startTime"])
                    && t.At.ToUnixTimeMilliseconds() <= long.Parse(query["endTime"])),
                Venue.GateSpot => all.Skip((int.Parse(query["page"]) - 1) * int.Parse(query["limit"])),
                _ => all.Skip(int.Parse(query["offset"])),
            }).Take(Math.Min(most, int.Parse(query["limit"]))).ToList();
            if (GrowsAfterEachPage)
                _count += 3;
            return (200, JsonSerializer.Serialize(page.Select(t => Row(t.Id, t.At))));
        }

        private object Row(int id, DateTimeOffset at) => venue switch
        {
            Venue.MexcSpot => new
            {
                symbol = "LTCUSDT",
                id = $"{id}",
                orderId = "C02__1",
                price = "50",
                qty = "1",
                commission = "0",
                commissionAsset = "USDT",
                time = at.ToUnixTimeMilliseconds(),
                isBuyer = true,
                isMaker = false,
                clientOrderId = (string?)null,
            },
            Venue.GateSpot => new
            {
                id = $"{id}",
                create_time_ms = $"{at.ToUnixTimeMilliseconds()}.5",
                order_id = "1",
                side = "sell",
                role = "taker",
                amount = "1",
                price = "50",
                fee = "0.1",
                fee_currency = "USDT",
                text = "apiv4",
            },
            _ => new
            {
                trade_id = $"{id}",
                create_time = at.ToUnixTimeSeconds(),
                contract = "LTC_USDT",
                order_id = "1",
                size = "1",
                price = "50",
                role = "taker",
                text = "api",
                fee = "0.01",
            },
        };
    }
}
