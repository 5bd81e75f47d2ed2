using Arbitrage.Domain.Running;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Tests.Driver;

public sealed class MachineHostSpecs
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan WriteTakes = TimeSpan.FromMilliseconds(1);

    private readonly VirtualTime _time = new(Start);
    private readonly MemoryJournals _journals = new();
    private readonly List<DriverCall> _calls = [];
    private readonly List<string> _performed = [];
    private readonly MachineHost<Sum, NoView, Put, Added, Said> _host;

    public MachineHostSpecs() => _host = new(
        new HostContext(_time, _journals, WriteTakes, _calls), "toy-1",
        new(new Counter(), () => NoView.Instance, (input, now) => input with { Now = now }, () => new Put(0),
            Hear, () => _performed.Add("up"), () => _performed.Add("down")));

    [Fact]
    public void Effects_are_performed_when_their_events_are_durable_and_not_before()
    {
        _host.Start();
        _time.RunUntil(Start.AddMilliseconds(5));
        _host.Deliver(new(3));
        Assert.Equal(["up", "1 hello"], _performed);

        _time.RunUntil(Start.AddMilliseconds(10));

        Assert.Equal(["up", "1 hello", "6 3"], _performed);
        Assert.Equal([new Added(0), new Added(3)], _journals.Of("toy-1").Select(e => e.Happened));
        Assert.Equal(3, _host.State.Total);
    }

    [Fact]
    public void Inputs_behind_a_write_become_one_write()
    {
        _host.Start();
        _host.Deliver(new(1));
        _host.Deliver(new(2));
        _time.RunUntil(Start.AddMilliseconds(10));

        Assert.Equal(["up", "1 hello", "2 1", "2 2"], _performed);
    }

    [Fact]
    public void A_crash_loses_the_write_under_way_and_its_effects()
    {
        Running();
        _host.Deliver(new(3));
        _host.Crash();
        _time.RunUntil(Start.AddMilliseconds(20));

        Assert.Equal(["up", "1 hello", "down"], _performed);
        Assert.Single(_journals.Of("toy-1"));
    }

    [Fact]
    public void A_write_that_was_durable_at_the_crash_is_recovered_but_its_effects_are_not_repeated()
    {
        Running();
        _host.Deliver(new(3));
        _host.Crash(writeWasDurable: true);
        _host.Start();
        _time.RunUntil(Start.AddMilliseconds(20));

        Assert.Equal(["up", "1 hello", "down", "up", "6 hello"], _performed);
        Assert.Equal(3, _host.State.Total);
        Assert.Equal(3, _journals.Of("toy-1").Count);
    }

    [Fact]
    public void Nobody_hears_an_input_while_no_incarnation_runs()
    {
        Running();
        _host.Crash();
        _host.Deliver(new(9));
        _host.Start();
        _time.RunUntil(Start.AddMilliseconds(20));

        Assert.Equal(0, _host.State.Total);
    }

    [Fact]
    public void An_effect_that_ends_the_incarnation_ends_what_is_queued_too()
    {
        Running();
        _host.Deliver(new(-1));
        _time.RunUntil(Start.AddMilliseconds(20));
        _host.Deliver(new(5));
        _time.RunUntil(Start.AddMilliseconds(30));

        Assert.False(_host.IsRunning);
        Assert.Equal(-1, _host.State.Total);
    }

    [Fact]
    public void The_call_trace_has_every_write_and_effect_with_its_time()
    {
        Running();
        _host.Deliver(new(3));
        _time.RunUntil(Start.AddMilliseconds(20));

        Assert.Equal(
            ["0 Write Added { Amount = 0 }", "1 Perform Said { Text = hello }", "5 Write Added { Amount = 3 }", "6 Perform Said { Text = 3 }"],
            _calls.Select(c => $"{(c.At - Start).TotalMilliseconds} {c.Kind} {c.Subject}"));
    }

    [Fact]
    public void A_second_writer_is_stopped_by_the_journal()
    {
        _journals.Append<Added>("toy-1", 1, [new(1)], Start);

        Assert.Throws<InvalidOperationException>(() => _journals.Append<Added>("toy-1", 1, [new(2)], Start));
        Assert.Throws<InvalidOperationException>(() => _journals.Append<Added>("toy-1", 3, [new(2)], Start));
    }

    private void Hear(Said said)
    {
        _performed.Add($"{(_time.Now - Start).TotalMilliseconds} {said.Text}");
        if (said.Text == "-1")
            _host.Stop("told to");
    }

    private void Running()
    {
        _host.Start();
        _time.RunUntil(Start.AddMilliseconds(5));
    }

    private sealed record Sum(int Total);

    private sealed record Put(int Amount)
    {
        public DateTimeOffset Now { get; init; }
    }

    private sealed record Added(int Amount);

    private sealed record Said(string Text);

    private sealed class Counter : IMachine<Sum, NoView, Put, Added, Said>
    {
        public Sum Initial { get; } = new(0);

        public Decision<Added, Said> Decide(Sum state, NoView view, Put input) => new([new(input.Amount)], [new($"{input.Amount}")]);

        public Sum Apply(Sum state, Added happened, long sequence) => new(state.Total + happened.Amount);

        public Decision<Added, Said> Recovered(Sum state, long nextSequence, DateTimeOffset now) => new([new(0)], [new("hello")]);
    }
}
