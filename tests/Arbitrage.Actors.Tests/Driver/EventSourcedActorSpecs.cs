using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Actors.Tests.Toy;
using Arbitrage.Protocol.Envelopes;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>What the persistent driver adds to the runner: persist before perform, one write at a time, and an end on every doubt.</summary>
public class EventSourcedActorSpecs(ITestOutputHelper output) : VirtualKit(output)
{
    private const string Id = "toy-1";

    [Fact]
    public void Nothing_is_performed_before_its_event_is_durable()
    {
        var (actor, listener) = Started();
        Journal.IsHeld = true;

        actor.Tell(new ToyInput.Add(5));
        Journal.Next();
        Assert.Equal(0, StateOf(actor).Total);
        listener.ExpectNoMsg(TimeSpan.Zero);
        Journal.Release();

        Assert.Equal(new ToyEffect.Pay(5), listener.ExpectMsg<ToyEffect>());
        Assert.Equal(5, StateOf(actor).Total);
        Assert.Equal((Id, 2L), (Seen.Written.Last().Id, Seen.Written.Last().Sequence));
    }

    [Fact]
    public void Inputs_that_come_while_writing_become_one_write()
    {
        var (actor, listener) = Started();
        Journal.IsHeld = true;

        actor.Tell(new ToyInput.Add(1));
        Journal.Next();
        actor.Tell(new ToyInput.Add(2));
        actor.Tell(new ToyInput.AddTwice(3));
        actor.Tell(new ToyInput.Add(4));
        StateOf(actor); // all four have been taken
        Assert.Empty(Journal.Writes);
        Journal.Release();
        var second = Journal.Next();
        Journal.Release();

        Assert.Equal(
            [2L, 3, 3, 4],
            second.Cast<ToyEvent.Added>().Select(e => e.Number));
        long[] paid = [.. listener.ReceiveN(4).Cast<ToyEffect.Pay>().Select(p => p.Number)];
        Assert.Equal([1L, 2, 6, 4], paid);
        Assert.Equal([0L, 1, 3, 6, 9, 13], Seen.Written.Select(w => ((ToyState)w.State).Total));
    }

    [Fact]
    public void A_failed_write_ends_the_incarnation_without_its_effects()
    {
        var (actor, listener) = Started();
        Watch(actor);
        Journal.Fate = _ => Fate.FailedBefore;

        actor.Tell(new ToyInput.Add(5));

        ExpectEnd(actor);
        listener.ExpectNoMsg(TimeSpan.Zero);
        Assert.Contains("persist_failed", Seen.AlertCodes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejected_write_ends_the_incarnation_without_its_effects()
    {
        var (actor, listener) = Started();
        Watch(actor);
        Journal.Fate = _ => Fate.Rejected;

        actor.Tell(new ToyInput.AddTwice(5));
        actor.Tell(new ToyInput.Greet("nobody"));

        ExpectEnd(actor);
        listener.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal("persist_rejected,incarnation_ended", Seen.AlertCodes);
    }

    [Fact]
    public void A_write_that_landed_though_it_failed_is_found_by_the_next_incarnation_and_not_performed()
    {
        var (actor, listener) = Started();
        Watch(actor);
        Journal.Fate = _ => Fate.WrittenThenFailed;
        actor.Tell(new ToyInput.Add(5));
        ExpectEnd(actor);
        Journal.Fate = _ => Fate.Written;

        var next = Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));

        Assert.Equal(new ToyEffect.Say("recovered 5"), listener.ExpectMsg<ToyEffect>());
        Assert.Equal(new ToyState(5, 2), StateOf(next));
        listener.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Recovery_never_repeats_effects()
    {
        var (actor, listener) = Started();
        actor.Tell(new ToyInput.Add(5));
        actor.Tell(new ToyInput.Add(6));
        listener.ReceiveN(2);
        StopAndWait(actor);

        var next = Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));

