using System.Collections.Concurrent;
using System.Text;
using Akka.Actor;
using Akka.Hosting;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Simulation.Market;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.VenueServer;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Actors.Tests.Connection;

/// <summary>A connection with its journal in a file, before a venue server that keeps the documented limits, has faults and a clock of its own.</summary>
public sealed class VenueLimitSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Symbol Btc = new("BTC_USDT");
    private readonly string _folder = Directory.CreateTempSubdirectory("limits").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.MexcSpot)]
    public async Task A_session_under_load_is_never_refused_by_the_venues_limits(Venue venue)
    {
        await using var server = await ServerAsync(VenueLimits.Documented);
        using var node = new Account(_folder, venue, server);
        await node.ReadyAsync();

        // Far more than any limit lets through: orders, and reads behind them.
        for (var n = 1; n <= 60; n++)
        {
            node.Submit(n);
            node.Tell(new ConnectionInput.AccountHinted(Btc, DateTimeOffset.UtcNow.AddMinutes(-1)));
            await Task.Delay(40);
        }

        await Task.Delay(500);
        Assert.True(node.Requests.Count > 20, $"{node.Requests.Count} requests were made");
        Assert.DoesNotContain(node.Requests, r => r.End is RequestEnd.RateLimited or RequestEnd.Banned);
        Assert.Contains(node.Answers, a => a is IntentAnswer.Refused { Reason: RefusalReason.Budget });
        Assert.Contains(node.Answers, a => a is IntentAnswer.Claimed);
        Assert.Contains((await node.StatusAsync()).Budget, left => left.Left < left.Units);
    }

    [Fact]
    public async Task A_refusal_slows_and_the_group_is_asked_again_when_it_has_reopened()
    {
        await using var server = await ServerAsync(null);
        using var node = new Account(_folder, Venue.MexcSpot, server);
        await node.ReadyAsync();

        await FaultAsync(server, """[{"kind":"rate_limited","venue":"mexc_spot","seconds":2,"count":1,"calls":"all"}]""");
        node.Tell(new ConnectionInput.AccountHinted());
        await node.UntilAsync(() => node.Alerts.Any(a => a == "rate_limited"));
        var (refusedAt, made) = (DateTimeOffset.UtcNow, node.Requests.Count(r => r.Kind == RequestKind.Account));
        node.Tell(new ConnectionInput.AccountHinted());
        await node.UntilAsync(() => node.Requests.Count(r => r.Kind == RequestKind.Account) > made);

        Assert.True(DateTimeOffset.UtcNow - refusedAt >= TimeSpan.FromSeconds(1.5));
        Assert.Equal(RequestEnd.Answered, node.Requests.Last(r => r.Kind == RequestKind.Account).End);
    }

    [Fact]
    public async Task A_ban_stops_every_request_and_a_restarted_connection_honours_it_and_recovers_after_it()
    {
        await using var server = await ServerAsync(null);
        using (var node = new Account(_folder, Venue.MexcSpot, server))
        {
            await node.ReadyAsync();
            await FaultAsync(server, """[{"kind":"banned","venue":"mexc_spot","seconds":6}]""");
            node.Tell(new ConnectionInput.AccountHinted());
            await node.UntilAsync(() => node.Alerts.Contains("venue_banned"));
            var made = node.Requests.Count;
            node.Tell(new ConnectionInput.AccountHinted());
            node.Submit(1);
            await Task.Delay(700);
            Assert.Equal(made, node.Requests.Count);
            Assert.Contains("banned until", (await node.StatusAsync()).Session, StringComparison.Ordinal);
        }

        using var again = new Account(_folder, Venue.MexcSpot, server);
        var status = await again.StatusAsync();
        Assert.Contains("banned until", status.Session, StringComparison.Ordinal);
        var until = status.State.Limits.BannedUntil;
        await again.ReadyAsync();

        Assert.All(again.Requests, r => Assert.True(r.SentAt >= until, $"{r} before {until:O}"));
        Assert.DoesNotContain(again.Requests, r => r.End == RequestEnd.Banned);
        Assert.NotEmpty(again.Requests);
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.MexcSpot)]
    public async Task A_venue_whose_clock_jumps_is_noticed_no_new_risk_is_taken_meanwhile_and_orders_follow_the_new_offset(Venue venue)
    {
        await using var server = await ServerAsync(null);
        using var node = new Account(_folder, venue, server);
        await node.ReadyAsync();

        await FaultAsync(server, $$"""[{"kind":"clock_skew","venue":"{{venue.Key()}}","milliseconds":-1500}]""");
        var from = DateTimeOffset.UtcNow;
        await node.UntilAsync(() => node.Alerts.Contains("clock_in_doubt"));
        Assert.True(DateTimeOffset.UtcNow - from < TimeSpan.FromSeconds(5), "noticed within a sample's distance and a round trip");
        await node.UntilAsync(() => node.Alerts.Contains("clock_trusted"));

        Assert.Contains("clock_jumped", node.Alerts);
        var clock = (await node.StatusAsync()).Clock!.Value;
        Assert.InRange(clock.Offset.TotalMilliseconds, -1700, -1300);
        // An order whose NotAfter is over by our clock, and not by the venue's.
        var intent = node.Submit(50, DateTimeOffset.UtcNow.AddMilliseconds(-700));
        await node.UntilAsync(() => node.Outcomes.ContainsKey(intent.Id));
        Assert.IsType<OrderOutcome.Ended>(node.Outcomes[intent.Id]);
    }

    private static async Task<VenueServerHost> ServerAsync(VenueLimits? limits)
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (_) => new Dictionary<Asset, decimal> { [Asset.Usdt] = 10_000m, [new("BTC")] = 1m });
        return await VenueServerHost.StartAsync(new VenueServerOptions(new OneBook(), "demo-key", "demo-secret-0001", seeds) { Limits = limits });
    }

    private static async Task FaultAsync(VenueServerHost server, string faults)
    {
        using var http = new HttpClient();
        using var body = new StringContent(faults, Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri(server.GateUrl, "/control/faults"), body);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }

    private sealed class OneBook : IMarketSource
    {
        private readonly Queue<MarketStep> _steps = new(Domain.Markets.Venues.All.Select(venue => new MarketStep(
            TimeSpan.Zero, venue, Btc, [new(new(60_000m), new(5m))], [new(new(60_000.1m), new(5m))])));

        public IReadOnlyList<Instrument> Instruments(Venue venue) =>
        [
            new(
                venue, Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT", new(0.1m), new(0.0001m), new(0.0001m), new(1m), new(100m), new(0.5m),
                new(venue == Venue.GateFutures ? 0.0001m : 0m), new(0.001m), new(0.002m), Tradable: true),
        ];

        public bool TryNext(out MarketStep step) => _steps.TryDequeue(out step);
    }

    private sealed class Account : IDisposable
    {
        private readonly Venue _venue;
        private readonly IHost _host;
        private readonly ActorSystem _system;
        private readonly IActorRef _connection;
        private readonly Witness _witness = new();
        private readonly DataDirectory _directory;

        public Account(string folder, Venue venue, VenueServerHost server)
        {
            _venue = venue;
            _directory = DataDirectory.Acquire(folder);
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Services.AddAkka("limits", akka => akka
                .AddHocon("akka { loglevel = ERROR, stdout-loglevel = ERROR, log-dead-letters = off }", HoconAddMode.Prepend)
                .WithTradingSerializers()
                .WithTradingJournal(_directory));
            _host = builder.Build();
            _host.StartAsync().Wait(Patience);
            _system = _host.Services.GetRequiredService<ActorSystem>();
            var latch = new KillLatch();
            latch.Set(new(0, false, []));
            var strategies = _system.ActorOf(Props.Create(() => new Ear(this)));
            var settings = new ConnectionSettings
            {
                Venue = venue,
                Symbols = [Btc],
                Limits = RequestLimits.Documented,
                RequestsPerMinute = 12_000,
                ReconcileEvery = TimeSpan.FromSeconds(5),
            };
            var options = new VenueOptions
            {
                Rest = venue == Venue.MexcSpot ? server.MexcUrl : new(server.GateUrl, "/api/v4"),
                Socket = venue == Venue.MexcSpot ? new($"ws://{server.MexcUrl.Authority}/ws") : new($"ws://{server.GateUrl.Authority}/ws/v4/"),
                Key = new(new("demo-key"), new("demo-secret-0001")),
            };
            _connection = _system.ActorOf(ExchangeConnectionActor.Props(
                settings, requests => Ports(options with { Requests = new Counter(requests, Requests) }), latch,
                new TradingRoutes(strategies, strategies, strategies, strategies),
                ActorHooks.None with { Alerts = _witness, JournalPluginId = TradingJournal.MoneyPlugin }));
        }

        public ConcurrentQueue<RequestSeen> Requests { get; } = [];

        public ConcurrentQueue<IntentAnswer> Answers { get; } = [];

        public ConcurrentDictionary<ClientOrderId, OrderOutcome> Outcomes { get; } = [];

        public IEnumerable<string> Alerts => _witness.Alerts.Select(a => a.Code);

        public void Tell(ConnectionInput input) => _connection.Tell(new ToConnection(_venue, input));

        public OrderIntent Submit(int n, DateTimeOffset? notAfter = null)
        {
            var now = DateTimeOffset.UtcNow;
            var intent = new OrderIntent(
                ClientOrderId.For(0, "abcdefgh", n, 'a'), _venue, Btc, new(0, 1), Side.Buy, OrderKind.ImmediateOrCancel, new Quantity(0.001m),
                new Price(60_100m), false, RiskClass.AddsRisk, notAfter ?? now.AddSeconds(5), new(1, default, now.AddSeconds(30)));
            Tell(new ConnectionInput.Submit(intent));
            return intent;
        }

        public Task<ConnectionStatus> StatusAsync() => _connection.Ask<ConnectionStatus>(new GetConnection(_venue), Patience);

        public async Task ReadyAsync()
        {
            while ((await StatusAsync()).Session != "up")
                await Task.Delay(50);
            Tell(new ConnectionInput.RaiseEpoch(Btc, new(0, 1)));
        }

        public async Task UntilAsync(Func<bool> condition)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (!condition())
                await Task.Delay(20, limit.Token);
        }

        public void Dispose()
        {
            _host.StopAsync().Wait(Patience);
            _host.Dispose();
            _directory.Dispose();
            SqliteConnection.ClearAllPools();
        }

        private VenuePorts Ports(VenueOptions options) => new(
            VenueAccess.CreateInstrumentSource(_venue, options, TimeProvider.System), [new(Btc, _venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT")],
            rules => VenueAccess.CreateTradingGateway(_venue, options, rules, TimeProvider.System, NullLogger.Instance),
            rules => VenueAccess.CreatePrivateStream(_venue, options, rules, TimeProvider.System, NullLogger.Instance));

        private sealed class Ear : UntypedActor
        {
            private readonly Account _account;

            public Ear(Account account) => _account = account;

            protected override void OnReceive(object message)
            {
                if (message is not ToStrategy { Input: var input })
                    return;
                if (input is StrategyInput.IntentAnswered answered)
                    _account.Answers.Enqueue(answered.Answer);
                else if (input is StrategyInput.OrderFinished finished)
                    _account.Outcomes[finished.Id] = finished.Outcome;
            }
        }
    }

    private sealed class Counter(IRequestObserver inner, ConcurrentQueue<RequestSeen> seen) : IRequestObserver
    {
        public DateTimeOffset StoppedUntil => inner.StoppedUntil;

        public ClockReading? Clock => inner.Clock;

        public void OnRequest(RequestSeen request)
        {
            seen.Enqueue(request);
            inner.OnRequest(request);
        }
    }
}
