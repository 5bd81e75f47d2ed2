using System.Collections.Concurrent;
using System.Collections.Immutable;
using Arbitrage.Actors.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>A venue account that answers at once and does what the test says. All ports of one connection.</summary>
public sealed class FakeVenue(Venue venue, TimeProvider time, params Symbol[] traded) : ITradingGateway, IPrivateStream, IInstrumentSource, IMarketStream
{
    private TaskCompletionSource _stream = New();

    public Venue Venue => venue;

    /// <summary>Where the private stream talks to; null while it does not run.</summary>
    public IPrivateStreamSink? Sink { get; private set; }

    /// <summary>CREATEs that passed the last look, in order.</summary>
    public ConcurrentQueue<OrderIntent> Sent { get; } = new();

    /// <summary>Sees each of them as it arrives.</summary>
    public Action<OrderIntent> Arrived { get; set; } = static _ => { };

    /// <summary>Trades of the account, as its history tells them.</summary>
    public ConcurrentQueue<AccountFact.Trade> Trades { get; } = new();

    /// <summary>Calls other than CREATE.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What a CREATE is answered with; may wait.</summary>
    public Func<OrderIntent, Task<CreateOutcome>> OnCreate { get; set; } =
        intent => Task.FromResult<CreateOutcome>(new CreateOutcome.Accepted($"v-{intent.Id}", null));

    /// <summary>Runs before the last look: time may pass here.</summary>
    public Func<Task> BeforeLook { get; set; } = () => Task.CompletedTask;

    /// <summary>A refusal or doubt that a call other than CREATE is answered with, by its name; null for a yes.</summary>
    public Func<string, VenueAnswer<bool>?> Trouble { get; set; } = static _ => null;

    /// <summary>What the venue says its leverage is; null for what it was told.</summary>
    public decimal? Leverage { get; set; }

    public ClockReading Clock { get; set; } = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

    /// <summary>Ports made so far: one more than crashes.</summary>
    public int Sessions { get; private set; }

    public Exception? RulesFailure { get; set; }

    public Exception? ClockFailure { get; set; }

    /// <summary>What the current session hears requests by.</summary>
    public IRequestObserver? Requests { get; private set; }

    public VenuePorts Ports(IRequestObserver requests)
    {
        Requests = requests;
        Sessions++;
        _stream = New();
        return new(this, [.. traded.Select(s => new SymbolName(s, s.Text))], _ => this, _ => this);
    }

    /// <summary>Ends the private stream for good, as a bug in a connector would.</summary>
    public void CrashStream(string why) => _stream.SetException(new InvalidOperationException(why));

    public Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel) =>
        RulesFailure is { } failure
            ? Task.FromException<ImmutableArray<Instrument>>(failure)
            : Task.FromResult<ImmutableArray<Instrument>>([.. symbols.Select(n => Rules(n.Symbol))]);

    public Task<ClockReading> MeasureClockAsync(CancellationToken cancel)
    {
        Calls.Enqueue("clock");
        return Task.FromResult(Clock);
    }

    public Task<ClockReading> SampleClockAsync(CancellationToken cancel)
    {
        Calls.Enqueue("sample");
        return ClockFailure is { } failure ? Task.FromException<ClockReading>(failure) : Task.FromResult(Clock);
    }

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        await BeforeLook();
        if (lastCheck() is { } reason)
            return new CreateOutcome.NotSent(reason);
        Sent.Enqueue(intent);
        Arrived(intent);
        return await OnCreate(intent);
    }

    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        Called<OrderReport?>($"cancel {id}", null);

    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        Called<OrderReport?>($"query {id}", null);

    public Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel) =>
        Called<ImmutableArray<OrderReport>>("open_orders", []);

    public Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel) =>
        Called<ImmutableArray<AccountFact.Trade>>("trades", [.. Trades]);

    public Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        Called<ImmutableArray<AccountFact.Row>>("rows", []);

    public Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel) => Called(
        "account", new AccountReport(venue, time.GetUtcNow(), [new(Asset.Usdt, 10_000m, 10_000m)], []));

    public Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) =>
        Called("leverage", Leverage ?? leverage);

    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) => Called("dead_man", true);

    async Task IPrivateStream.RunAsync(IPrivateStreamSink sink, CancellationToken cancel)
    {
        Sink = sink;
        sink.OnUp();
        using var end = cancel.Register(() => _stream.TrySetCanceled(cancel));
        await _stream.Task;
    }

    async Task IMarketStream.RunAsync(CancellationToken cancel) => await Task.Delay(Timeout.Infinite, cancel);

    private Instrument Rules(Symbol symbol) => new(
        venue, symbol, symbol.Text, new(0.01m), new(0.001m), new(0.001m), new(1m), default, default,
        venue == Venue.GateFutures ? new(0.001m) : default, new(0.0002m), new(0.0005m), true);

    private Task<VenueAnswer<T>> Called<T>(string call, T answer)
    {
        Calls.Enqueue(call);
        return Task.FromResult(Trouble(call.Split(' ')[0])?.As<T>() ?? new VenueAnswer<T>.Accepted(answer));
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
