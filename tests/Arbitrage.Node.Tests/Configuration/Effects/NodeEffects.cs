using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Tests.Connection;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Hosting;
using Arbitrage.Node.Logging;
using Arbitrage.Node.Observing;
using Arbitrage.Venues;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Serilog.Extensions.Logging;
using static Arbitrage.Node.Tests.Configuration.Effects.KeyEffect;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>Keys of addresses, credentials, names, log and run: what the connectors send, what stands in the log.</summary>
internal static class NodeEffects
{
    private const string Usual = "usual-secret", Changed = "changed-secret";
    private static readonly string Temporary = Path.Combine(Path.GetTempPath(), "key-effects-" + Environment.ProcessId);

    public static IEnumerable<KeyEffect> All =>
    [
        // where the connectors go, and who they say they are
        Address("exchanges.gateio.base_url", "http", c => RestAsync(c, Venue.GateSpot)),
        Address("exchanges.mexc.base_url", "http", c => RestAsync(c, Venue.MexcSpot)),
        Address("exchanges.gateio.ws_spot_url", "ws", c => SocketAsync(c, Venue.GateSpot)),
        Address("exchanges.gateio.ws_futures_url", "ws", c => SocketAsync(c, Venue.GateFutures)),
        Address("exchanges.mexc.ws_url", "ws", c => SocketAsync(c, Venue.MexcSpot)),
        new("exchanges.gateio.api_key", "changed-key", c => HeaderAsync(c, Venue.GateSpot, "KEY"), "usual-key", "changed-key")
            { UsualValue = "usual-key", Background = $"exchanges: {{gateio: {{secret_key: {Usual}}}}}" },
        new("exchanges.mexc.api_key", "changed-key", c => HeaderAsync(c, Venue.MexcSpot, "X-MEXC-APIKEY"), "usual-key", "changed-key")
            { UsualValue = "usual-key", Background = $"exchanges: {{mexc: {{secret_key: {Usual}}}}}" },
        new("exchanges.gateio.secret_key", Changed, c => SignerAsync(c, Venue.GateSpot), Usual, Changed)
            { UsualValue = Usual, Background = "exchanges: {gateio: {api_key: a-key}}" },
        new("exchanges.mexc.secret_key", Changed, c => SignerAsync(c, Venue.MexcSpot), Usual, Changed)
            { UsualValue = Usual, Background = "exchanges: {mexc: {api_key: a-key}}" },
        new("exchanges.gateio.recv_window_ms", "500", c => WindowAsync(c, Venue.GateSpot), "2000 ms", "500 ms")
            { Background = "exchanges: {gateio: {api_key: a-key, secret_key: a-secret}}" },
        new("exchanges.mexc.recv_window_ms", "500", c => WindowAsync(c, Venue.MexcSpot), "2000 ms", "500 ms")
            { Background = "exchanges: {mexc: {api_key: a-key, secret_key: a-secret}}" },
        new("exchanges.gateio.order_entry", "rest", FirstRequestAsync, "GET /orders", "POST /api/v4/spot/orders")
            { Background = "exchanges: {gateio: {api_key: a-key, secret_key: a-secret}}" },
        Of("exchanges.gateio.testnet", "true", Hosts, "spot api.gateio.ws, futures api.gateio.ws and fx-ws.gateio.ws",
            "spot api.gateio.ws, futures api-testnet.gateapi.io and ws-testnet.gate.com"),
        new("exchanges.gateio.testnet_api_key", "changed-key", c => HeaderAsync(c, Venue.GateFutures, "KEY"), "usual-key", "changed-key")
            { UsualValue = "usual-key", Background = $"exchanges: {{gateio: {{testnet: true, api_key: live-key, secret_key: live-secret, testnet_secret_key: {Usual}}}}}" },
        new("exchanges.gateio.testnet_secret_key", Changed, c => SignerAsync(c, Venue.GateFutures), Usual, Changed)
            { UsualValue = Usual, Background = "exchanges: {gateio: {testnet: true, api_key: live-key, secret_key: live-secret, testnet_api_key: a-key}}" },
        Of("exchanges.mexc.testnet", "true", c => c.Warnings.Count == 0 ? "said nothing" : c.Warnings[0].Split(": ", 2)[1],
            "said nothing", "exchanges.mexc.testnet: MEXC has none and the address is the real one; demo and paper take a venue server or the venue model instead"),

        // names of the symbol
        Of("strategies[].symbol", "GOLD_USDT", c => string.Join(' ', c.Symbols.Select(s => Domain.Strategy.StrategyMachine.PersistenceIdOf(s.Strategy))),
            "strategy-btc_usdt strategy-coin_usdt", "strategy-btc_usdt strategy-coin_usdt strategy-gold_usdt"),
        Of("strategies[].gate_spot", "GOLD_USDT", c => Name(c, Venue.GateSpot), "COIN_USDT", "GOLD_USDT"),
        Of("strategies[].gate_futures", "GOLD_USDT", c => Name(c, Venue.GateFutures), "COIN_USDT", "GOLD_USDT"),
        Of("strategies[].mexc_spot", "GOLDUSDT", c => Name(c, Venue.MexcSpot), "COINUSDT", "GOLDUSDT"),

        // log and run
        Of("logging.level", "warning", c => Log(c, x => x.LogInformation("quiet")).Contains("quiet", StringComparison.Ordinal) ? "told" : "not told", "told", "not told"),
        Of("logging.log_file", Path.Combine(Temporary, "elsewhere.log"), LogFiles, "node.log", "elsewhere.log"),
        Of("logging.hft_logging_enabled", "false", WrittenOn, "written on another thread", "written on the thread that speaks"),
        Of("environment", "prod", c => Log(c, x => x.LogInformation("hello")).Split('[', ']')[1], "dev", "prod"),
        new("logging.performance_monitoring", "false", c => FirstLineAsync(c, "Performance"), "Performance after 60 s", "no Performance"),
        new("risk_management.monitoring.performance_check_interval", "15", c => FirstLineAsync(c, "Performance"), "Performance after 60 s", "Performance after 15 s"),
        new("risk_management.monitoring.health_check_interval", "10", c => FirstLineAsync(c, "Health"), "Health after 30 s", "Health after 10 s"),
        Of("data_directory", Path.Combine(Temporary, "data"), DirectoryOfRun, "a temporary one", "data"),
        Of("live", "true", _ => "starts", "starts", "refused: real orders are not built into this version"),
    ];

