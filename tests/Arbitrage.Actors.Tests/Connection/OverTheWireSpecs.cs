using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Simulation.Market;
using Arbitrage.Venues;
using Arbitrage.VenueServer;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Connection;

/// <summary>
/// Connections with their real connectors against the venue server, on real time: what one lost push hides is found while the session stays up, and what the
/// venue does to a position by force is known at once.
/// </summary>
public sealed class OverTheWireSpecs(ITestOutputHelper output) : TestKit(Hocon, "over-the-wire", output), IAsyncLifetime
{
    private const string Hocon =
        """
        akka.loglevel = WARNING
        akka.log-dead-letters = off
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;

    // What is promised; what is asked more often than every ten seconds here is found sooner.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private static readonly Symbol Abc = new("ABC_USDT");

    private readonly Witness _seen = new();
    private readonly HttpClient _http = new();
    private VenueServerHost _host = null!;
    private int _intents;

    public async Task InitializeAsync()
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (v) => v.IsSpot()
                ? new Dictionary<Asset, decimal> { [Asset.Usdt] = 1_000m, [Abc.Base] = 50m }
                : new Dictionary<Asset, decimal> { [Asset.Usdt] = 1_000m });
        _host = await VenueServerHost.StartAsync(new(new StillMarket(), "key", "secret", seeds));
    }

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_fill_of_a_resting_order_that_no_push_tells_is_found_while_every_session_stays_up()
    {
        var connections = Domain.Markets.Venues.All.ToDictionary(venue => venue, venue => Start(venue, TimeSpan.FromSeconds(3)));
        foreach (var connection in connections.Values)
            AwaitUp(connection);
        var intents = connections.ToDictionary(c => c.Key, c => Submit(c.Value, c.Key, Side.Buy, 9.5m, OrderKind.GoodTillCancelled));
        foreach (var (venue, connection) in connections)
            AwaitOrder(connection, intents[venue], order => order.Phase == OrderPhase.AtVenue);

        foreach (var (venue, channels) in PushesOfAFill)
        {
            foreach (var channel in channels)
                await FaultAsync($$"""{"kind":"skip_push","venue":"{{venue.Key()}}","channel":"{{channel}}"}""");
        }

        foreach (var venue in connections.Keys)
        {
            var now = TimeProvider.System.GetUtcNow();
            _host.Models[venue].SetBook(Abc, [new(new(9.3m), new(3m))], [new(new(9.4m), new(3m))], now);
        }

        foreach (var (venue, connection) in connections)
            AwaitOrder(connection, intents[venue], order => order.Outcome is OrderOutcome.Ended { Filled.Value: 1m }, Bound);
        Assert.Equal(3, connections.Values.Select(StatusOf).Count(status => status.Session == "up"));
        Assert.DoesNotContain(_seen.Inputs, input => input.Input is ConnectionInput.SessionLost or ConnectionInput.TradeReported);
        Assert.Empty(_seen.Alerts);
    }

    [Theory]
    [InlineData("""{"kind":"liquidation","symbol":"ABC_USDT"}""", "liquidation", 0)]
    [InlineData("""{"kind":"adl","symbol":"ABC_USDT","contracts":4}""", "auto_deleveraging", -0.6)]
    public async Task A_forced_close_is_booked_at_once_though_neither_order_nor_trade_is_pushed(string fault, string alert, double left)
    {
        var connection = Start(Venue.GateFutures, TimeSpan.FromMinutes(1));
        AwaitUp(connection);
        var intent = Submit(connection, Venue.GateFutures, Side.Sell, 9.9m, OrderKind.ImmediateOrCancel);
        AwaitOrder(connection, intent, order => order.Outcome is OrderOutcome.Ended { Filled.Value: 1m });
        await FaultAsync("""{"kind":"skip_push","venue":"gate_futures","channel":"futures.usertrades"}""");
        await FaultAsync("""{"kind":"skip_push","venue":"gate_futures","channel":"futures.orders"}""");

        await FaultAsync(fault);

        AwaitAssert(() => Assert.Equal((decimal)left, StatusOf(connection).State.Book.Position(Abc).Value), Bound, TimeSpan.FromMilliseconds(50));
        Assert.Contains(alert, _seen.AlertCodes, StringComparison.Ordinal);
        // The timer would have come only after most of a minute.
        Assert.Equal("up", StatusOf(connection).Session);
    }

    private static Dictionary<Venue, string[]> PushesOfAFill { get; } = new()
    {
        [Venue.GateSpot] = ["spot.orders", "spot.usertrades"],
        [Venue.GateFutures] = ["futures.orders", "futures.usertrades"],
        [Venue.MexcSpot] = ["spot@private.orders", "spot@private.deals"],
    };

    private IActorRef Start(Venue venue, TimeSpan reconcileEvery)
    {
        var latch = new KillLatch();
        latch.Set(new(0, false, []));
        var options = Options(venue);
        var ports = new VenuePorts(
            VenueAccess.CreateInstrumentSource(venue, options, TimeProvider.System),
            [new(Abc, venue == Venue.MexcSpot ? "ABCUSDT" : "ABC_USDT")],
            rules => VenueAccess.CreateTradingGateway(venue, options, rules, TimeProvider.System, NullLogger.Instance),
            rules => VenueAccess.CreatePrivateStream(venue, options, rules, TimeProvider.System, NullLogger.Instance));
        var silent = CreateTestProbe();
        silent.IgnoreMessages(_ => true);
        return Sys.ActorOf(ExchangeConnectionActor.Props(
            new() { Venue = venue, Symbols = [Abc], ReconcileEvery = reconcileEvery }, _ => ports, latch,
            new TradingRoutes(silent, silent, silent, silent), new() { Alerts = _seen, Inputs = _seen }));
    }

    private VenueOptions Options(Venue venue) => new()
    {
        Rest = venue == Venue.MexcSpot ? _host.MexcUrl : new(_host.GateUrl, "/api/v4"),
        Socket = new(venue switch
        {
            Venue.GateSpot => $"ws://{_host.GateUrl.Authority}/ws/v4/",
            Venue.GateFutures => $"ws://{_host.GateUrl.Authority}/v4/ws/usdt",
            _ => $"ws://{_host.MexcUrl.Authority}/ws",
        }),
        Key = new(new("key"), new("secret")),
        RecvWindow = TimeSpan.FromSeconds(20),
        Timeout = TimeSpan.FromSeconds(20),
    };

    private OrderIntent Submit(IActorRef connection, Venue venue, Side side, decimal cap, OrderKind kind)
    {
        var now = TimeProvider.System.GetUtcNow();
        var intent = new OrderIntent(
            ClientOrderId.For(0, "abcdefgh", ++_intents, 'a'), venue, Abc, default, side, kind, new(1m), new(cap), false, RiskClass.AddsRisk,
            now.AddSeconds(20), new(1, default, now.AddSeconds(60)));
        connection.Tell(new ToConnection(venue, new ConnectionInput.Submit(intent)));
        return intent;
    }

    private async Task FaultAsync(string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var reply = await _http.PostAsync(new Uri(_host.GateUrl, "/control/faults"), body);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    private void AwaitUp(IActorRef connection) => AwaitAssert(
        () => Assert.Equal("up", StatusOf(connection).Session), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20));

    private void AwaitOrder(IActorRef connection, OrderIntent intent, Func<OrderEntry, bool> isSo, TimeSpan? within = null) => AwaitAssert(
        () => Assert.True(StatusOf(connection).State.Orders.TryGetValue(intent.Id, out var order) && isSo(order), $"{order}"),
        within ?? TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20));

    private static ConnectionStatus StatusOf(IActorRef connection) =>
        connection.Ask<ConnectionStatus>(new GetConnection(Venue.GateSpot), TimeSpan.FromSeconds(20)).Result;

    private sealed class StillMarket : IMarketSource
    {
        private readonly Queue<Venue> _toShow = new(Domain.Markets.Venues.All);

        public IReadOnlyList<Instrument> Instruments(Venue venue) =>
        [
            new(
                venue, Abc, venue == Venue.MexcSpot ? "ABCUSDT" : "ABC_USDT", new(0.01m), new(0.1m), new(0.1m), new(1m), default, default,
                venue == Venue.GateFutures ? new(0.1m) : default, new(0.0002m), new(0.001m), Tradable: true),
        ];

        public bool TryNext(out MarketStep step)
        {
            step = default;
            if (!_toShow.TryDequeue(out var venue))
                return false;
            step = new(TimeSpan.Zero, venue, Abc, [new(new(10.0m), new(3m))], [new(new(10.1m), new(3m))]);
            return true;
        }
    }
}
