using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Public;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Order entry over Gate's socket against the venue server and its faults: what the venue did and what the gateway says of it.</summary>
public sealed class GateOrderSocketSpecs
{
    public static TheoryData<Venue> Both => [Venue.GateSpot, Venue.GateFutures];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Whatever_happens_to_an_order_it_arrives_once_and_is_in_doubt(Venue venue)
    {
        (string Fault, string[] Outcomes)[] faults =
        [
            ("""{"kind":"close_create","stage":"before_read","venue":"VENUE"}""", []),
            ("""{"kind":"close_create","stage":"after_read","venue":"VENUE"}""", ["dropped:closed_after_read"]),
            ("""{"kind":"close_create","stage":"after_execution","venue":"VENUE"}""", ["filled"]),
            ("""{"kind":"close_create","stage":"mid_reply","venue":"VENUE"}""", ["filled"]),
            ("""{"kind":"lose_request","venue":"VENUE"}""", []),
            ("""{"kind":"lose_reply","venue":"VENUE"}""", ["filled"]),
            ("""{"kind":"delay_reply","milliseconds":3000,"venue":"VENUE"}""", ["filled"]),
            ("""{"kind":"server_error","venue":"VENUE"}""", ["filled"]),
            ("""{"kind":"server_error","effect":false,"venue":"VENUE"}""", ["dropped:server_error"]),
        ];
        foreach (var (fault, outcomes) in faults)
        {
            await using var gate = await GateUnderTest.StartAsync(venue);
            await gate.FaultAsync(fault);

            Assert.IsType<CreateOutcome.Unknown>(await gate.CreateAsync());

            Assert.Equal(outcomes, gate.Creates);
            // The next one is taken by whichever door is open.
            Assert.IsType<CreateOutcome.Accepted>(await gate.CreateAsync());
            Assert.Equal([.. outcomes, "filled"], gate.Creates);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_refusal_says_the_same_as_in_rest(Venue venue)
    {
        foreach (var reason in new[] { "insufficient_funds", "rate_limited", "would_take", "not_tradable" })
        {
            await using var gate = await GateUnderTest.StartAsync(venue);
            var outcomes = new List<CreateOutcome>();
            foreach (var door in new[] { OrderDoor.Socket, OrderDoor.Rest })
            {
                await gate.FaultAsync($$"""{"kind":"reject","reason":"{{reason}}","venue":"VENUE"}""");
                outcomes.Add(await gate.CreateAsync(door));
            }

            Assert.IsType<CreateOutcome.Rejected>(outcomes[0]);
            Assert.Equal(outcomes[1], outcomes[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_frame_that_comes_too_late_is_refused_by_the_venue(Venue venue)
    {
        await using var gate = await GateUnderTest.StartAsync(venue);
        foreach (var door in new[] { OrderDoor.Socket, OrderDoor.Rest })
        {
            var outcome = await gate.CreateAsync(door, notAfter: TimeSpan.FromSeconds(-5));

            Assert.Equal(VenueReject.Expired, Assert.IsType<CreateOutcome.Rejected>(outcome).Reason);
        }

        Assert.DoesNotContain("filled", gate.Creates);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Dropped_sockets_come_back_logged_in_and_rest_takes_orders_meanwhile(Venue venue)
    {
        await using var gate = await GateUnderTest.StartAsync(venue);
        for (var round = 0; round < 3; round++)
        {
            await gate.FaultAsync("""{"kind":"drop_sockets","venue":"VENUE"}""");
            await Eventually.HoldsAsync(() => gate.Door == OrderDoor.Rest);
            Assert.IsType<CreateOutcome.Accepted>(await gate.CreateAsync());
            await gate.OpenAsync();
            Assert.IsType<CreateOutcome.Accepted>(await gate.CreateAsync());
        }

        Assert.Equal(Enumerable.Repeat("filled", 6), gate.Creates);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Many_orders_at_once_each_get_their_own_answer(Venue venue)
    {
        await using var gate = await GateUnderTest.StartAsync(venue);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => gate.CreateAsync()));

        var ids = outcomes.Select(o => Assert.IsType<CreateOutcome.Accepted>(o).VenueOrderId).ToList();
        Assert.Equal(40, ids.Distinct().Count());
        Assert.Equal(40, gate.Creates.Count());
    }

    private sealed class GateUnderTest : IAsyncDisposable
    {
        private readonly Venue _venue;
        private readonly TestVenues _venues;
        private readonly ITradingGateway _socket;
        private readonly ITradingGateway _rest;
        private long _intents;

        private GateUnderTest(Venue venue, TestVenues venues)
        {
            (_venue, _venues) = (venue, venues);
            _socket = Connect(OrderDoor.Socket);
            _rest = Connect(OrderDoor.Rest);
        }

        public OrderDoor Door => ((IOrderDoor)_socket).Door;

        public IEnumerable<string> Creates => _venues.Model(_venue).Creates().Select(c => c.Outcome);

        public static async Task<GateUnderTest> StartAsync(Venue venue)
        {
            var gate = new GateUnderTest(venue, await TestVenues.StartAsync());
            gate._venues.Show(venue, StillMarket.Levels((59999m, 2m)), StillMarket.Levels((60000m, 90m)));
            await gate.OpenAsync();
            return gate;
        }

        public Task OpenAsync() => Eventually.HoldsAsync(() => Door == OrderDoor.Socket);

        public async Task FaultAsync(string fault)
        {
            var (status, body) = await _venues.FaultAsync(fault.Replace("VENUE", _venue.Key(), StringComparison.Ordinal));
            Assert.True(status == 200, $"{body}");
        }

        public Task<CreateOutcome> CreateAsync(OrderDoor door = OrderDoor.Socket, TimeSpan? notAfter = null)
        {
            var intent = new OrderIntent(
                ClientOrderId.For(0, "abcdefgh", Interlocked.Increment(ref _intents), 'a'), _venue, StillMarket.Btc, new(0, 1), Side.Buy,
                OrderKind.ImmediateOrCancel, new(0.0001m), new(60000m), false, RiskClass.AddsRisk,
                TimeProvider.System.GetUtcNow() + (notAfter ?? TimeSpan.FromSeconds(20)), null);
            return (door == OrderDoor.Socket ? _socket : _rest).CreateAsync(intent, default, () => null, CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            ((IDisposable)_socket).Dispose();
            ((IDisposable)_rest).Dispose();
            await _venues.DisposeAsync();
        }

        private ITradingGateway Connect(OrderDoor door) => VenueAccess.CreateTradingGateway(
            _venue,
            new()
            {
                Rest = new(_venues.Host.GateUrl, "/api/v4"),
                Socket = new($"ws://{_venues.Host.GateUrl.Authority}{(_venue == Venue.GateSpot ? "/ws/v4/" : "/v4/ws/usdt")}"),
                Key = new(new(TestVenues.Key), new(TestVenues.GateSecret)),
                RecvWindow = TimeSpan.FromSeconds(20),
                Timeout = TimeSpan.FromSeconds(2),
                OrderDoor = door,
            },
            [.. new StillMarket().Instruments(_venue)], TimeProvider.System, NullLogger.Instance);
    }
}
