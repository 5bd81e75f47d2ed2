using Akka.Actor;
using Akka.TestKit;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Envelopes;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Connection;

/// <summary>What the shell of a connection adds: claim before send, one send, sessions that come and go, a connector that may crash.</summary>
public sealed class ExchangeConnectionActorSpecs : VirtualKit
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private readonly FakeVenue _venue;
    private readonly KillLatch _latch = new();
    private readonly TestProbe _strategies;
    private readonly TestProbe _ledger;
    private readonly IActorRef _connection;

    public ExchangeConnectionActorSpecs(ITestOutputHelper output)
        : base(output)
    {
        _latch.Set(new(0, false, []));
        _venue = new(Venue.GateSpot, Time, Btc);
        _strategies = CreateTestProbe();
        _ledger = CreateTestProbe();
        _connection = Start();
        AwaitReady();
    }

    [Fact]
    public void An_order_is_sent_once_and_only_after_its_claim_is_durable()
    {
        // Exactly the claim waits; without a permit given away before, it cannot become durable until it is released.
        (Journal.Holds, Journal.IsHeld) = (write => write.OfType<ConnectionEvent.Claimed>().Any(), true);
        Submit(Intent());
        while (!Journal.Next().OfType<ConnectionEvent.Claimed>().Any())
        {
        }

        Assert.Empty(StatusOf(_connection).State.Orders);
        Scheduler.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Empty(_venue.Sent);
        Journal.Release();

        Told<StrategyInput.IntentAnswered>();
        AwaitAssert(() => Assert.Single(_venue.Sent));
        Submit(Intent()); // redelivered: the recorded answer, no second order
        Told<StrategyInput.IntentAnswered>();
        Assert.Single(_venue.Sent);
        AwaitAssert(() => Assert.Equal(
            [Stage.ClaimDurable, Stage.FirstByte, Stage.Acked], Seen.Stages.Select(s => s.Stage)));
    }

    [Fact]
    public void A_node_that_is_killed_between_claim_and_socket_sends_nothing()
    {
        _venue.BeforeLook = () =>
        {
            _latch.Kill(RiskScope.Of(Btc), TradingMode.Reducing);
            return Task.CompletedTask;
        };

        Submit(Intent());

        var ended = Told<StrategyInput.OrderFinished>();
        Assert.Equal(new OrderOutcome.NotSent(RefusalReason.Killed), ended.Outcome);
        Assert.Empty(_venue.Sent);
    }

    [Fact]
    public void An_incarnation_that_ended_between_claim_and_socket_sends_nothing_and_its_successor_never_does()
    {
        var gate = new TaskCompletionSource();
        _venue.BeforeLook = () => gate.Task;
        Submit(Intent());
        Told<StrategyInput.IntentAnswered>();
        StopAndWait(_connection);

        gate.SetResult();
        var next = Start();
        AwaitReady(next);

        Assert.Empty(_venue.Sent);
        var entry = Assert.Single(StatusOf(next).State.Orders.Values);
        Assert.Equal(OrderPhase.InDoubt, entry.Phase);
    }

    [Fact]
    public void A_claim_that_could_not_be_written_is_not_sent()
    {
        Watch(_connection);
        Journal.Fate = _ => Fate.WrittenThenFailed;

        Submit(Intent());

        ExpectEnd(_connection);
        Assert.Empty(_venue.Sent);
    }

    [Fact]
    public void A_connector_that_crashes_is_a_fact_and_comes_back_fresh()
    {
        Assert.Equal(1, _venue.Sessions);
        _venue.CrashStream("parser bug");
        AwaitAssert(() => Assert.Contains("connector crashed", StatusOf(_connection).Session, StringComparison.Ordinal));

        Submit(Intent()); // nobody to send it: closed as not sent, or refused, but never lost
        Told<StrategyInput.IntentAnswered>();
        Assert.Empty(_venue.Sent);
        Scheduler.Advance(TimeSpan.FromSeconds(1));
        AwaitReady();

        Assert.Equal(2, _venue.Sessions);
        Assert.Contains("connector_crashed", Seen.AlertCodes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_goes_down_closes_the_session_and_one_that_comes_up_opens_it_with_a_new_clock()
    {
        _venue.Sink!.OnDown("socket closed");
        AwaitAssert(() => Assert.Equal("socket closed", StatusOf(_connection).Session));
        var clocks = _venue.Calls.Count(c => c == "clock");

        _venue.Sink.OnUp();
        AwaitReady();

        Assert.True(_venue.Calls.Count(c => c == "clock") > clocks);
    }

    private IActorRef Start() => Sys.ActorOf(ExchangeConnectionActor.Props(
        new() { Venue = Venue.GateSpot, Symbols = [Btc] }, _venue.Ports, _latch, new TradingRoutes(_strategies, TestActor, _ledger, TestActor), Hooks));

    // The session is reconciled step by step, on ticks.
    private void AwaitReady(IActorRef? connection = null) => AwaitAssert(
        () =>
        {
            Scheduler.Advance(TimeSpan.FromMilliseconds(100));
            Assert.Equal("up", StatusOf(connection ?? _connection).Session);
        },
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMilliseconds(20));

    private void Submit(OrderIntent intent) => _connection.Tell(new ToConnection(Venue.GateSpot, new ConnectionInput.Submit(intent)));

    private T Told<T>()
        where T : StrategyInput =>
        (T)((ToStrategy)_strategies.FishForMessage(m => m is ToStrategy { Input: T }, TimeSpan.FromSeconds(20))).Input;

    private static ConnectionStatus StatusOf(IActorRef connection) =>
        connection.Ask<ConnectionStatus>(new GetConnection(Venue.GateSpot), TimeSpan.FromSeconds(20)).Result;

    private OrderIntent Intent() => new(
        ClientOrderId.For(0, "abcdefgh", 1, 'a'), Venue.GateSpot, Btc, default, Side.Buy, OrderKind.ImmediateOrCancel, new Quantity(0.01m),
        new Price(100m), false, RiskClass.AddsRisk, Time.GetUtcNow().AddSeconds(5), new(1, default, Time.GetUtcNow().AddSeconds(30)));
}
