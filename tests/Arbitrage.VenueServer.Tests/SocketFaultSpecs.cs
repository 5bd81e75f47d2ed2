using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Faults of requests hold for order entry over Gate's sockets as they do for REST, on both products.</summary>
public sealed class SocketFaultSpecs
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(600);

    public static TheoryData<Venue> Products { get; } = [Venue.GateSpot, Venue.GateFutures];

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Lost_request_has_no_effect_and_no_answer_on_an_open_socket(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "lose_request");

        await PlaceAsync(socket, venue, "1");
        var (acknowledged, answer) = await AnswersAsync(socket, venue, "2");

        Assert.True(acknowledged);
        Assert.Equal("200", Status(answer));
        Assert.Equal(["2"], venues.Model(venue).Creates().Select(c => c.Request.ClientId));
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Lost_reply_loses_the_acknowledgement_too_and_leaves_an_order_that_took_effect(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "lose_reply");

        await PlaceAsync(socket, venue, "1");

        Assert.True(await socket.IsQuietAsync(AWhile));
        Assert.Equal(1m / 10_000m, Assert.Single(venues.Model(venue).Trades()).Quantity.Value);
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Late_reply_is_late_with_its_acknowledgement_and_right(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "delay_reply", ",\"milliseconds\":400");
        var since = TimeProvider.System.GetTimestamp();

        var (acknowledged, answer) = await AnswersAsync(socket, venue, "1");

        Assert.True(acknowledged);
        Assert.Equal("200", Status(answer));
        Assert.True(TimeProvider.System.GetElapsedTime(since) >= TimeSpan.FromMilliseconds(390));
        Assert.Equal("t-1", answer.GetProperty("data").GetProperty("result").GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Planned_refusal_has_the_products_own_label(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "reject", ",\"reason\":\"insufficient_funds\"");

        var (_, answer) = await AnswersAsync(socket, venue, "1");

        Assert.Equal(("400", venue == Venue.GateSpot ? "BALANCE_NOT_ENOUGH" : "INSUFFICIENT_AVAILABLE"), (Status(answer), Label(answer)));
        Assert.Equal("refused:InsufficientFunds", Assert.Single(venues.Model(venue).Creates()).Outcome);
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Planned_429_says_in_the_frame_when_to_come_again_and_executes_nothing(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "rate_limited", ",\"seconds\":7");
        var now = venues.Host.Clock.GetUtcNow();

        var (_, answer) = await AnswersAsync(socket, venue, "1");

        Assert.Equal(("429", "TOO_MANY_REQUESTS"), (Status(answer), Label(answer)));
        var reopens = answer.GetProperty("header").GetProperty("x_gate_ratelimit_reset_timestamp").GetInt64();
        Assert.InRange(reopens, now.AddSeconds(6.9).ToUnixTimeMilliseconds(), now.AddSeconds(37).ToUnixTimeMilliseconds());
        Assert.Empty(venues.Model(venue).Trades());
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Partial_fill_takes_the_share(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "partial_fill", ",\"share\":0.5");

        var (_, answer) = await AnswersAsync(socket, venue, "1", contracts: 2);

        Assert.Equal("200", Status(answer));
        Assert.Equal(1m / 10_000m, Assert.Single(venues.Model(venue).Trades()).Quantity.Value);
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Server_error_comes_after_the_effect_or_instead_of_it(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "server_error", ",\"status\":503");
        var (_, after) = await AnswersAsync(socket, venue, "1");
        await FaultAsync(venues, venue, "server_error", ",\"effect\":false");
        var (acknowledged, instead) = await AnswersAsync(socket, venue, "2");

        Assert.Equal(("503", "502", false), (Status(after), Status(instead), acknowledged));
        Assert.Equal(["filled", "dropped:server_error"], venues.Model(venue).Creates().Select(c => c.Outcome));
    }

    [Theory]
    [MemberData(nameof(Products))]
    public async Task Faults_of_all_calls_strike_cancels_and_queries_too(Venue venue)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await LoggedInAsync(venues, venue);
        await FaultAsync(venues, venue, "lose_request", ",\"calls\":\"all\"");

        await socket.SendAsync(Frame(venue, "order_status", "lost", """{"order_id":"t-1","currency_pair":"BTC_USDT"}"""));

        Assert.True(await socket.IsQuietAsync(AWhile));
    }

    private static async Task<TestSocket> LoggedInAsync(TestVenues venues, Venue venue)
    {
        var socket = await TestSocket.OpenAsync(
            new(venues.Host.GateUrl, venue == Venue.GateSpot ? "/ws/v4/" : "/v4/ws/usdt"), ("X-Gate-Size-Decimal", "1"));
        await socket.LoginAsync(venues, Product(venue));
        return socket;
    }

    private static async Task FaultAsync(TestVenues venues, Venue venue, string kind, string more = "") =>
        Assert.Equal(200, (await venues.FaultAsync($$"""{"kind":"{{kind}}","venue":"{{venue.Key()}}"{{more}}}""")).Status);

    private static Task PlaceAsync(TestSocket socket, Venue venue, string id, int contracts = 1) =>
        socket.SendAsync(Frame(venue, "order_place", id, venue == Venue.GateSpot
            ? GateSpotWireSpecs.Order($"0.000{contracts}", "60000.1", "ioc", "t-" + id)
            : GateOrderEntryWireSpecs.Future($"{contracts}", "60000.1", "ioc", "t-" + id)));

    /// <summary>Places an order that fills; answers whether it was acknowledged first, and the answer proper.</summary>
    private static async Task<(bool Acknowledged, JsonElement Answer)> AnswersAsync(TestSocket socket, Venue venue, string id, int contracts = 1)
    {
        await PlaceAsync(socket, venue, id, contracts);
        var acknowledged = false;
        while (true)
        {
            var frame = await socket.ReadJsonAsync(f => f.TryGetProperty("request_id", out var sent) && sent.GetString() == id);
            if (!frame.TryGetProperty("ack", out _))
                return (acknowledged, frame);
            acknowledged = true;
        }
    }

    private static string Frame(Venue venue, string verb, string id, string parameters) =>
        $$$"""{"time":1,"channel":"{{{Product(venue)}}}.{{{verb}}}","event":"api","payload":{"req_id":"{{{id}}}","req_param":{{{parameters}}}}}""";

    private static string Product(Venue venue) => venue == Venue.GateSpot ? "spot" : "futures";

    private static string? Status(JsonElement frame) => frame.GetProperty("header").GetProperty("status").GetString();

    private static string? Label(JsonElement frame) => frame.GetProperty("data").GetProperty("errs").GetProperty("label").GetString();
}