    private static KeyEffect Address(string key, string scheme, Func<NodeConfiguration, Task<string>> see) =>
        new(key, $"{scheme}://{Doorbell.Address}/changed", see, "/usual", "/changed") { UsualValue = $"{scheme}://{Doorbell.Address}/usual" };

    private static async Task<string> RestAsync(NodeConfiguration configuration, Venue venue)
    {
        var head = await Doorbell.HeadOfAsync(cancel => VenueAccess.CreateInstrumentSource(venue, configuration.VenueOptions(venue), TimeProvider.System)
            .ReadInstrumentsAsync(configuration.SymbolNames(venue), cancel));
        return FirstFolder(head);
    }

    private static async Task<string> SocketAsync(NodeConfiguration configuration, Venue venue) => FirstFolder(await Doorbell.HeadOfAsync(
        cancel => configuration.MarketStream(venue, configuration.NewSlots(), TimeProvider.System, NullLoggerFactory.Instance).RunAsync(cancel)));

    private static string FirstFolder(string[] head) => "/" + head[0].Split(' ')[1].Split('/', '?')[1];

    // The account is read from the doorbell instead of the venue, with the configured key.
    private static Task<string[]> AccountAsync(NodeConfiguration configuration, Venue venue) => Doorbell.HeadOfAsync(async cancel =>
    {
        var gateway = Gateway(configuration, venue);
        using var end = gateway as IDisposable;
        await gateway.ReadAccountAsync(cancel);
    });

