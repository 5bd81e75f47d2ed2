using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings.Files;
using Arbitrage.Venues;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Feeds;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Simulation.Recordings.Live;

/// <summary>
/// Public streams of venues into a recording. Streams and disk are apart: a bounded queue lies between them, one thread of its own writes and flushes. A
/// process that is killed leaves a file that reads back up to the last flush.
/// </summary>
public sealed class LiveRecorder
{
    private const int Batch = 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(10);

    private readonly ImmutableArray<LiveLegs> _legs;
    private readonly LiveRecordingOptions _options;
    private readonly TapeQueue _queue;
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private ImmutableArray<LiveVenue> _venues = [];
    private ImmutableArray<Tape> _tapes = [];
    private long _records;

    /// <param name="path">The file; it must not exist.</param>
    /// <param name="legs">Venues with their symbols and rules.</param>
    /// <param name="options">What and how.</param>
    /// <param name="time">Clock of the receipts.</param>
    /// <param name="log">Connects and losses; nothing per record.</param>
    public LiveRecorder(string path, ImmutableArray<LiveLegs> legs, LiveRecordingOptions options, TimeProvider time, ILogger log)
    {
        (_path, _legs, _options, _time, _log) = (path, legs, options, time, log);
        _queue = new([.. legs.SelectMany(l => l.Names.Select(n => (l.Venue, n.Symbol)))], options.QueueLimit);
    }

    /// <summary>How far it is; from any thread.</summary>
    public LiveProgress Progress => new(
        [.. _venues.Select(v => v.Progress)], Interlocked.Read(ref _records), File.Exists(_path) ? new FileInfo(_path).Length : 0, _queue.Lost, _queue.Overflows);

    /// <summary>What stands at the beginning of the file.</summary>
    public RecordingHeader Header => new(
        Path.GetFileNameWithoutExtension(_path),
        [
            .. _legs.SelectMany(l => l.Rules.Select(rules => new RecordedLeg(rules, Really: "", HasSizes: true, HasDepth: _options.Books)))
                .OrderBy(l => l.Instrument.Symbol).ThenBy(l => l.Instrument.Venue),
        ],
        Relabelled: false,
        [
            .. _legs.Select(l => $"{l.Venue.Key()} was recorded live from {l.Access.Rest.AbsoluteUri} and {l.Access.Socket.AbsoluteUri}; sizes are in base units"),
            "ticks, lots, minima and multipliers are what the venues told when the recording began; fees are their public ones, not those of an account",
        ]);

    /// <summary>Records until cancelled, and closes the file.</summary>
    /// <exception cref="RecordingException">The file exists or cannot be made.</exception>
    /// <exception cref="IOException">The disk failed; what was flushed is in the file.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        var writer = MarketFileWriter.Create(_path, Header);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _venues = [.. _legs.Select(l => new LiveVenue(l.Venue, [.. l.Names.Select(n => n.Symbol)], _queue, _time, life.Token))];
        var channels = PublicChannels.BestQuotes | (_options.Books ? PublicChannels.Books : PublicChannels.None)
            | (_options.Trades ? PublicChannels.Trades : PublicChannels.None);
        _tapes = [.. _legs.Select((l, i) => VenueAccess.CreateTape(l.Venue, l.Access, l.Names, channels, _venues[i], _time, _log))];
        using var over = new CancellationTokenSource();
        var writing = Task.Factory.StartNew(() => Write(writer, over.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task[] tapes = [.. _tapes.Select(t => Task.Run(() => t.RunAsync(life.Token), CancellationToken.None))];
        var running = Task.WhenAll(tapes);
        try
        {
            await Task.WhenAny([.. tapes, writing]);
        }
        finally
        {
            await life.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await over.CancelAsync();
            await writing;
        }

        await running;
    }

    private void Write(MarketFileWriter writer, CancellationToken over)
    {
        using (writer)
        {
            var batch = new List<MarketRecord>(Batch);
            var flushedAt = _time.GetTimestamp();
            while (true)
            {
                // Asked before the look: what came before the end is still taken.
                var isOver = over.IsCancellationRequested;
                if (_queue.TryTake(batch, Batch))
                {
                    foreach (var record in batch)
                        writer.Add(record);
                    Interlocked.Add(ref _records, batch.Count);
                    if (_queue.Return(batch))
                        Resynchronise();
                }
                else if (isOver)
                {
                    return;
                }
                else
                {
                    over.WaitHandle.WaitOne(Idle);
                }

                if (_time.GetElapsedTime(flushedAt) < _options.FlushEvery)
                    continue;
                writer.Flush();
                flushedAt = _time.GetTimestamp();
            }
        }
    }

    private void Resynchronise()
    {
        _log.LogWarning("The disk could not keep up; the recording has a gap of {Lost} records so far.", _queue.Lost);
        foreach (var tape in _tapes)
            tape.Resynchronise();
    }
}
