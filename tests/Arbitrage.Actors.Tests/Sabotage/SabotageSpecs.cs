using Akka.Actor;
using Akka.TestKit;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Sabotage;
using Arbitrage.Venues.Ports;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Sabotage;

/// <summary>
/// The sabotages of drivers and ports against the real actors: a wrong journal, gateway or latch is put in from outside, one script is played,
/// and the orders at the venue are held against the journal. Without the sabotage the same script is clean.
/// </summary>
public sealed class SabotageSpecs : VirtualKit
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private readonly FakeVenue _venue;
    private readonly KillLatch _latch = new();
    private readonly VenueAudit _audit;
    private readonly TestProbe _strategies;
    private readonly TestProbe _ledger;
    private OrderIntent? _order;

    public SabotageSpecs(ITestOutputHelper output)
        : base(output)
    {
        _venue = new(Venue.GateSpot, Time, Btc);
        _audit = new(_venue, Journal, _latch, Time);
        _strategies = CreateTestProbe();
        _ledger = CreateTestProbe();
        Journal.IsFenced = true;
    }

    /// <summary>Name of each and the promise that it breaks first.</summary>
    public static TheoryData<string, string> Cases { get; } = new()
    {
        { "resend-on-timeout", "I1" },
        { "persist-after-send", "I2" },
        { "claim-not-durable", "I2" },
        { "no-fence", "I6" },
        { "epoch-ignored", "I6" },
        { "no-last-look", "I6" },
        { "starts-unlatched", "I9" },
        { "kill-latch-not-read", "I9" },
        { "fills-dropped", "I4" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_audit_catches_it(string name, string promise)
    {
        Play(name, isSabotaged: true);

        AwaitAssert(() => Assert.Contains(_audit.Found(), f => f.StartsWith(promise, StringComparison.Ordinal)), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Without_it_the_same_script_is_clean(string name, string promise)
    {
        Play(name, isSabotaged: false);

        Assert.True(_audit.Found().Count == 0, $"{promise} of {name}: {string.Join("; ", _audit.Found())}");
    }

    [Fact]
    public void Every_sabotage_of_the_drivers_and_the_last_look_is_here()
    {
        var (driver, look) = (ClusterParts.Real.Driver, ClusterParts.Real.LastLook);
        var expected = Sabotages.All
            .Where(s => s.Apply(ClusterParts.Real) is var parts && (parts.Driver != driver || parts.LastLook != look))
            .Select(s => s.Name)
            // The connectors take secrets out of texts before an actor sees one: their own specs hold that.
            .Where(n => n != "secret-in-error-text");

        Assert.Empty(expected.Except(Cases.Select(c => (string)c[0])));
    }

    private void Play(string name, bool isSabotaged)
    {
        switch (name)
        {
            case "resend-on-timeout":
                _venue.OnCreate = _ => Task.FromResult<CreateOutcome>(new CreateOutcome.Unknown("timeout"));
                var unanswered = Ready(Start(gateway: new WrongGateway(_venue) { Resends = isSabotaged }));
                Submit(unanswered);
                Told<StrategyInput.OrderInDoubt>();
                Assert.NotEmpty(_venue.Sent);
                break;
            case "persist-after-send":
                var early = Ready(Start());
                if (isSabotaged)
                    Journal.Fate = _ => Fate.AcknowledgedFirst;
                Submit(early);
                Told<StrategyInput.IntentAnswered>();
                AwaitAssert(() => Assert.Single(_venue.Sent));
                Journal.WriteLate();
                break;
            case "claim-not-durable":
                ForgetClaim(isSabotaged);
                break;
            case "no-fence":
                TwoIncarnations(isSabotaged);
                break;
            case "epoch-ignored":
                RaiseBetweenClaimAndSocket(isSabotaged);
                break;
            case "no-last-look":
                ExpireBetweenClaimAndSocket(isSabotaged);
                break;
            case "starts-unlatched":
                Submit(Ready(Start(isSabotaged ? Open() : _latch)));
                Ended(isSabotaged, RefusalReason.Killed);
                break;
            case "kill-latch-not-read":
                _latch.Set(new(0, false, []));
                var killed = Ready(Start(isSabotaged ? Open() : _latch));
                _venue.BeforeLook = () =>
                {
                    _latch.Kill(RiskScope.Of(Btc), TradingMode.Reducing);
                    return Task.CompletedTask;
                };
                Submit(killed);
                Ended(isSabotaged, RefusalReason.Killed);
                break;
            case "fills-dropped":
                DropFill(isSabotaged);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(name), name, "No such case.");
        }
    }

    // What was acknowledged is gone after a crash, and the strategy hands its order over again.
    private void ForgetClaim(bool isSabotaged)
    {
        var first = Ready(Start());
        if (isSabotaged)
            Journal.Fate = _ => Fate.AcknowledgedFirst;
        Submit(first);
        Told<StrategyInput.IntentAnswered>();
        AwaitAssert(() => Assert.NotEmpty(_venue.Sent));
        StopAndWait(first);
        Journal.Fate = _ => Fate.Written;
        var second = Ready(Start());

        Submit(second);
        Told<StrategyInput.IntentAnswered>();
        if (isSabotaged)
            AwaitAssert(() => Assert.Equal(2, _venue.Sent.Count));
    }

    // A second incarnation of the connection starts while the first still lives, as after a split; both are handed the order.
    private void TwoIncarnations(bool isSabotaged)
    {
        Journal.IsFenced = !isSabotaged;
        var older = Ready(Start());
        var newer = Ready(Start());
        Submit(newer);
        Told<StrategyInput.IntentAnswered>();
        AwaitAssert(() => Assert.NotEmpty(_venue.Sent));

        Watch(older);
        Submit(older);
        if (isSabotaged)
            AwaitAssert(() => Assert.Equal(2, _venue.Sent.Count), TimeSpan.FromSeconds(20));
        else
            ExpectEnd(older);
    }

    // The successor's epoch is durable at the connection between claim and first byte.
    private void RaiseBetweenClaimAndSocket(bool isSabotaged)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _venue.BeforeLook = () => gate.Task;
        var connection = Ready(Start(gateway: new WrongGateway(_venue) { DoesNotLook = isSabotaged }));
        Submit(connection);
        Told<StrategyInput.IntentAnswered>();
        connection.Tell(new ToConnection(Venue.GateSpot, new ConnectionInput.RaiseEpoch(Btc, new(0, 9))));
        Told<StrategyInput.EpochAcknowledged>();

        gate.SetResult();
        Ended(isSabotaged, RefusalReason.OldEpoch);
    }

    // The process stands still between claim and first byte until the order's time is over.
    private void ExpireBetweenClaimAndSocket(bool isSabotaged)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _venue.BeforeLook = () => gate.Task;
        Submit(Ready(Start(gateway: new WrongGateway(_venue) { DoesNotLook = isSabotaged })));
        Told<StrategyInput.IntentAnswered>();

        Scheduler.Advance(_order!.NotAfter - Time.GetUtcNow() + TimeSpan.FromMilliseconds(1));
        gate.SetResult();
        Ended(isSabotaged, RefusalReason.Expired);
    }

    // The stream tells that an order has ended filled, and the fill itself is lost on the way; the history has it.
    private void DropFill(bool isSabotaged)
    {
        var connection = Ready(Start(gateway: new WrongGateway(_venue) { HidesTrades = isSabotaged }));
        Submit(connection);
        Told<StrategyInput.IntentAnswered>();
        AwaitAssert(() => Assert.Single(_venue.Sent));
        var order = _order!;
        _venue.Trades.Enqueue(new(
            "trade:1", Btc, Time.GetUtcNow(), "1", $"v-{order.Id}", order.Id, order.Side, order.Cap, order.Quantity, 0m, Asset.Usdt, false, TradeCause.Own));
        _venue.Sink!.OnOrder(new(Venue.GateSpot, Btc, $"v-{order.Id}", order.Id, false, order.Quantity, order.Cap * order.Quantity));

        if (isSabotaged)
        {
            for (var i = 0; i < 300; i++)
                Scheduler.Advance(TimeSpan.FromMilliseconds(100));
        }
        else
        {
            AwaitAssert(
                () =>
                {
                    Scheduler.Advance(TimeSpan.FromMilliseconds(100));
                    Assert.Empty(_audit.Found());
                },
                TimeSpan.FromSeconds(20),
                TimeSpan.FromMilliseconds(20));
        }
    }

    private void Ended(bool isSabotaged, RefusalReason why)
    {
        if (isSabotaged)
            AwaitAssert(() => Assert.Single(_venue.Sent), TimeSpan.FromSeconds(20));
        else
            Assert.Equal(new OrderOutcome.NotSent(why), Told<StrategyInput.OrderFinished>().Outcome);
    }

    private static KillLatch Open()
    {
        var latch = new KillLatch();
        latch.Set(new(0, false, []));
        return latch;
    }

    private IActorRef Start(KillLatch? latch = null, ITradingGateway? gateway = null)
    {
        if (latch is null)
            _latch.Set(new(0, false, []));
        Func<IRequestObserver, VenuePorts> ports = gateway is null ? _venue.Ports : requests => _venue.Ports(requests) with { Gateway = _ => gateway };
        return Sys.ActorOf(ExchangeConnectionActor.Props(
            new() { Venue = Venue.GateSpot, Symbols = [Btc] }, ports, latch ?? _latch, new TradingRoutes(_strategies, TestActor, _ledger, TestActor), Hooks));
    }

    private IActorRef Ready(IActorRef connection)
    {
        AwaitAssert(
            () =>
            {
                Scheduler.Advance(TimeSpan.FromMilliseconds(100));
                Assert.Equal("up", StatusOf(connection).Session);
            },
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(20));
        return connection;
    }

    private static ConnectionStatus StatusOf(IActorRef connection) =>
        connection.Ask<ConnectionStatus>(new GetConnection(Venue.GateSpot), TimeSpan.FromSeconds(20)).Result;

    private void Submit(IActorRef connection) => connection.Tell(new ToConnection(Venue.GateSpot, new ConnectionInput.Submit(_order ??= NewOrder())));

    // One and the same, however often it is handed over.
    private OrderIntent NewOrder() => new(
        ClientOrderId.For(0, "abcdefgh", 1, 'a'), Venue.GateSpot, Btc, default, Side.Buy, OrderKind.ImmediateOrCancel, new Quantity(0.01m),
        new Price(100m), false, RiskClass.AddsRisk, Time.GetUtcNow().AddSeconds(60), new(1, default, Time.GetUtcNow().AddSeconds(90)));

    private T Told<T>()
        where T : StrategyInput =>
        (T)((ToStrategy)_strategies.FishForMessage(m => m is ToStrategy { Input: T }, TimeSpan.FromSeconds(20))).Input;
}
