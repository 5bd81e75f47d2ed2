using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>What is sent, field by field, against what another client's tests record; and how it is signed and bounded in time.</summary>
public class RequestSpecs
{
    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    public async Task A_gate_order_carries_our_id_its_expiry_and_a_signature_over_what_was_sent(Venue venue)
    {
        var sent = await SendAsync(venue, Accounts.Intent(venue, Accounts.Ltc, Side.Buy, 0.2m, 50.10m) with
        {
            NotAfter = Accounts.Now.AddTicks(15_009_999),
        });

        Assert.Equal("t-" + Accounts.Id.Text, Fixtures.Fields(sent.Body)["text"]);
        Assert.Equal("50.1", Fixtures.Fields(sent.Body)["price"]);
        Assert.Equal("1790000001500", sent.Headers["x-gate-exptime"]);
        Assert.Equal("1790000000", sent.Headers["Timestamp"]);
        Assert.Equal(Accounts.KeyText, sent.Headers["KEY"]);
        Assert.Equal(
            new GateSigner(Accounts.Key(venue)).Rest("POST", sent.Path, "", System.Text.Encoding.UTF8.GetBytes(sent.Body), "1790000000"),
            sent.Headers["SIGN"]);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal(venue == Venue.GateFutures, sent.Headers.ContainsKey("X-Gate-Size-Decimal"));
    }

    [Theory]
    [InlineData(OrderKind.ImmediateOrCancel, "ioc")]
    [InlineData(OrderKind.FillOrKill, "fok")]
    [InlineData(OrderKind.PostOnly, "poc")]
    [InlineData(OrderKind.GoodTillCancelled, "gtc")]
    public async Task A_gate_order_says_how_long_it_lives(OrderKind kind, string text)
    {
        var spot = await SendAsync(Venue.GateSpot, Accounts.Intent(Venue.GateSpot, Accounts.Ltc, Side.Buy, 0.2m, 50m, kind));
        var futures = await SendAsync(Venue.GateFutures, Accounts.Intent(Venue.GateFutures, Accounts.Ltc, Side.Buy, 0.2m, 50m, kind));

        Assert.Equal(text, Fixtures.Fields(spot.Body)["time_in_force"]);
        Assert.Equal(text, Fixtures.Fields(futures.Body)["tif"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_futures_order_says_whether_it_may_only_reduce(bool reduceOnly)
    {
        var intent = Accounts.Intent(Venue.GateFutures, Accounts.Ltc, Side.Buy, 0.2m, 50m) with { ReduceOnly = reduceOnly };

        Assert.Equal(reduceOnly.ToString(), Fixtures.Fields((await SendAsync(Venue.GateFutures, intent)).Body)["reduce_only"]);
    }

    [Theory]
    [InlineData(800, 0, "800")] // NotAfter is nearer than the configured window
    [InlineData(9000, 0, "1500")] // the configured window is nearer
    [InlineData(800, 300, "500")] // the venue's clock is ahead: less is left there
    [InlineData(800, -300, "1100")]
    public async Task A_mexc_order_expires_at_NotAfter_at_the_latest(int notAfterMs, int offsetMs, string window)
    {
        var intent = Accounts.Intent(Venue.MexcSpot, Accounts.Ltc, Side.Buy, 0.2m, 50m) with { NotAfter = Accounts.Now.AddMilliseconds(notAfterMs) };
        var clock = new ClockReading(TimeSpan.FromMilliseconds(offsetMs), TimeSpan.FromMilliseconds(5));

        var sent = await SendAsync(Venue.MexcSpot, intent, clock);

        Assert.Equal(window, sent.Query["recvWindow"]);
        Assert.Equal((1_790_000_000_000 + offsetMs).ToString(), sent.Query["timestamp"]);
        Assert.True(long.Parse(sent.Query["timestamp"]) + long.Parse(window) <= intent.NotAfter.ToUnixTimeMilliseconds());
        Assert.Equal("", sent.Body);
        Assert.Equal("0", sent.Headers["Content-Length"]);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        var signed = sent.Target.Split('?')[1].Split("&signature=");
        Assert.Equal(new MexcSigner(Accounts.Key(Venue.MexcSpot)).Sign(signed[0]), signed[1]);
    }

    [Fact]
    public async Task A_mexc_order_past_its_NotAfter_is_not_sent()
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        var intent = Accounts.Intent(Venue.MexcSpot, Accounts.Ltc, Side.Buy, 0.2m, 50m) with { NotAfter = Accounts.Now };

        var outcome = await Accounts.Gateway(Venue.MexcSpot, server.Url).CreateAsync(intent, default, Accounts.Passes, CancellationToken.None);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Expired), outcome);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task A_size_that_is_no_whole_number_of_contracts_is_not_sent()
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        var intent = Accounts.Intent(Venue.GateFutures, Accounts.Ltc, Side.Buy, 0.25m, 50m);

        var outcome = await Accounts.Gateway(Venue.GateFutures, server.Url).CreateAsync(intent, default, Accounts.Passes, CancellationToken.None);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Illegal), outcome);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    [InlineData(Venue.MexcSpot)]
    public async Task A_market_order_or_another_venues_order_is_not_sent(Venue venue)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        var gateway = Accounts.Gateway(venue, server.Url);
        var market = Accounts.Intent(venue, Accounts.Ltc, Side.Buy, 0.2m, 50m, OrderKind.Market);
        var stray = Accounts.Intent(venue == Venue.MexcSpot ? Venue.GateSpot : Venue.MexcSpot, Accounts.Ltc, Side.Buy, 0.2m, 50m);
        var unknown = Accounts.Intent(venue, new("DOGE_USDT"), Side.Buy, 0.2m, 50m);

        foreach (var intent in new[] { market, stray, unknown })
        {
            Assert.Equal(
                new CreateOutcome.NotSent(RefusalReason.Illegal),
                await gateway.CreateAsync(intent, default, Accounts.Passes, CancellationToken.None));
        }

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task The_gate_countdown_names_each_market_and_whole_seconds()
    {
        await using var server = RawVenue.Answering(_ => (200, """{"triggerTime":"1660039145000"}"""));

        Assert.True(await Accounts.Gateway(Venue.GateSpot, server.Url).ArmDeadManAsync(TimeSpan.FromSeconds(10.2), CancellationToken.None).AcceptedAsync());
        Assert.True(await Accounts.Gateway(Venue.GateFutures, server.Url).ArmDeadManAsync(TimeSpan.FromSeconds(1), CancellationToken.None).AcceptedAsync());
        Assert.False(await Accounts.Gateway(Venue.MexcSpot, server.Url).ArmDeadManAsync(TimeSpan.FromSeconds(10), CancellationToken.None).AcceptedAsync());

        Assert.Equal(10, server.Requests.Count);
        Assert.Equal("""{"timeout":11,"currency_pair":"LTC_USDT"}""", server.Requests.First().Body);
        Assert.Equal("""{"timeout":5,"contract":"LTC_USDT"}""", server.Requests.ElementAt(5).Body);
    }

    private static async Task<RawRequest> SendAsync(Venue venue, OrderIntent intent, ClockReading clock = default)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));
        await Accounts.Gateway(venue, server.Url).CreateAsync(intent, clock, Accounts.Passes, CancellationToken.None);
        return Assert.Single(server.Requests);
    }
}
