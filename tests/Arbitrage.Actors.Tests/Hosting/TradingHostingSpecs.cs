using Akka.Actor;
using Akka.Hosting;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Strategy;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Arbitrage.Actors.Tests.Hosting;

/// <summary>The whole node's actor system as it is deployed: cluster of one, sharding, singleton, SQLite, strict serializers.</summary>
public sealed class TradingHostingSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Symbol Btc = new("BTC_USDT");
    private readonly string _folder = Directory.CreateTempSubdirectory("node").FullName;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_node_starts_every_machine_unlatches_and_finds_it_all_again_after_a_restart()
    {
        var witness = new Witness();
        var latch = new KillLatch();
        await using (var node = await Node.Start(_folder, witness, latch))
        {
            await node.Until(() => latch.Known is not null && Started(witness) == 8);
            Assert.False(latch.IsSet(Btc, Venue.GateSpot));
            foreach (var venue in Domain.Markets.Venues.All)
            {
                var status = await node.Account.Ask<ConnectionStatus>(new GetConnection(venue), Patience);
                Assert.Equal(venue, status.Venue);
                Assert.Equal(venue, (await node.Account.Ask<LedgerStatus>(new GetLedger(venue), Patience)).Venue);
            }

            var strategy = await node.Strategies.Ask<StrategyStatus>(new GetStrategy(Btc), Patience);
            Assert.Equal(Btc, strategy.Symbol);
            Assert.Throws<DataDirectoryInUseException>(() => DataDirectory.Acquire(_folder));

            node.Latch.Tell(new KillHere(null, TradingMode.Halted, "test", "drill"));
            await node.Until(() => latch.Known is { All: true } && !latch.IsUnconfirmed);
        }

        SqliteConnection.ClearAllPools();
        var rows = JournalReader.ReadAll(DataDirectory.JournalFileOf(_folder)).ToList();
        Assert.Contains(rows, r => r is { PersistenceId: PersistenceIds.RiskGuard, Happened: RiskGuardEvent.ModeSet { Mode: TradingMode.Halted } });
        // What was seen is what stands there; a write that was under way at the end may stand there unseen.
        Assert.Empty(witness.Written.Select(w => (w.Id, w.Sequence, w.Happened.GetType())).Except(
            rows.Select(r => (r.PersistenceId, r.Sequence, r.Happened.GetType()))));

        // Nobody asks for them now: they come back because they are remembered.
        var (second, again) = (new Witness(), new KillLatch());
        Assert.True(again.IsSet(Btc, Venue.GateSpot));
        await using (var node = await Node.Start(_folder, second, again))
        {
            await node.Until(() => again.Known is { All: true } && Started(second) == 8);
            Assert.True(again.IsSet(Btc, Venue.GateSpot));

            // Who had written anything reads it back; a ledger that had no fact yet comes back with nothing to read.
            Assert.Equal(rows.Select(r => r.PersistenceId).Distinct().Order(), second.Recovered.Select(r => r.Id).Distinct().Order());
        }
    }

    // Guard, three connections, one strategy write when they start; a ledger has nothing to say before its first fact.
    private static int Started(Witness witness) =>
        witness.Written.Select(w => w.Id).Concat(witness.Inputs.Select(i => i.Id)).Distinct().Count();

    private sealed class Node(IHost host) : IAsyncDisposable
    {
        private IReadOnlyActorRegistry Registry => host.Services.GetRequiredService<IReadOnlyActorRegistry>();

        public IActorRef Account => Registry.Get<AccountRegion>();

        public IActorRef Strategies => Registry.Get<StrategyActor>();

        public IActorRef Latch => Registry.Get<KillLatchActor>();

        public static async Task<Node> Start(string folder, Witness witness, KillLatch latch)
        {
            var venues = Domain.Markets.Venues.All.ToDictionary(v => v, v => new FakeVenue(v, TimeProvider.System, Btc));
            var setup = new TradingSetup
            {
                DataDirectory = folder,
                Strategies = [new StrategySettings { Symbol = Btc }],
                Connections = [.. Domain.Markets.Venues.All.Select(v => new Domain.Connection.ConnectionSettings { Venue = v, Symbols = [Btc] })],
                Risk = new(),
                Ports = (v, requests) => venues[v].Ports(requests),
                Market = v => venues[v],
                Slots = [.. Domain.Markets.Venues.All.Select(v => new BookSlot(v, Btc))],
                Latch = latch,
                Hooks = ActorHooks.None with { Journal = witness, Alerts = witness, Inputs = witness },
            };
            var builder = Host.CreateEmptyApplicationBuilder(new());
            builder.Services.AddAkka("trading", akka => akka.WithTrading(setup));
            var host = builder.Build();
            await host.StartAsync();
            return new(host);
        }

        // The node runs on real time and real threads: wait for what must come, with a limit far away.
        public async Task Until(Func<bool> condition)
        {
            using var limit = new CancellationTokenSource(Patience);
            while (!condition())
                await Task.Delay(20, limit.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
