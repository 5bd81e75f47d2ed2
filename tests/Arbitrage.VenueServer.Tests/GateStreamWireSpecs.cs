using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Gate's public streams besides the incremental books: book V2, tickers, trades.</summary>
public sealed class GateStreamWireSpecs
{
    [Theory]
    [InlineData("/ws/v4/", "spot.obu", Venue.GateSpot, "2.5")]
    [InlineData("/v4/ws/usdt", "futures.obu", Venue.GateFutures, "25000")]
    public async Task Book_v2_starts_whole_and_goes_on_without_a_gap(string path, string channel, Venue venue, string size)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, path));
        await socket.SubscribeAsync(venues, channel, """["ob.BTC_USDT.50"]""");

        var whole = (await socket.ReadPushAsync(channel)).GetProperty("result");
        venues.Show(venue, StillMarket.Levels((60000m, 1m), (59999m, 2.5m)), StillMarket.Levels((60001m, 2m)));
        var change = (await socket.ReadPushAsync(channel)).GetProperty("result");

        Assert.True(whole.GetProperty("full").GetBoolean());
        Assert.False(whole.TryGetProperty("U", out _));
        Assert.Equal((2, 2), (whole.GetProperty("b").GetArrayLength(), whole.GetProperty("a").GetArrayLength()));
        Assert.False(change.TryGetProperty("full", out _));
        Assert.Equal(whole.GetProperty("u").GetInt64() + 1, change.GetProperty("U").GetInt64());
        Assert.Equal($"[[\"59999\",\"{size}\"]]", change.GetProperty("b").GetRawText());
        Assert.Equal("[[\"60000.1\",\"0\"]]", change.GetProperty("a").GetRawText());
    }

    [Fact]
    public async Task Second_subscription_of_a_book_v2_is_an_error_and_the_first_goes_on()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.SubscribeAsync(venues, "spot.obu", """["ob.BTC_USDT.400"]""");

        var second = await socket.SubscribeAsync(venues, "spot.obu", """["ob.BTC_USDT.400"]""");

        Assert.Equal((2, "Alert sub ob.BTC_USDT.400"), (
            second.GetProperty("error").GetProperty("code").GetInt32(), second.GetProperty("error").GetProperty("message").GetString()));
        venues.Show(Venue.GateSpot, StillMarket.Levels((60000m, 3m)), StillMarket.Levels((60001m, 2m)));
        Assert.False((await socket.ReadPushAsync("spot.obu", r => r.TryGetProperty("U", out _))).GetProperty("result").TryGetProperty("full", out _));
    }

    [Theory]
    [InlineData("""["ob.BTC_USDT.100"]""")]
    [InlineData("""["BTC_USDT"]""")]
    [InlineData("""["ob.XXX_USDT.50"]""")]
    public async Task Book_v2_of_another_form_is_refused(string payload)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));

        Assert.Equal("fail", (await socket.SubscribeAsync(venues, "spot.obu", payload)).GetProperty("result").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Tickers_tell_best_prices_and_on_futures_mark_and_funding()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var spot = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await using var futures = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"));
        await spot.SubscribeAsync(venues, "spot.tickers", """["BTC_USDT"]""");
        await futures.SubscribeAsync(venues, "futures.tickers", """["BTC_USDT"]""");
        await venues.FaultAsync("""{"kind":"funding","symbol":"BTC_USDT","rate":"0.0003"}""");
        foreach (var venue in new[] { Venue.GateSpot, Venue.GateFutures })
            venues.Show(venue, StillMarket.Levels((59990m, 1m)), StillMarket.Levels((60010m, 2m)));

        var ofSpot = (await spot.ReadPushAsync("spot.tickers")).GetProperty("result");
        var ofFutures = (await futures.ReadPushAsync("futures.tickers")).GetProperty("result")[0];

        Assert.Equal(("59990", "60010"), (Text(ofSpot, "highest_bid"), Text(ofSpot, "lowest_ask")));
        Assert.Equal(("60000", "0.0003", "59990"), (Text(ofFutures, "mark_price"), Text(ofFutures, "funding_rate"), Text(ofFutures, "highest_bid")));
        Assert.True(ofFutures.GetProperty("funding_next_apply").GetInt64() > venues.Host.Clock.GetUtcNow().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Own_fills_are_public_trades_with_the_takers_side()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var spot = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await using var futures = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"));
        await spot.SubscribeAsync(venues, "spot.trades", """["BTC_USDT"]""");
        await futures.SubscribeAsync(venues, "futures.trades", """["BTC_USDT"]""");
        await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.01", "59999.5", "gtc", "t-maker"));
        venues.Show(Venue.GateSpot, StillMarket.Levels((59990m, 1m)), StillMarket.Levels((59999m, 2m)));
        await venues.GateAsync("POST", "/futures/usdt/orders", "", GateFuturesWireSpecs.Order("3", "60000.1", "t-taker"));

        var sold = (await spot.ReadPushAsync("spot.trades")).GetProperty("result");
        var bought = (await futures.ReadPushAsync("futures.trades")).GetProperty("result")[0];
        var (_, rest) = await venues.PublicAsync("/spot/trades?currency_pair=BTC_USDT");

        Assert.Equal(("sell", "0.01", "59999.5"), (Text(sold, "side"), Text(sold, "amount"), Text(sold, "price")));
        Assert.Equal((3, "60000.1"), (bought.GetProperty("size").GetInt32(), Text(bought, "price")));
        Assert.Equal("sell", Text(rest[0], "side"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
