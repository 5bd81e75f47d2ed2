using System.Collections.Concurrent;
using System.Text.Json;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Order entry over Gate's socket: what is sent, and which answers count. The door itself: <see cref="OrderSocketDoorSpecs"/>.</summary>
public class OrderSocketSpecs
{
    public static TheoryData<Venue> Both => [Venue.GateSpot, Venue.GateFutures];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_order_says_over_both_doors_the_same(Venue venue)
    {
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        Assert.Equal(gate.Taken(), await gate.CreateAsync());
        var frame = Assert.Single(gate.Frames);
        await using var shut = new OrderSocketVenue(venue, _ => Task.CompletedTask);
        Assert.Equal(gate.Taken(), await shut.CreateAsync());
        var post = Assert.Single(shut.Server.Requests, r => r.Method == "POST");

        Assert.Equal(post.Body, OrderSocket.Param(frame).GetRawText());
        Assert.Equal($"{(venue == Venue.GateSpot ? "spot" : "futures")}.order_place", frame.GetProperty("channel").GetString());
        // Both expire at NotAfter, which is before the end of the window.
        var expiry = Accounts.Now.AddSeconds(1).ToUnixTimeMilliseconds().ToString();
        Assert.Equal(
            (expiry, expiry),
            (frame.GetProperty("payload").GetProperty("req_header").GetProperty("x-gate-exptime").GetString(), post.Headers["x-gate-exptime"]));
        Assert.Equal((1, 0), (gate.Creates, gate.Posts));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_login_is_that_of_the_product_and_the_upgrade_asks_for_decimal_sizes(Venue venue)
    {
        var login = new TaskCompletionSource<(JsonElement Frame, bool Decimal)>();
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.Connection.UpgradeAsync(socket.Request);
            login.SetResult((await socket.ReadAsync(), socket.Request.Headers.ContainsKey("X-Gate-Size-Decimal")));
        });

