using Arbitrage.Domain.Running;
using Runner = Arbitrage.Domain.Running.MachineRunner<
    Arbitrage.Domain.Tests.Running.Tally, Arbitrage.Domain.Running.NoView, Arbitrage.Domain.Tests.Running.Ask,
    Arbitrage.Domain.Tests.Running.Added, Arbitrage.Domain.Tests.Running.Say>;
using Step = Arbitrage.Domain.Running.RunnerStep<Arbitrage.Domain.Tests.Running.Added, Arbitrage.Domain.Tests.Running.Say>;

namespace Arbitrage.Domain.Tests.Running;

public sealed record Tally(int Sum, long Sequence);

public record Ask(int Amount);

public sealed record Added(int Amount);

public record Say(string Text);

public sealed record Send(string Text) : Say(Text), IDurableEffect;

/// <summary>Adds what it is asked; answers 0 without an event, and wrongly asks to send without one for negative amounts.</summary>
internal sealed class Adder : IMachine<Tally, NoView, Ask, Added, Say>
{
    public Tally Initial { get; } = new(0, 0);

    public Decision<Added, Say> Decide(Tally state, NoView view, Ask input) => input.Amount switch
    {
        0 => new([], [new Say($"sum {state.Sum}")]),
        < 0 => new([], [new Send("never")]),
        _ => new([new(input.Amount)], [new Send($"{state.Sum}+{input.Amount}@{state.Sequence + 1}")]),
    };

    public Tally Apply(Tally state, Added happened, long sequence) => new(state.Sum + happened.Amount, sequence);

    public Decision<Added, Say> Recovered(Tally state, long nextSequence, DateTimeOffset now) =>
        new([], [new Say($"recovered {state.Sum}, next {nextSequence}")]);
}

public class MachineRunnerSpecs
{
    private readonly Runner _runner = new(new Adder(), NoView.Instance);

    [Fact]
    public void Nothing_is_performed_before_its_events_are_durable()
    {
        Recover();

        var write = Assert.IsType<Step.Write>(_runner.OnInput(new(5)));

        Assert.Equal((1L, new Added(5)), (write.FirstSequence, write.Events.Single()));
        Assert.Equal(0, _runner.State.Sum);
        Assert.Equal("0+5@1", Performed(_runner.OnWritten(1)).Single());
        Assert.Equal(5, _runner.State.Sum);
    }

    [Fact]
    public void Inputs_that_arrive_during_a_write_become_one_write_decided_on_each_other()
    {
        Recover();
        _runner.OnInput(new(1));

        Assert.IsType<Step.Wait>(_runner.OnInput(new(2)));
        Assert.IsType<Step.Wait>(_runner.OnInput(new(3)));
        var next = Assert.IsType<Step.PerformThenWrite>(_runner.OnWritten(1));

        Assert.Equal("0+1@1", next.Effects.Single().Text);
        Assert.Equal(2, next.FirstSequence);
        Assert.Equal(new Added[] { new(2), new(3) }, next.Events);
        Assert.Equal(["1+2@2", "3+3@3"], Performed(_runner.OnWritten(3)));
    }

    [Fact]
    public void An_answer_behind_an_event_of_the_same_batch_waits_for_that_event()
    {
        Recover();
        _runner.OnInput(new(1));
        _runner.OnInput(new(0));
        _runner.OnInput(new(2));
        _runner.OnInput(new(0));

        var next = Assert.IsType<Step.PerformThenWrite>(_runner.OnWritten(1));

        Assert.Equal(["0+1@1", "sum 1"], next.Effects.Select(e => e.Text));
        Assert.Equal(["1+2@2", "sum 3"], Performed(_runner.OnWritten(2)));
    }

    [Fact]
    public void A_failed_write_stops_and_nothing_is_performed_afterwards()
    {
        Recover();
        _runner.OnInput(new(1));
        _runner.OnInput(new(2));

        var stop = Assert.IsType<Step.Stop>(_runner.OnWriteFailed(new IOException("disk full")));

        Assert.Contains("disk full", stop.Reason, StringComparison.Ordinal);
        Assert.IsType<Step.Wait>(_runner.OnWritten(1));
        Assert.IsType<Step.Wait>(_runner.OnInput(new(3)));
        Assert.Equal(0, _runner.State.Sum);
    }

    [Fact]
    public void A_durable_effect_without_an_event_is_a_bug_and_throws()
    {
        Recover();

        Assert.Throws<InvalidOperationException>(() => _runner.OnInput(new(-1)));
    }

    [Fact]
    public void Recovery_applies_and_asks_but_never_repeats_effects()
    {
        _runner.OnReplayed(new(4), 1);
        _runner.OnReplayed(new(6), 2);

        Assert.Equal(["recovered 10, next 3"], Performed(_runner.OnRecovered(2, default)));
    }

    [Fact]
    public void Recovery_over_a_hole_throws()
    {
        _runner.OnReplayed(new(4), 1);

        Assert.Throws<InvalidOperationException>(() => _runner.OnReplayed(new(6), 3));
    }

    [Fact]
    public void Recovery_that_misses_the_end_of_the_journal_stops()
    {
        _runner.OnReplayed(new(4), 1);

        Assert.IsType<Step.Stop>(_runner.OnRecovered(2, default));
        Assert.True(_runner.IsStopped);
    }

    [Fact]
    public void A_snapshot_is_continued_from_its_sequence()
    {
        _runner.Restore(new(40, 7), 7);
        _runner.OnReplayed(new(2), 8);

        Assert.Equal(["recovered 42, next 9"], Performed(_runner.OnRecovered(8, default)));
    }

    [Fact]
    public void Inputs_before_the_end_of_recovery_wait_for_it()
    {
        Assert.IsType<Step.Wait>(_runner.OnInput(new(1)));
        var step = Assert.IsType<Step.PerformThenWrite>(_runner.OnRecovered(0, default));

        Assert.Equal("recovered 0, next 1", step.Effects.Single().Text);
        Assert.Equal(["0+1@1"], Performed(_runner.OnWritten(1)));
    }

    [Fact]
    public void A_full_queue_stops_the_incarnation()
    {
        Recover();
        _runner.OnInput(new(1));
        for (var i = 0; i < Runner.QueueLimit; i++)
            Assert.IsType<Step.Wait>(_runner.OnInput(new(1)));

        Assert.IsType<Step.Stop>(_runner.OnInput(new(1)));
    }

    private static string[] Performed(Step step) =>
        [.. Assert.IsType<Step.Perform>(step).Effects.Select(e => e.Text)];

    private void Recover() => _runner.OnRecovered(0, default);
}
