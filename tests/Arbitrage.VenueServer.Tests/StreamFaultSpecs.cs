using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Each fault of sockets, asked for over the control API and seen on the wire; ends that venues put to connections and keys.</summary>
public sealed class StreamFaultSpecs
{
    private const string Channel = "spot.order_book_update";

    [Fact]
    public async Task Stalled_stream_is_silent_while_its_connection_answers_and_what_it_missed_is_lost()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await BookAsync(venues);
        var before = (await SequencesAsync(venues, socket, 1))[0];
        await venues.FaultAsync("""{"kind":"stall_stream","venue":"gate_spot","channel":"spot.order_book","milliseconds":700}""");

        Move(venues, 3m);
        await Task.Delay(300);
        await socket.SendAsync("""{"time":1,"channel":"spot.ping"}""");
        var first = await socket.ReadJsonAsync(_ => true);
        await Task.Delay(800);
        Move(venues, 4m);
        var next = (await socket.ReadPushAsync(Channel)).GetProperty("result");

        Assert.Equal("spot.pong", first.GetProperty("channel").GetString());
        // The push with 3 never comes: this one starts after it.
        Assert.Equal("[[\"60000\",\"4\"]]", next.GetProperty("b").GetRawText());
        Assert.True(next.GetProperty("U").GetInt64() > before.Last + 1);
    }

    [Fact]
    public async Task Stalled_stream_that_catches_up_loses_nothing()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await BookAsync(venues);
        await venues.FaultAsync("""{"kind":"stall_stream","venue":"gate_spot","milliseconds":500,"catch_up":true}""");
        var started = TimeProvider.System.GetTimestamp();

        Move(venues, 3m);
        var push = (await socket.ReadPushAsync(Channel)).GetProperty("result");

        Assert.Equal("[[\"60000\",\"3\"]]", push.GetProperty("b").GetRawText());
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task Duplicated_push_comes_twice_and_only_once_more()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await BookAsync(venues);
        await venues.FaultAsync("""{"kind":"duplicate_push","venue":"gate_spot","channel":"spot.order_book_update"}""");

        var sequences = await SequencesAsync(venues, socket, 3);

        Assert.Equal(sequences[0], sequences[1]);
        Assert.Equal(sequences[1].Last + 1, sequences[2].First);
    }

    [Fact]
    public async Task Skipped_push_leaves_a_gap()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await BookAsync(venues);
        var before = (await SequencesAsync(venues, socket, 1))[0];
        await venues.FaultAsync("""{"kind":"skip_push","venue":"gate_spot","channel":"spot.order_book_update"}""");

        Move(venues, 7m);
        await Task.Delay(300);
        var after = (await SequencesAsync(venues, socket, 2))[0];

        Assert.True(after.First > before.Last + 1, $"{before} {after}");
    }

    [Fact]
    public async Task Reordered_push_comes_after_the_one_that_follows_it()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await BookAsync(venues);
        await venues.FaultAsync("""{"kind":"reorder_push","venue":"gate_spot","channel":"spot.order_book_update"}""");

        Move(venues, 7m);
        await Task.Delay(300);
        Move(venues, 8m);
        var second = Sequence(await socket.ReadPushAsync(Channel));
        var first = Sequence(await socket.ReadPushAsync(Channel));

        Assert.Equal(first.Last + 1, second.First);
    }

    [Fact]
    public async Task Crossed_book_is_shown_by_stream_and_query_until_the_next_step()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, "/ws"));
        await socket.SendAsync("""{"method":"SUBSCRIPTION","params":["spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT"],"id":1}""");
        await socket.ReadAsync();

        await venues.FaultAsync("""{"kind":"crossed_book","venue":"mexc_spot","symbol":"BTC_USDT","ticks":3}""");
        var crossed = (await socket.ReadProtobufAsync(p => p.PublicAggreBookTicker is not null)).PublicAggreBookTicker;
        var queried = (await venues.GetAsync(new(venues.Host.MexcUrl, "/api/v3/depth?symbol=BTCUSDT"))).GetProperty("bids")[0][0].GetString();
        venues.Show(Venue.MexcSpot, StillMarket.Levels((60000m, 1m)), StillMarket.Levels((60001m, 2m)));
        var healed = (await socket.ReadProtobufAsync(p => p.PublicAggreBookTicker is not null)).PublicAggreBookTicker;

        Assert.Equal(("60000.4", "60000.1", "60000.4"), (crossed.BidPrice, crossed.AskPrice, queried));
        Assert.Equal(("60000", "60001"), (healed.BidPrice, healed.AskPrice));
    }

    [Fact]
    public async Task Expired_listen_keys_make_private_streams_quiet_on_an_open_socket()
    {
        await using var venues = await TestVenues.StartAsync();
        var (socket, key) = await PrivateAsync(venues);
        await using var opened = socket;
        await RequestFaultSpecs.CreateAsync(venues, Venue.MexcSpot);
        Assert.NotNull((await socket.ReadProtobufAsync(p => p.PrivateDeals is not null)).PrivateDeals);

        await venues.FaultAsync("""{"kind":"listen_key_expiry"}""");
        await RequestFaultSpecs.CreateAsync(venues, Venue.MexcSpot);
        await socket.SendAsync("""{"method":"PING"}""");
        var (bytes, type) = await socket.ReadAsync();

        Assert.Equal(WebSocketMessageType.Text, type);
        Assert.Contains("PONG", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal(730601, (await venues.MexcAsync("PUT", "/userDataStream", $"listenKey={key}")).Body.GetProperty("code").GetInt32());
        await Assert.ThrowsAnyAsync<WebSocketException>(() => TestSocket.OpenAsync(new(venues.Host.MexcUrl, $"/ws?listenKey={key}")));
    }

    [Fact]
    public async Task Listen_key_dies_of_age_unless_it_is_extended()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await TestVenues.StartAsync(clock: clock, change: o => o with { ListenKeyLife = TimeSpan.FromMinutes(10) });
        var key = (await venues.MexcAsync("POST", "/userDataStream")).Body.GetProperty("listenKey").GetString();

        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(200, (await venues.MexcAsync("PUT", "/userDataStream", $"listenKey={key}")).Status);
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(1, (await venues.MexcAsync("GET", "/userDataStream")).Body.GetProperty("listenKey").GetArrayLength());
        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(400, (await venues.MexcAsync("PUT", "/userDataStream", $"listenKey={key}")).Status);
        Assert.Equal(0, (await venues.MexcAsync("GET", "/userDataStream")).Body.GetProperty("listenKey").GetArrayLength());
    }

    [Fact]
    public async Task A_listen_key_carries_five_connections()
    {
        await using var venues = await TestVenues.StartAsync();
        var key = (await venues.MexcAsync("POST", "/userDataStream")).Body.GetProperty("listenKey").GetString();
        var address = new Uri(venues.Host.MexcUrl, $"/ws?listenKey={key}");
        var sockets = new List<TestSocket>();
        for (var i = 0; i < 5; i++)
            sockets.Add(await TestSocket.OpenAsync(address));

        await Assert.ThrowsAnyAsync<WebSocketException>(() => TestSocket.OpenAsync(address));

        foreach (var socket in sockets)
            await socket.DisposeAsync();
    }

    [Theory]
    [InlineData("/ws/v4/")]
    [InlineData("/v4/ws/usdt")]
    [InlineData("/ws")]
    public async Task Connections_are_dropped_when_they_are_old(string path)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var venues = await TestVenues.StartAsync(clock: clock, change: o => o with { ConnectionLife = TimeSpan.FromSeconds(20) });
        await using var socket = await TestSocket.OpenAsync(new(path == "/ws" ? venues.Host.MexcUrl : venues.Host.GateUrl, path));
        var ping = path switch
        {
            "/ws" => """{"method":"PING"}""",
            "/ws/v4/" => """{"time":1,"channel":"spot.ping"}""",
            _ => """{"time":1,"channel":"futures.ping"}""",
        };

        clock.Advance(TimeSpan.FromSeconds(19));
        await socket.SendAsync(ping);
        Assert.Contains("pong", System.Text.Encoding.UTF8.GetString((await socket.ReadAsync()).Bytes), StringComparison.OrdinalIgnoreCase);
        clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<WebSocketException>(socket.ReadAsync);
    }

    [Theory]
    [InlineData("gate_spot", "/ws/v4/")]
    [InlineData("gate_futures", "/v4/ws/usdt")]
    [InlineData("mexc_spot", "/ws")]
    public async Task Maintenance_answers_503_drops_sockets_and_takes_no_new_ones(string venue, string path)
    {
        await using var venues = await TestVenues.StartAsync();
        var which = Domain.Markets.Venues.All.Single(v => v.Key() == venue);
        var address = new Uri(which == Venue.MexcSpot ? venues.Host.MexcUrl : venues.Host.GateUrl, path);
        await using var socket = await TestSocket.OpenAsync(address);

        await venues.FaultAsync($$"""{"kind":"maintenance","venue":"{{venue}}","seconds":100}""");

        await Assert.ThrowsAnyAsync<WebSocketException>(socket.ReadAsync);
        Assert.Equal(503, (await RequestFaultSpecs.CreateAsync(venues, which)).Status);
        Assert.Empty(venues.Model(which).Trades());
        await Assert.ThrowsAnyAsync<WebSocketException>(() => TestSocket.OpenAsync(address));
        await venues.ClearFaultsAsync();
        Assert.True((await RequestFaultSpecs.CreateAsync(venues, which)).Status is 200 or 201);
    }

    [Fact]
    public async Task Gate_announces_a_restart_when_it_is_asked_to()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"));

        await venues.FaultAsync("""{"kind":"maintenance","venue":"gate_futures","seconds":100,"notice_milliseconds":200}""");

        Assert.Equal("upgrade", (await socket.ReadJsonAsync(_ => true)).GetProperty("type").GetString());
        await Assert.ThrowsAnyAsync<WebSocketException>(socket.ReadAsync);
    }

    private static async Task<TestSocket> BookAsync(TestVenues venues)
    {
        var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.SubscribeAsync(venues, Channel, """["BTC_USDT","20ms"]""");
        return socket;
    }

    private static async Task<(TestSocket Socket, string Key)> PrivateAsync(TestVenues venues)
    {
        var key = (await venues.MexcAsync("POST", "/userDataStream")).Body.GetProperty("listenKey").GetString()!;
        var socket = await TestSocket.OpenAsync(new(venues.Host.MexcUrl, $"/ws?listenKey={key}"));
        await socket.SendAsync("""{"method":"SUBSCRIPTION","params":["spot@private.deals.v3.api.pb"],"id":1}""");
        await socket.ReadAsync();
        return (socket, key);
    }

    private static void Move(TestVenues venues, decimal size) =>
        venues.Show(Venue.GateSpot, StillMarket.Levels((60000m, size), (59999m, 2m)), StillMarket.Levels((60000.1m, 0.0004m), (60001m, 2m)));

    private static async Task<List<(long First, long Last)>> SequencesAsync(TestVenues venues, TestSocket socket, int count)
    {
        var sequences = new List<(long, long)>();
        for (var size = 10m; sequences.Count < count; size++)
        {
            Move(venues, size + sequences.Count);
            sequences.Add(Sequence(await socket.ReadPushAsync(Channel)));
        }

        return sequences;
    }

    private static (long First, long Last) Sequence(JsonElement push) =>
        (push.GetProperty("result").GetProperty("U").GetInt64(), push.GetProperty("result").GetProperty("u").GetInt64());
}