        var (frame, isDecimal) = await login.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var payload = frame.GetProperty("payload");
        var channel = $"{(venue == Venue.GateSpot ? "spot" : "futures")}.login";
        Assert.Equal((channel, Accounts.KeyText), (frame.GetProperty("channel").GetString(), payload.GetProperty("api_key").GetString()));
        Assert.Equal(
            new Gate.GateSigner(Accounts.Key(venue)).Login(channel, Accounts.Now.ToUnixTimeSeconds()), payload.GetProperty("signature").GetString());
        Assert.Equal(venue == Venue.GateFutures, isDecimal);
    }

    [Fact]
    public async Task A_result_needs_no_receipt_and_one_that_comes_twice_or_before_it_counts_once()
    {
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            var first = await socket.ReadAsync();
            await socket.ResultAsync(first);
            await socket.ResultAsync(first);
            await socket.ReceiptAsync(first);
            var second = await socket.ReadAsync();
            await socket.ResultAsync(first);
            await socket.RefuseAsync(first, 400, "BALANCE_NOT_ENOUGH");
            await socket.ReceiptAsync(second);
            await socket.ReceiptAsync(second);
            await socket.RefuseAsync(second, 400, "POC_FILL_IMMEDIATELY");
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        Assert.Equal(gate.Taken(1), await gate.CreateAsync(1));
        Assert.Equal(new CreateOutcome.Rejected(VenueReject.WouldTake, "POC_FILL_IMMEDIATELY: words"), await gate.CreateAsync(2));
        Assert.Equal(gate.Taken(3), await gate.CreateAsync(3));
        Assert.Equal((3, 0), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task Answers_in_another_order_go_to_their_own_requests()
    {
        await using var gate = new OrderSocketVenue(Venue.GateFutures, async socket =>
        {
            await socket.OpenAsync();
            var frames = new List<JsonElement>();
            for (var i = 0; i < 3; i++)
                frames.Add(await socket.ReadAsync());
            foreach (var frame in Enumerable.Reverse(frames))
                await socket.ResultAsync(frame);
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 3).Select(intent => gate.CreateAsync(intent)));

        Assert.Equal([gate.Taken(1), gate.Taken(2), gate.Taken(3)], outcomes);
    }

    [Fact]
    public async Task An_answer_about_another_order_or_in_no_known_form_is_unknown()
    {
        string[] data =
        [
            """{"result":{} }""", """{"result":7}""", "{}", "null", "7",
            """{"errs":{} }""", """{"errs":{"label":"INTERNAL","message":""} }""",
        ];
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            await socket.AnswerAsync(await socket.ReadAsync(), 200, $$"""{"result":{{socket.Venue.OrderOf("t-a0-abcdefgh-z-a")}} }""");
            foreach (var said in data)
                await socket.AnswerAsync(await socket.ReadAsync(), 200, said);
            await socket.AnswerAsync(await socket.ReadAsync(), 500, """{"errs":{"label":"BALANCE_NOT_ENOUGH","message":""} }""");
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        for (var intent = 1; intent <= data.Length + 2; intent++)
            Assert.IsType<CreateOutcome.Unknown>(await gate.CreateAsync(intent));
        Assert.Equal((data.Length + 2, 0), (gate.Creates, gate.Posts));
    }

    [Theory]
    [InlineData(400, "BALANCE_NOT_ENOUGH", VenueReject.InsufficientFunds)]
    [InlineData(429, "TOO_MANY_REQUESTS", VenueReject.RateLimited)]
    [InlineData(429, "SOMETHING_NEW", VenueReject.RateLimited)]
    [InlineData(400, "REQUEST_EXPIRED", VenueReject.Expired)]
    [InlineData(401, "INVALID_KEY", VenueReject.Authentication)]
    [InlineData(400, "SIZE_TOO_LARGE", VenueReject.TooLarge)]
    [InlineData(400, "SOMETHING_NEW", VenueReject.Other)]
    public async Task A_refusal_means_what_it_means_in_rest_and_is_not_tried_there(int status, string label, VenueReject reason)
    {
        await using var gate = new OrderSocketVenue(Venue.GateFutures, async socket =>
        {
            await socket.OpenAsync();
            await socket.RefuseAsync(await socket.ReadAsync(), status, label);
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        Assert.Equal(new CreateOutcome.Rejected(reason, $"{label}: words"), await gate.CreateAsync());
        Assert.Equal((1, 0), (gate.Creates, gate.Posts));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_check_that_fails_or_throws_at_the_write_stops_the_order_at_both_doors(Venue venue)
    {
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Killed), await gate.CreateAsync(1, () => RefusalReason.Killed));
        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.NotReady), await gate.CreateAsync(2, () => throw new InvalidOperationException("a bug")));
        Assert.Equal(gate.Taken(3), await gate.CreateAsync(3));

        Assert.Equal((1, 0), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task Cancelled_before_the_write_it_is_not_sent_and_after_it_in_doubt()
    {
        using var cancel = new CancellationTokenSource();
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            await socket.ReadAsync();
            await cancel.CancelAsync();
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        Assert.Equal(new CreateOutcome.Unknown("cancelled after the write"), await gate.CreateAsync(1, cancel: cancel.Token));
        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.NotReady), await gate.CreateAsync(2, cancel: cancel.Token));
        Assert.Equal((1, 0), (gate.Creates, gate.Posts));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Cancel_and_query_go_over_the_socket(Venue venue)
    {
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            await socket.ResultAsync(await socket.ReadAsync());
            await socket.ResultAsync(await socket.ReadAsync());
            await socket.RefuseAsync(await socket.ReadAsync(), 400, "ORDER_NOT_FOUND");
            await socket.RefuseAsync(await socket.ReadAsync(), 429, "TOO_MANY_REQUESTS");
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        var cancelled = await gate.Gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", default).AcceptedAsync();
        var queried = await gate.Gateway.QueryAsync(Accounts.Ltc, Accounts.Id, null, default).AcceptedAsync();
        Assert.Equal(("7", "7"), (cancelled!.VenueOrderId, queried!.VenueOrderId));
        Assert.Null(await gate.Gateway.QueryAsync(Accounts.Ltc, Accounts.Id, "8", default).AcceptedAsync());
        Assert.Equal(
            new VenueAnswer<OrderReport?>.Rejected(VenueReject.RateLimited, "TOO_MANY_REQUESTS: words"),
            await gate.Gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", default));

        Assert.Equal(
            ["order_cancel", "order_status", "order_status", "order_cancel"],
            gate.Frames.Select(f => f.GetProperty("channel").GetString()!.Split('.')[1]));
        Assert.Equal(["7", "t-" + Accounts.Id.Text, "8", "7"], gate.Frames.Select(f => OrderSocket.Param(f).GetProperty("order_id").GetString()));
        Assert.Equal(venue == Venue.GateSpot, OrderSocket.Param(gate.Frames.First()).TryGetProperty("currency_pair", out _));
        Assert.DoesNotContain(gate.Server.Requests, r => !r.Headers.ContainsKey("Upgrade"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_cancel_without_an_answer_is_asked_again_by_rest(Venue venue)
    {
        var time = new TaskCompletionSource<OrderSocketVenue>();
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            await socket.ReadAsync();
            (await time.Task).Time.Advance(TimeSpan.FromSeconds(1.5));
            await socket.ReadAsync();
        });
        time.SetResult(gate);
        await gate.OpenAsync();

        var cancelled = await gate.Gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", default).AcceptedAsync();

        Assert.Equal("7", cancelled!.VenueOrderId);
        Assert.Equal("DELETE", Assert.Single(gate.Server.Requests, r => !r.Headers.ContainsKey("Upgrade")).Method);
    }

    [Fact]
    public async Task Every_request_over_the_socket_is_heard_of_with_what_its_answer_says_of_limits_and_clock()
    {
        var heard = new Requests();
        var ms = Accounts.Now.ToUnixTimeMilliseconds();
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            await socket.AnswerAsync(
                await socket.ReadAsync(), 200, """{"result":{"id":"7"} }""",
                header: $"\"x_gate_ratelimit_requests_remain\":9,\"x_in_time\":{ms + 250}000,\"x_out_time\":{ms + 250}000,");
            await socket.AnswerAsync(
                await socket.ReadAsync(), 429, """{"errs":{"label":"TOO_MANY_REQUESTS","message":""} }""",
                header: $"\"x_gate_ratelimit_requests_remain\":0,\"x_gat_ratelimit_reset_timestamp\":{ms + 7000},");
            await socket.ResultAsync(await socket.ReadAsync());
            await socket.ReadAsync();
        }, requests: heard);
        await gate.OpenAsync();

        await gate.CreateAsync(1);
        await gate.CreateAsync(2);
        await gate.Gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", default);
        await gate.CreateAsync(3);

        Assert.Equal(
            [
                (RequestKind.Place, Accounts.Ltc, RequestEnd.Answered, 200, 9, null),
                (RequestKind.Place, Accounts.Ltc, RequestEnd.RateLimited, 429, 0, Accounts.Now.AddSeconds(7)),
                (RequestKind.Cancel, null, RequestEnd.Answered, 200, null, null),
                (RequestKind.Place, (Symbol?)Accounts.Ltc, RequestEnd.NoReply, 0, (int?)null, (DateTimeOffset?)null),
            ],
            heard.Seen.Select(r => (r.Kind, r.Symbol, r.End, r.Status, r.Remaining, r.ReopensAt)));
        Assert.Equal(TimeSpan.FromMilliseconds(250), heard.Seen.First().Clock!.Value.Offset);
    }

    [Fact]
    public async Task While_the_venue_has_banned_us_nothing_leaves_by_either_door()
    {
        var heard = new Requests { StoppedUntil = Accounts.Now.AddMinutes(2) };
        await using var gate = new OrderSocketVenue(Venue.GateFutures, async socket =>
        {
            await socket.OpenAsync();
            await socket.TakeAllAsync();
        }, requests: heard);
        await gate.OpenAsync();

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Budget), await gate.CreateAsync());
        Assert.IsNotType<VenueAnswer<OrderReport?>.Accepted>(await gate.Gateway.CancelAsync(Accounts.Ltc, Accounts.Id, "7", default));
        Assert.Empty(gate.Frames);
        Assert.DoesNotContain(gate.Server.Requests, r => !r.Headers.ContainsKey("Upgrade"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_disposed_gateway_leaves_no_request_waiting_and_does_not_come_back(Venue venue)
    {
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            await socket.ReadAsync();
            await socket.ReadAsync();
        });
        await gate.OpenAsync();
        var waiting = gate.CreateAsync();
        await Public.Eventually.HoldsAsync(() => gate.Creates == 1);

        ((IDisposable)gate.Gateway).Dispose();

        Assert.IsType<CreateOutcome.Unknown>(await waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        gate.Time.Advance(TimeSpan.FromMinutes(1));
        await gate.Server.QuietAsync();
        Assert.Equal((1, 1, false), (gate.Opened, gate.Creates, gate.IsOpen));
    }

    private sealed class Requests : IRequestObserver
    {
        public ConcurrentQueue<RequestSeen> Seen { get; } = new();

        public DateTimeOffset StoppedUntil { get; init; } = DateTimeOffset.MinValue;

        public ClockReading? Clock => null;

        public void OnRequest(RequestSeen seen) => Seen.Enqueue(seen);
    }
}