    private static Venues.Ports.ITradingGateway Gateway(NodeConfiguration configuration, Venue venue) => VenueAccess.CreateTradingGateway(
        venue,
        configuration.VenueOptions(venue) with
        {
            Rest = new($"http://{Doorbell.Address}{(venue == Venue.MexcSpot ? "" : "/api/v4")}"),
            OrderDoor = OrderDoor.Rest,
        },
        [Samples.Rules(venue)], new FakeTimeProvider(Samples.Start), NullLogger.Instance);

    private static async Task<string> HeaderAsync(NodeConfiguration configuration, Venue venue, string name) =>
        Header(await AccountAsync(configuration, venue), name);

    private static string Header(string[] head, string name) =>
        head.First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    // Which of the two secrets gives the signature that was sent.
    private static async Task<string> SignerAsync(NodeConfiguration configuration, Venue venue)
    {
        var head = await AccountAsync(configuration, venue);
        var parts = head[0].Split(' ')[1].Split('?', 2);
        var query = parts.Length > 1 ? parts[1] : "";
        return venue == Venue.MexcSpot
            ? Signer(query.Split("signature=")[1], s => HMACSHA256.HashData(s, Encoding.UTF8.GetBytes(query.Split("&signature=")[0])))
            : Signer(Header(head, "SIGN"), s => HMACSHA512.HashData(s, Encoding.UTF8.GetBytes(string.Join('\n', "GET", parts[0], query,
                Convert.ToHexStringLower(SHA512.HashData([])), Header(head, "Timestamp")))));
    }

    private static string Signer(string sent, Func<byte[], byte[]> sign) =>
        new[] { Usual, Changed }.FirstOrDefault(s => Convert.ToHexString(sign(Encoding.UTF8.GetBytes(s))).Equals(sent, StringComparison.OrdinalIgnoreCase)) ?? "somebody else";

    // How long after it was made the venue may still take an order whose own NotAfter is ten seconds away.
    private static async Task<string> WindowAsync(NodeConfiguration configuration, Venue venue)
    {
        var head = await Doorbell.HeadOfAsync(async cancel =>
        {
            var gateway = Gateway(configuration, venue);
            using var end = gateway as IDisposable;
            var intent = Samples.Intent(Samples.Start, venue: venue) with { NotAfter = Samples.Start + TimeSpan.FromSeconds(10) };
            await gateway.CreateAsync(intent, new(TimeSpan.Zero, TimeSpan.Zero), () => null, cancel);
        });
        return venue == Venue.MexcSpot
            ? $"{head[0].Split("recvWindow=")[1].Split('&', ' ')[0]} ms"
            : $"{long.Parse(Header(head, "x-gate-exptime"), CultureInfo.InvariantCulture) - Samples.Start.ToUnixTimeMilliseconds()} ms";
    }

    // A socket is opened with the gateway; an order follows a little later.
    private static async Task<string> FirstRequestAsync(NodeConfiguration configuration)
    {
        var head = await Doorbell.HeadOfAsync(async cancel =>
        {
            var options = configuration.VenueOptions(Venue.GateSpot) with
            {
                Rest = new($"http://{Doorbell.Address}/api/v4"),
                Socket = new($"ws://{Doorbell.Address}/orders"),
            };
            var gateway = VenueAccess.CreateTradingGateway(
                Venue.GateSpot, options, [Samples.Rules(Venue.GateSpot)], new FakeTimeProvider(Samples.Start), NullLogger.Instance);
            using var end = gateway as IDisposable;
            await Task.Delay(TimeSpan.FromSeconds(0.5), cancel);
            var intent = Samples.Intent(Samples.Start, venue: Venue.GateSpot);
            await gateway.CreateAsync(intent, new(TimeSpan.Zero, TimeSpan.Zero), () => null, cancel);
        });
        return string.Join(' ', head[0].Split(' ')[..2]);
    }

