using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.MarketData;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Soak;

/// <summary>Connectors, books, connections and ledgers as a node runs them, on a journal of its own, with a trader in the place of strategies.</summary>
internal sealed class SoakNode : IAsyncDisposable
{
    public const string Key = "soak-key";
    public const string Secret = "soak-secret";

    private static readonly ImmutableArray<Symbol> Symbols = [new("BTC_USDT"), new("ETH_USDT")];

    // Every connection is rolled over several times in half an hour.
    private static readonly TimeSpan RollOver = TimeSpan.FromMinutes(4);

    private readonly IHost _host;
    private readonly DirectoryInfo _data;

    private SoakNode(IHost host, DirectoryInfo data, SoakBooks books, IActorRef trader) => (_host, _data, Books, Trader) = (host, data, books, trader);

    public SoakBooks Books { get; }

    public IActorRef Trader { get; }

    public static async Task<SoakNode> StartAsync(Uri gate, Uri mexc, SoakTally tally, SocketCounts sockets, int seed, CancellationToken cancel)
    {
        Func<Venue, IRequestObserver?, VenueOptions> optionsOf = (venue, requests) =>
            Options(venue, gate, mexc, new() { Observer = sockets, RollOverAfter = RollOver }, requests);

        var data = Directory.CreateTempSubdirectory("arbitrage-soak-");
        var slots = Domain.Markets.Venues.All.SelectMany(venue => Symbols.Select(symbol => new BookSlot(venue, symbol))).ToImmutableArray();
        var books = new SoakBooks(slots);
        var latch = new KillLatch();
        latch.Set(new(0, false, []));
        var hooks = new ActorHooks { Alerts = tally, JournalPluginId = TradingJournal.MoneyPlugin, SnapshotEvery = 100 };
        var directory = DataDirectory.Acquire(data.FullName);
        IActorRef trader = ActorRefs.Nobody;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddAkka("soak", akka => akka
            // Terminations by faults are what is tested; what matters of them are alerts.
            .AddHocon("akka.loglevel = ERROR\nakka.stdout-loglevel = ERROR", HoconAddMode.Prepend)
            .WithTradingSerializers()
            .WithTradingJournal(directory)
            .WithActors((system, _) =>
            {
                system.ActorOf(MarketDataActor.Props(Domain.Markets.Venues.All, venue => Market(venue, optionsOf(venue, null), slots), hooks), "market-data");
                var routes = new Routes();
                routes.Strategies = trader = system.ActorOf(Soak.Trader.Props(Symbols, routes, books, tally, seed), "trader");
                var settings = Domain.Markets.Venues.All.Select(Settings).ToArray();
                routes.Connections = routes.Ledgers = system.ActorOf(
                    Props.Create(() => new Accounts(
                        settings, (venue, requests) => Ports(venue, optionsOf(venue, requests)), latch, self => routes.Over(self), hooks)),
                    "accounts");
            })
            .AddStartup((system, registry) =>
            {
                _ = system.WhenTerminated.ContinueWith(ended => directory.Dispose(), TaskScheduler.Default);
            }));
        var host = builder.Build();
        await host.StartAsync(cancel);
        return new(host, data, books, trader);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        _data.Delete(recursive: true);
    }

    private static SymbolName Name(Venue venue, Symbol symbol) =>
        new(symbol, venue == Venue.MexcSpot ? symbol.Base.Text + symbol.Quote.Text : symbol.Text);

    // Short waits where a real venue deserves long ones: only time passes here. What is kept for a day on purpose is kept for minutes, so that growth shows.
    private static ConnectionSettings Settings(Venue venue) => new()
    {
        Venue = venue,
        Symbols = Symbols,
        ReconcileEvery = TimeSpan.FromSeconds(5),
        Settle = TimeSpan.FromSeconds(3),
        BalanceReadGap = TimeSpan.FromSeconds(1),
        RequestTimeout = TimeSpan.FromSeconds(3),
        KeysKept = TimeSpan.FromMinutes(2),
    };

    private static VenueOptions Options(Venue venue, Uri gate, Uri mexc, VenueSocketSettings sockets, IRequestObserver? requests) => new()
    {
        Requests = requests,
        Rest = venue == Venue.MexcSpot ? mexc : new(gate, "/api/v4"),
        Socket = venue switch
        {
            Venue.GateSpot => new($"ws://{gate.Authority}/ws/v4/"),
            Venue.GateFutures => new($"ws://{gate.Authority}/v4/ws/usdt"),
            _ => new($"ws://{mexc.Authority}/ws"),
        },
        Key = new(new(Key), new(Secret)),
        Timeout = TimeSpan.FromSeconds(3),
        Sockets = sockets,
        OrderDoor = venue == Venue.MexcSpot ? OrderDoor.Rest : OrderDoor.Socket,
    };

    private static IMarketStream Market(Venue venue, VenueOptions options, ImmutableArray<BookSlot> slots) => VenueAccess.CreateMarketStream(
        venue, options, [.. Symbols.Select(symbol => Name(venue, symbol))], slots.Where(slot => slot.Venue == venue).ToDictionary(slot => slot.Symbol),
        TimeProvider.System, NullLogger.Instance);

    private static VenuePorts Ports(Venue venue, VenueOptions options) => new(
        VenueAccess.CreateInstrumentSource(venue, options, TimeProvider.System),
        [.. Symbols.Select(symbol => Name(venue, symbol))],
        rules => VenueAccess.CreateTradingGateway(venue, options, rules, TimeProvider.System, NullLogger.Instance),
        rules => VenueAccess.CreatePrivateStream(venue, options, rules, TimeProvider.System, NullLogger.Instance));

    private sealed class Routes : ITradingRoutes
    {
        public IActorRef Strategies { get; set; } = ActorRefs.Nobody;

        public IActorRef Connections { get; set; } = ActorRefs.Nobody;

        public IActorRef Ledgers { get; set; } = ActorRefs.Nobody;

        public IActorRef Guard => ActorRefs.Nobody;

        public ITradingRoutes Over(IActorRef accounts) => new TradingRoutes(Strategies, accounts, accounts, Guard);
    }
}
