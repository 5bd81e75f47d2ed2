using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Hosting;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using Akka.Pattern;
using Akka.Remote.Hosting;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Ledger;
using Arbitrage.Actors.MarketData;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Strategy;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Serialization;

namespace Arbitrage.Actors.Hosting;

/// <summary>The shard region of connections and ledgers, as a key of the actor registry.</summary>
public sealed class AccountRegion;

/// <summary>Runs the four machines in an actor system made by Akka.Hosting; one method a concern, all of them by `WithTrading`.</summary>
public static class TradingHosting
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(30);

    /// <summary>Everything, as a cluster of one on SQLite. The data directory is taken here, and given back when the system has ended.</summary>
    /// <exception cref="DataDirectoryInUseException">Another process has the data directory.</exception>
    public static AkkaConfigurationBuilder WithTrading(this AkkaConfigurationBuilder builder, TradingSetup setup)
    {
        var directory = DataDirectory.Acquire(setup.DataDirectory);
        return builder
            .WithTradingSerializers()
            .WithTradingJournal(directory)
            .WithTradingCluster(setup.Host, setup.Port)
            .WithTradingActors(setup)
            .AddStartup((system, registry) =>
            {
                _ = system.WhenTerminated.ContinueWith(ended => directory.Dispose(), TaskScheduler.Default);
                var cluster = Cluster.Get(system);
                cluster.Join(cluster.SelfAddress);
            });
    }

    /// <summary>One serializer a family; everything else that is not bound throws instead of falling back to JSON.</summary>
    public static AkkaConfigurationBuilder WithTradingSerializers(this AkkaConfigurationBuilder builder) => builder
        .AddHocon("akka.actor.serialization-settings.allow-unregistered-types = false", HoconAddMode.Prepend)
        .WithCustomSerializer("trading-cn", [typeof(ConnectionEvent), typeof(ConnectionState)], system => new ConnectionSerializer(system))
        .WithCustomSerializer("trading-st", [typeof(StrategyEvent), typeof(StrategyState)], system => new StrategySerializer(system))
        .WithCustomSerializer("trading-ld", [typeof(LedgerEvent), typeof(LedgerState)], system => new LedgerSerializer(system))
        .WithCustomSerializer("trading-rk", [typeof(RiskGuardEvent), typeof(RiskGuardState)], system => new RiskSerializer(system))
        .WithCustomSerializer("trading-en", [typeof(ITradingMessage)], system => new EnvelopeSerializer(system));

    /// <summary>A cluster of one; the caller joins it to itself when everything stands.</summary>
    public static AkkaConfigurationBuilder WithTradingCluster(this AkkaConfigurationBuilder builder, string host, int port) => builder
        .WithRemoting(host, port)
        .WithClustering(new ClusterOptions { Roles = ["venues", "strategies", "risk", "gateway"] })
        .AddHocon(
            """
            akka.cluster.sharding {
              entity-recovery-strategy = constant
              entity-recovery-constant-rate-strategy.frequency = 100 ms
              entity-recovery-constant-rate-strategy.number-of-entities = 5
            }
            akka.remote.log-frame-size-exceeding = 32000b
            akka.log-dead-letters-during-shutdown = off
            """,
            HoconAddMode.Prepend);

    /// <summary>Regions, guard, market data and kill latch of this node.</summary>
    public static AkkaConfigurationBuilder WithTradingActors(this AkkaConfigurationBuilder builder, TradingSetup setup)
    {
        var hooks = setup.Hooks with { JournalPluginId = TradingJournal.MoneyPlugin };
        return builder
            .WithSingleton<RiskGuardActor>(
                "risk",
                (system, registry, _) => Backed(RiskGuardActor.Props(setup.Risk, new RegistryRoutes(system, registry), hooks)),
                new ClusterSingletonOptions { Role = "risk" })
            .WithShardRegion<AccountRegion>(
                "account",
                (system, registry) => entity => AccountProps(entity, setup, new RegistryRoutes(system, registry), hooks),
                new AccountExtractor(),
                Remembered("venues"))
            .WithShardRegion<StrategyActor>(
                "strategy",
                (system, registry) => entity => StrategyProps(entity, setup, new RegistryRoutes(system, registry), hooks),
                new SymbolExtractor(),
                Remembered("strategies"))
            .WithActors((system, registry) =>
            {
                var routes = new RegistryRoutes(system, registry);
                var node = Cluster.Get(system).SelfAddress.ToString();
                registry.Register<KillLatchActor>(system.ActorOf(KillLatchActor.Props(node, setup.Latch, setup.Risk, routes), "kill-latch"));
                var venues = setup.Connections.Select(c => c.Venue).ToArray();
                registry.Register<MarketDataActor>(system.ActorOf(MarketDataActor.Props(venues, setup.Market, setup.Hooks), "market-data"));
                foreach (var venue in venues)
                {
                    routes.Connections.Tell(new ShardRegion.StartEntity(AccountExtractor.ConnectionId(venue)));
                    routes.Ledgers.Tell(new ShardRegion.StartEntity(AccountExtractor.LedgerId(venue)));
                }

                foreach (var strategy in setup.Strategies)
                    routes.Strategies.Tell(new ShardRegion.StartEntity(strategy.Symbol.Text));
            });
    }

    private static ShardOptions Remembered(string role) => new()
    {
        Role = role,
        RememberEntities = true,
        RememberEntitiesStore = RememberEntitiesStore.Eventsourced,
        StateStoreMode = StateStoreMode.DData,
        ShouldPassivateIdleEntities = false,
    };

    private static Props AccountProps(string entity, TradingSetup setup, ITradingRoutes routes, Running.ActorHooks hooks)
    {
        foreach (var connection in setup.Connections)
        {
            var venue = connection.Venue;
            if (string.Equals(entity, AccountExtractor.ConnectionId(venue), StringComparison.Ordinal))
                return Backed(ExchangeConnectionActor.Props(connection, requests => setup.Ports(venue, requests), setup.Latch, routes, hooks));
            if (string.Equals(entity, AccountExtractor.LedgerId(venue), StringComparison.Ordinal))
                return Backed(LedgerActor.Props(venue, routes, hooks));
        }

        return Props.Create<RetiredActor>();
    }

    private static Props StrategyProps(string entity, TradingSetup setup, ITradingRoutes routes, Running.ActorHooks hooks) =>
        setup.Strategies.FirstOrDefault(s => string.Equals(s.Symbol.Text, entity, StringComparison.Ordinal)) is { } settings
            ? Backed(StrategyActor.Props(settings, [.. setup.Slots.Where(s => s.Symbol == settings.Symbol)], routes, hooks))
            : Props.Create<RetiredActor>();

    // A machine's actor stops on every failure and comes back by recovery, later each time.
    private static Props Backed(Props machine) => BackoffSupervisor.Props(
        Backoff.OnStop(machine, "machine", FirstBackOff, LongestBackOff, 0.2, maxNrOfRetries: -1)
            .WithAutoReset(TimeSpan.FromMinutes(1))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));

    /// <summary>Stands for an entity that is remembered and not configured any more.</summary>
    private sealed class RetiredActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}

/// <summary>Routes of a node: looked up when used, as regions and guard start one after the other; commands that get lost are repeated.</summary>
internal sealed class RegistryRoutes(ActorSystem system, IActorRegistry registry) : ITradingRoutes
{
    public IActorRef Strategies => Find<StrategyActor>();

    public IActorRef Connections => Find<AccountRegion>();

    public IActorRef Ledgers => Find<AccountRegion>();

    public IActorRef Guard => Find<RiskGuardActor>();

    private IActorRef Find<TKey>() => registry.TryGet<TKey>(out var found) ? found : system.DeadLetters;
}
