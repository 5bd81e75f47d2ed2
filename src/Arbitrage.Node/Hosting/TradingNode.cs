using Akka.Actor;
using Akka.Hosting;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Strategy;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Inputs;
using Arbitrage.Node.Logging;
using Arbitrage.Node.Observing;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Node.Hosting;

/// <summary>One node of the system: preflight, actor system, and the two things asked of it from outside, stop trading and stop.</summary>
internal sealed class TradingNode : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(20);

    private readonly IHost _host;
    private readonly IActorRegistry _actors;
    private bool _isStopped;

    private TradingNode(IHost host, IActorRegistry actors) => (_host, _actors) = (host, actors);

    /// <summary>Checks the venues, takes the data directory and starts the actors.</summary>
    /// <exception cref="NodeFailure">A venue or the data directory is not there for us.</exception>
    public static async Task<TradingNode> StartAsync(
        NodeConfiguration configuration, string dataDirectory, RunObserver observer, IInputRecorder inputs, TimeProvider time,
        ILoggerFactory loggers, CancellationToken cancel)
    {
        JournalGeneration.Check(DataDirectory.JournalFileOf(dataDirectory), configuration.Node.Generation);
        await new Preflight(configuration, time, loggers).RunAsync(cancel);
        var setup = SetupOf(configuration, dataDirectory, observer, inputs, time, loggers);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(loggers);
        // Signals belong to the run, which stops trading first; the default lifetime would stop the actors under it.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopWithin);
        builder.Services.AddAkka("arbitrage", (akka, _) =>
        {
            akka.ConfigureLoggers(logging =>
            {
                logging.ClearLoggers();
                logging.AddLoggerFactory(loggers);
            });
            // Akka listens to SIGTERM too and would take the actors down under the run.
            akka.AddHocon(
                $"""
                akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
                akka.stdout-logger-class = "{typeof(SilentLogger).AssemblyQualifiedName}"
                """,
                HoconAddMode.Prepend);
            akka.WithTrading(setup);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancel);
            return new(host, host.Services.GetRequiredService<IActorRegistry>());
        }
        catch (DataDirectoryInUseException e)
        {
            host.Dispose();
            throw new NodeFailure(ExitCode.MissingResource, e.Message, e);
        }
    }

    /// <summary>The node's actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Asks a strategy to end.</summary>
    public void Stop(Symbol symbol, OnStop onStop, string reason) =>
        _actors.Get<StrategyActor>().Tell(new ToStrategy(symbol, new StrategyInput.StopRequested(onStop, reason)), ActorRefs.NoSender);

    /// <summary>Stops the actors and lets the data directory go.</summary>
    public async Task StopAsync()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static TradingSetup SetupOf(
        NodeConfiguration configuration, string dataDirectory, RunObserver observer, IInputRecorder inputs, TimeProvider time,
        ILoggerFactory loggers)
    {
        var slots = configuration.NewSlots();
        return new()
        {
            DataDirectory = dataDirectory,
            Strategies = [.. configuration.Symbols.Select(s => s.Strategy)],
            Connections = [.. Domain.Markets.Venues.All.Select(configuration.Connection)],
            Risk = configuration.Risk,
            Ports = (venue, requests) => configuration.Ports(venue, requests, time, loggers),
            Market = venue => configuration.MarketStream(venue, slots, time, loggers),
            Slots = slots,
            Hooks = new ActorHooks
            {
                Journal = observer,
                Inputs = new BothRecorders(observer, inputs),
                Stages = observer.Stages,
                Alerts = observer,
                Time = time,
            },
        };
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