        Assert.Equal(new ToyEffect.Say("recovered 11"), listener.ExpectMsg<ToyEffect>());
        Assert.Equal(new ToyState(11, 2), StateOf(next));
        listener.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal([1L, 2, 3], Seen.Recovered.Select(r => r.Sequence));
    }

    [Fact]
    public void The_first_write_of_an_incarnation_comes_before_what_waited_for_it()
    {
        var listener = CreateTestProbe();
        Journal.IsHeld = true;
        var actor = Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));
        actor.Tell(new ToyInput.Add(5));
        var first = Journal.Next();
        Journal.Release(2);

        Assert.IsType<ToyEvent.Started>(Assert.Single(first));
        Assert.Equal(new ToyEffect.Say("recovered 0"), listener.ExpectMsg<ToyEffect>());
        Assert.Equal(new ToyEffect.Pay(5), listener.ExpectMsg<ToyEffect>());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_hole_in_the_journal_ends_the_incarnation_before_it_decides(long missing)
    {
        var (actor, listener) = Started();
        actor.Tell(new ToyInput.Add(5));
        actor.Tell(new ToyInput.Add(6));
        listener.ReceiveN(2);
        StopAndWait(actor);
        while (Journal.Writes.TryTake(out _))
        {
        }

        Journal.Skip = sequence => sequence == missing;
        var next = Watch(Sys.ActorOf(ToyActor.Props(Id, listener, Hooks)));

        ExpectEnd(next);
        Assert.Empty(Journal.Writes);
        listener.ExpectNoMsg(TimeSpan.Zero);
        Assert.Matches("recovery_failed|incarnation_ended", Seen.AlertCodes);
    }

    [Fact]
    public void A_bug_in_the_machine_ends_the_incarnation_and_nothing_half_done_stays()
    {
        var listener = CreateTestProbe();
        var parent = Sys.ActorOf(Props.Create(() => new StoppingParent(ToyActor.Props(Id, listener, Hooks))));
        listener.ExpectMsg<ToyEffect.Say>();
        parent.Tell(new ToyInput.Add(-1));
        parent.Tell(new ToyInput.Add(1));
        ExpectEnd(Watch(parent));

        Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));

        Assert.Equal(new ToyEffect.Say("recovered 0"), listener.ExpectMsg<ToyEffect>());
    }

    [Fact]
    public void Recovery_goes_on_from_a_snapshot_and_sees_only_what_follows_it()
    {
        Hooks = Hooks with { SnapshotEvery = 3 };
        var (actor, listener) = Started();
        for (var i = 0; i < 4; i++)
            actor.Tell(new ToyInput.Add(1));
        listener.ReceiveN(4);
        StopAndWait(actor);

        Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));

        Assert.Equal(new ToyEffect.Say("recovered 4"), listener.ExpectMsg<ToyEffect>());
        var from = Seen.Recovered.First();
        Assert.Null(from.Happened);
        Assert.True(from.Sequence >= 3);
        Assert.Equal(5 - from.Sequence, Seen.Recovered.Count - 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_snapshot_whose_hash_does_not_fit_is_not_believed(bool isTampered)
    {
        var snapshot = StateSnapshot.Of(ToySerializer.Schema, Id, 1, new ToyState(1_000_000, 1));
        if (isTampered)
            snapshot = snapshot with { State = [.. ToySerializer.Schema.ToBytes(new ToyState(2_000_000, 1))] };
        var (actor, listener) = Started();
        StopAndWait(actor);
        Persistence.Instance.Apply(Sys).SnapshotStoreFor("").Tell(new SaveSnapshot(new(Id, 1, DateTime.UnixEpoch), snapshot), TestActor);
        ExpectMsg<SaveSnapshotSuccess>();

        var next = Watch(Sys.ActorOf(ToyActor.Props(Id, listener, Hooks)));

        if (isTampered)
            ExpectEnd(next);
        else
            Assert.Equal(new ToyEffect.Say("recovered 1000000"), listener.ExpectMsg<ToyEffect>());
        Assert.Equal(isTampered, Seen.AlertCodes.Contains("recovery_failed", StringComparison.Ordinal));
    }

    [Fact]
    public void Ticks_that_pass_while_writing_become_one()
    {
        var (actor, listener) = Started();
        Journal.IsHeld = true;
        actor.Tell(new ToyInput.Add(1));
        Journal.Next();
        var before = Ticks();

        PassTicks(10);
        StateOf(actor);
        Assert.Equal(before, Ticks());
        Journal.Release();
        listener.ExpectMsg<ToyEffect.Pay>();
        StateOf(actor);

        Assert.Equal(before + 1, Ticks());
        PassTicks(2);
        StateOf(actor);
        Assert.Equal(before + 3, Ticks());
    }

    [Fact]
    public void Inputs_carry_the_time_of_their_receipt()
    {
        var (actor, listener) = Started();
        Scheduler.Advance(TimeSpan.FromMilliseconds(50));
        var now = Time.GetUtcNow();

        actor.Tell(new ToyInput.Add(1));
        listener.ExpectMsg<ToyEffect.Pay>();

        Assert.Equal(now, ((ToyEvent.Added)Seen.Written.Last().Happened).At);
    }

    [Fact]
    public void The_recorder_hears_of_a_write_between_the_inputs_before_and_after_it()
    {
        var (actor, listener) = Started();
        Journal.IsHeld = true;
        actor.Tell(new ToyInput.Add(1));
        Journal.Next();
        actor.Tell(new ToyInput.AddTwice(2));
        StateOf(actor);
        Journal.Release();
        Journal.Next();
        Journal.Release();
        listener.ReceiveN(2);
        Journal.IsHeld = false;
        Watch(actor);
        Journal.Fate = _ => Fate.FailedBefore;
        actor.Tell(new ToyInput.Add(3));
        ExpectEnd(actor);

        Assert.Equal(
            ["recovered 0", "written 1", "Add", "AddTwice", "written 2", "written 4", "Add", "write failed: the disk is gone"],
            Seen.Course.Where(c => c != nameof(ToyInput.ClockTicked)));
    }

    private (IActorRef Actor, TestProbe Listener) Started()
    {
        var listener = CreateTestProbe();
        var actor = Sys.ActorOf(ToyActor.Props(Id, listener, Hooks));
        listener.ExpectMsg<ToyEffect.Say>();
        Journal.Next();
        return (actor, listener);
    }

    private static ToyState StateOf(IActorRef actor) => actor.Ask<ToyState>(ToyActor.Get.Instance, TimeSpan.FromSeconds(20)).Result;

    // One at a time: a longer advance runs a periodic timer once.
    private void PassTicks(int count)
    {
        for (var i = 0; i < count; i++)
            Scheduler.Advance(TimeSpan.FromMilliseconds(100));
    }

    private int Ticks() => Seen.Inputs.Count(i => i.Input is ToyInput.ClockTicked);

    private sealed class StoppingParent(Props child) : UntypedActor
    {
        private IActorRef _child = ActorRefs.Nobody;

        protected override void PreStart() => _child = Context.Watch(Context.ActorOf(child));

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

        protected override void OnReceive(object message)
        {
            if (message is Terminated)
                Context.Stop(Self);
            else
                _child.Forward(message);
        }
    }
}