    private static string Hosts(NodeConfiguration configuration)
    {
        var (spot, futures) = (configuration.VenueOptions(Venue.GateSpot), configuration.VenueOptions(Venue.GateFutures));
        Assert.Equal(spot.Rest.Host, spot.Socket.Host);
        return $"spot {spot.Rest.Host}, futures {futures.Rest.Host} and {futures.Socket.Host}";
    }

    private static string Name(NodeConfiguration configuration, Venue venue) =>
        configuration.SymbolNames(venue).Single(n => n.Symbol == StrategyOf(configuration).Symbol).VenueName;

    private static string Log(NodeConfiguration configuration, Action<ILogger> speak)
    {
        var folder = Directory.CreateTempSubdirectory("key-effects");
        try
        {
            using (var serilog = NodeLog.Create(configuration.Node.Logging, configuration.Node.Environment, folder.FullName, null))
            using (var loggers = new SerilogLoggerFactory(serilog))
                speak(loggers.CreateLogger("test"));
            var file = configuration.Node.Logging.File ?? Path.Combine(folder.FullName, "node.log");
            return File.Exists(file) ? File.ReadAllText(file) : "";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string LogFiles(NodeConfiguration configuration)
    {
        Assert.Contains("hello", Log(configuration, x => x.LogInformation("hello")), StringComparison.Ordinal);
        if (configuration.Node.Logging.File is null)
            return "node.log";
        var written = Directory.GetFiles(Temporary).Select(f => Path.GetFileName(f)).Single();
        Directory.Delete(Temporary, recursive: true);
        return written;
    }

    // An exception is turned into text where the line is written.
    private static string WrittenOn(NodeConfiguration configuration)
    {
        var told = new TellsItsThread();
        Log(configuration, x => x.LogError(told, "failed"));
        return told.Thread == Environment.CurrentManagedThreadId ? "written on the thread that speaks" : "written on another thread";
    }

    private static async Task<string> FirstLineAsync(NodeConfiguration configuration, string what)
    {
        var time = new FakeTimeProvider();
        var lines = new LineLogger();
        var observer = new RunObserver(NullLogger.Instance, time);
        observer.Stages.Mark(Stage.FirstByte, "a", 1000);
        observer.Stages.Mark(Stage.Acked, "a", 2000);
        await using var monitor = new RunMonitor(
            configuration.Node, [.. configuration.Symbols.Select(s => s.Symbol)], observer, lines, time, new LogBacklog(), () => (1, 100)).Start();
        for (var seconds = 1; seconds <= 100; seconds++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            for (var wait = 0; seconds % 5 == 0 && wait < 50 && !lines.Has(what); wait++)
                await Task.Delay(2); // the line is written on another thread
            if (lines.Has(what))
                return $"{what} after {seconds} s";
        }

        return $"no {what}";
    }

    private static string DirectoryOfRun(NodeConfiguration configuration)
    {
        var data = RunDirectory.Open(configuration.Node.DataDirectory);
        var name = data.IsTemporary ? "a temporary one" : Path.GetFileName(data.Path);
        Directory.Delete(data.Path, recursive: true);
        return name;
    }

    private sealed class TellsItsThread : Exception
    {
        public int Thread { get; private set; }

        public override string ToString()
        {
            Thread = Environment.CurrentManagedThreadId;
            return "failed";
        }
    }

    private sealed class LineLogger : ILogger
    {
        private ImmutableList<string> _lines = [];

        public bool Has(string start) => Volatile.Read(ref _lines).Exists(l => l.StartsWith(start, StringComparison.Ordinal));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            ImmutableInterlocked.Update(ref _lines, l => l.Add(formatter(state, exception)));

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
