using System.Collections.Concurrent;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>What a private stream said, in order.</summary>
internal sealed class StreamSink : IPrivateStreamSink
{
    private int _ups, _downs, _hints;

    public ConcurrentQueue<OrderReport> Orders { get; } = new();

    public ConcurrentQueue<AccountFact.Trade> Trades { get; } = new();

    public ConcurrentQueue<ForcedClose> ForcedCloses { get; } = new();

    public int Ups => Volatile.Read(ref _ups);

    public int Downs => Volatile.Read(ref _downs);

    public int Hints => Volatile.Read(ref _hints);

    public void OnUp() => Interlocked.Increment(ref _ups);

    public void OnDown(string why) => Interlocked.Increment(ref _downs);

    public void OnOrder(OrderReport report) => Orders.Enqueue(report);

    public void OnTrade(AccountFact.Trade trade) => Trades.Enqueue(trade);

    public void OnForcedClose(ForcedClose close) => ForcedCloses.Enqueue(close);

    public void OnAccountHint() => Interlocked.Increment(ref _hints);
}

/// <summary>A private stream of a desk's account, up from the start.</summary>
internal sealed class StreamUnderTest : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private StreamUnderTest(Desk desk, TimeProvider? time) =>
        _running = desk.Connector.Stream(desk.Options, time, desk.Instrument).RunAsync(Sink, _stop.Token);

    public StreamSink Sink { get; } = new();

    public static async Task<StreamUnderTest> StartAsync(Desk desk, TimeProvider? time = null)
    {
        var stream = new StreamUnderTest(desk, time);
        await Eventually.TrueAsync(() => stream.Sink.Ups == 1, $"the private stream of {desk.Connector} is up");
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
