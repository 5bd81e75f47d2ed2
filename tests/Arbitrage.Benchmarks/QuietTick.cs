using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Inputs;
using Arbitrage.Venues;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Ports;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using AllVenues = Arbitrage.Domain.Markets.Venues;

namespace Arbitrage.Benchmarks;

/// <summary>
/// One Gate frame that changes the best bid's size: bytes in, sequence check, depth book, slot, the strategy's view, decision "nothing". What
/// lies between socket and decision in process, without the mailbox hop.
/// </summary>
[MemoryDiagnoser]
public class QuietTick
{
    private const int Frames = 4096;

    private static readonly Symbol Btc = new("BTC_USDT");

    private readonly StrategyMachine _machine;
    private readonly StrategyView _view;
    private readonly BookSlot _slot = new(Venue.GateSpot, Btc);
    private readonly BookConnection _connection;
    private readonly byte[][] _frames = [.. Enumerable.Range(0, Frames).Select(Frame)];
    private readonly InputRecorder _recorder = new(
        new("nowhere", new Nowhere(), InputFilePosition.Start), new("benchmark", [], [], new()), TimeProvider.System);
    private StrategyState _state = StrategyState.Empty;
    private int _next;

    public QuietTick()
    {
        var settings = new StrategySettings { Symbol = Btc };
        (_machine, _view) = (new(settings), new(settings));
        var name = new SymbolName(Btc, "BTC_USDT");
        var options = new VenueOptions { Rest = new("http://127.0.0.1:1/api/v4"), Socket = new("ws://127.0.0.1:1/ws/v4/") };
        var protocol = new GateBookProtocol(GateMarket.Spot, options, [name], TimeProvider.System);
        var feed = new BookFeed(name, new BookOutlet(_slot), protocol.Shape, TimeProvider.System, NullLogger.Instance);
        _connection = new(protocol, [feed], options, TimeProvider.System, NullLogger.Instance);
        feed.OnSubscribed();
        Watching();
    }

    /// <summary>Frame to decision.</summary>
    [Benchmark]
    public bool FrameToDecision() => Run(isRecorded: false);

    /// <summary>Frame to decision, and the input with the changed book handed to the recorder, whose thread chains it and throws it away.</summary>
    [Benchmark]
    public bool FrameToDecisionAndRecord() => Run(isRecorded: true);

    private bool Run(bool isRecorded)
    {
        _connection.OnMessage(_frames[_next], isText: true);
        _next = (_next + 1) % Frames;
        var book = _view.BookAt(Venue.GateSpot);
        _slot.Read(book);
        _view.Now = book.ReceivedAt;
        if (isRecorded)
            _recorder.OnInput("strategy-btc_usdt", _view.Now, StrategyInput.BooksMoved.Instance, _view);
        ((IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>)_machine)
            .Observe(_view, StrategyInput.BooksMoved.Instance);
        return _machine.Decide(_state, _view, StrategyInput.BooksMoved.Instance).IsNothing;
    }

    /// <summary>Observe and decide alone, on books that lie there already.</summary>
    [Benchmark]
    public bool ObserveAndDecide()
    {
        ((IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>)_machine)
            .Observe(_view, StrategyInput.BooksMoved.Instance);
        return _machine.Decide(_state, _view, StrategyInput.BooksMoved.Instance).IsNothing;
    }

    /// <summary>Throws unless the measured path really is the quiet one and the book really follows the frames.</summary>
    [GlobalSetup]
    public void Check()
    {
        for (var i = 0; i < Frames; i++)
        {
            if (!FrameToDecision() | !FrameToDecisionAndRecord())
                throw new InvalidOperationException("The benchmark's market is meant to be quiet.");
        }

        if (!_view.BookAt(Venue.GateSpot).IsUsable || _view.Ticks == 0)
            throw new InvalidOperationException("The book does not follow the frames.");
    }

    /// <summary>Says how much of the load the recorder could not take: a gap is cheaper than a record.</summary>
    [GlobalCleanup]
    public void Finish()
    {
        var summary = _recorder.Finish("");
        Console.WriteLine(FormattableString.Invariant($"// recorded {summary.Records}, lost {summary.Gaps.Sum(g => g.Records)}"));
        _recorder.Dispose();
    }

    // MONITORING_SPREADS over three up sessions, inventory on both spots, MEXC quoted a little below: nothing to do.
    private void Watching()
    {
        var now = TimeProvider.System.GetUtcNow();
        StrategyEvent[] journal =
        [
            new StrategyEvent.IncarnationStarted(new(0, 1), now),
            .. AllVenues.All.Select(v => new StrategyEvent.VenueReady(v, v == Venue.GateFutures ? new(0.0001m) : default, now)),
            new StrategyEvent.PhaseEntered(StrategyPhase.EstablishingDeltaNeutral, "benchmark", now),
            new StrategyEvent.PhaseEntered(StrategyPhase.DeltaNeutralActive, "benchmark", now),
            new StrategyEvent.PhaseEntered(StrategyPhase.MonitoringSpreads, "benchmark", now),
        ];
        for (var i = 0; i < journal.Length; i++)
            _state = _machine.Apply(_state, journal[i], i + 1);
        foreach (var venue in AllVenues.All)
        {
            _view.Observe(new StrategyInput.SessionChanged(venue, true, "", Rules(venue), default) { Now = now });
            _view.Observe(new StrategyInput.FundsSeen(venue, new(10_000m), new(1m), null, default) { Now = now });
            if (venue != Venue.GateSpot)
                _view.BookAt(venue).Set(Levels(Side.Buy), Levels(Side.Sell), 1, now, now);
        }
    }

    private sealed class Nowhere : IRecordSink
    {
        public void Add(DateTimeOffset at, ReadOnlySpan<byte> record)
        {
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }

    private static Instrument Rules(Venue venue) => new(
        venue, Btc, "BTC_USDT", new(0.1m), new(0.000001m), new(0.00001m), new(3m), default, default,
        venue == Venue.GateFutures ? new(0.0001m) : default, new(0.001m), new(0.001m), true);

    private static BookLevel[] Levels(Side side) =>
        [.. Enumerable.Range(0, Book.Depth).Select(i => new BookLevel(
            new(60_000m + (side == Side.Buy ? -0.1m * (i + 1) : 0.1m * i)), new(1m + i)))];

    // The first frame replaces the book, so that the ring of frames can start over.
    private static byte[] Frame(int number)
    {
        var text = new StringBuilder();
        var full = number == 0;
        text.Append(CultureInfo.InvariantCulture, $$"""{"time":1790000000,"time_ms":1790000000123,"channel":"spot.order_book_update","event":"update","result":{"t":1790000000121,{{(full ? "\"full\":true," : "")}}"l":"100","e":"depthUpdate","E":1790000000,"s":"BTC_USDT","U":{{number + 1}},"u":{{number + 1}},"b":[""");
        text.Append(full ? Side20(Side.Buy) : $"[\"59999.9\",\"{1 + (number % 7)}.25\"]").Append("],\"a\":[");
        text.Append(full ? Side20(Side.Sell) : $"[\"60000.0\",\"{1 + (number % 5)}.5\"]").Append("]}}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Side20(Side side) =>
        string.Join(',', Levels(side).Select(l => $"[\"{l.Price}\",\"{l.Quantity}\"]"));
}
