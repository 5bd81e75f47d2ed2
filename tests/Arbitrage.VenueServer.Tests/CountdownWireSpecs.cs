using Arbitrage.Domain.Markets;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Gate's dead man's switch really cancels.</summary>
public sealed class CountdownWireSpecs
{
    [Theory]
    [InlineData(Venue.GateSpot, "/ws/v4/", "spot.orders", """["!all"]""", "/spot")]
    [InlineData(Venue.GateFutures, "/v4/ws/usdt", "futures.orders", """["10000001","!all"]""", "/futures/usdt")]
    public async Task Open_orders_are_cancelled_when_the_countdown_runs_out(
        Venue venue, string path, string channel, string payload, string root)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        await using var venues = await TestVenues.StartAsync(clock: clock);
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, path));
        await socket.SubscribeAsync(venues, channel, payload, authenticated: true);
        var order = venue == Venue.GateSpot
            ? GateSpotWireSpecs.Order("0.01", "59000", "gtc", "t-rest")
            : GateFuturesWireSpecs.Order("10", "59000", "t-rest", tif: "gtc");
        Assert.Equal(201, (await venues.GateAsync("POST", root + "/orders", "", order)).Status);
        var (_, armed) = await venues.GateAsync("POST", root + "/countdown_cancel_all", "", """{"timeout":5}""");
        Assert.Equal("1790000005000", armed.GetProperty("triggerTime").GetString());

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Single(venues.Model(venue).OpenOrders());
        clock.Advance(TimeSpan.FromSeconds(1));

        var push = await socket.ReadPushAsync(channel, r => r[0].GetProperty("finish_as").GetString() == "cancelled");
        Assert.Equal("t-rest", push.GetProperty("result")[0].GetProperty("text").GetString());
        Assert.Empty(venues.Model(venue).OpenOrders());
    }

    [Fact]
    public async Task Countdown_below_five_seconds_is_refused_and_zero_disarms()
    {
        await using var venues = await TestVenues.StartAsync();

        Assert.Equal(400, (await venues.GateAsync("POST", "/spot/countdown_cancel_all", "", """{"timeout":4}""")).Status);
        Assert.Equal(200, (await venues.GateAsync("POST", "/spot/countdown_cancel_all", "", """{"timeout":30}""")).Status);
        Assert.NotNull(venues.Model(Venue.GateSpot).NextDeadline);
        Assert.Equal(200, (await venues.GateAsync("POST", "/spot/countdown_cancel_all", "", """{"timeout":0}""")).Status);
        Assert.Null(venues.Model(Venue.GateSpot).NextDeadline);
    }
}
