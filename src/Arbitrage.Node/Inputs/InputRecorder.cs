using System.Collections.Concurrent;
using System.Collections.Immutable;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Records everything that drives the machines of a run (I14). On the actor's thread a record is encoded into a buffer of that actor and copied;
/// one thread of its own writes, and flushes about every second. Never blocks an actor: without room the record is lost, the gap is counted
/// and written where it happened. A quiet tick allocates nothing.
/// </summary>
internal sealed class InputRecorder : IInputRecorder, IDisposable
{
    /// <summary>Format of the records.</summary>
    public const int FormatVersion = 1;

    /// <summary>Bytes that may wait for the disk: half a minute of a busy demo.</summary>
    public const int DefaultCapacity = 8 * 1024 * 1024;

    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ActorTrack> _tracks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, ActorTrack> _byNumber = new();
    private readonly RecordQueue _queue;
    private readonly InputFileWriter _writer;
    private readonly TimeProvider _time;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private volatile string? _failure;

    /// <param name="writer">Goes on at the end of what is there.</param>
    /// <param name="settings">Of the machines that will be recorded; stand in the file when this returns.</param>
    /// <param name="time">Clock of the run.</param>
    /// <param name="capacity">Bytes that may wait for the disk.</param>
    /// <exception cref="IOException">The first record cannot be written.</exception>
    public InputRecorder(InputFileWriter writer, RecordedSettings settings, TimeProvider time, int capacity = DefaultCapacity)
    {
        (_writer, _time, _queue) = (writer, time, new(capacity));
        // Durable before an actor starts: of a run that is killed early it is known at least that there was one.
        writer.Begin(settings, time.GetUtcNow());
        writer.Flush();
        _thread = new(Write) { IsBackground = true, Name = "input-recorder" };
        _thread.Start();
    }

    /// <summary>Writing failed; nothing is recorded any more.</summary>
    public bool HasFailed => _failure is not null;

    /// <inheritdoc/>
    public void OnRecovered(string persistenceId, long sequence, DateTimeOffset now)
    {
        var track = TrackOf(persistenceId);
        lock (track)
        {
            track.Books.Clear();
            if (!Begin(track, InputRecordKind.Recovered, now))
                return;
            track.Bytes.Number(sequence);
            HandOver(track, now);
        }
    }

    /// <inheritdoc/>
    public void OnInput(string persistenceId, DateTimeOffset now, object input, object view)
    {
        var track = TrackOf(persistenceId);
        lock (track)
        {
            if (input is StrategyInput.BooksMoved && view is StrategyView strategy)
            {
                if (!Begin(track, InputRecordKind.Books, now))
                    return;
                track.Books.Write(track.Bytes, strategy);
            }
            else
            {
                if (!Begin(track, InputRecordKind.Input, now))
                    return;
                track.Bytes.Bytes(BytesOf(input));
            }

            HandOver(track, now);
        }
    }

    /// <inheritdoc/>
    public void OnWritten(string persistenceId, DateTimeOffset now, long sequence)
    {
        var track = TrackOf(persistenceId);
        lock (track)
        {
            if (!Begin(track, InputRecordKind.Written, now))
                return;
            track.Bytes.Number(sequence);
            HandOver(track, now);
        }
    }

    /// <inheritdoc/>
    public void OnWriteFailed(string persistenceId, DateTimeOffset now, Exception cause)
    {
        var track = TrackOf(persistenceId);
        lock (track)
        {
            if (!Begin(track, InputRecordKind.WriteFailed, now))
                return;
            track.Bytes.Text(cause.Message);
            HandOver(track, now);
        }
    }

    /// <summary>Writes what is left and, unless writing failed, that the run came to its end, and closes the file. Call when the actors have stopped.</summary>
    /// <param name="traceHash">Over the journals, as the run reports it.</param>
    public RecorderSummary Finish(string traceHash)
    {
        Stop();
        if (_failure is null)
        {
            Try(() =>
            {
                _writer.End(traceHash, _time.GetUtcNow(), _tracks.Values.Sum(t => t.Lost));
                _writer.Dispose(); // flushed and closed: the directory may go after this
            });
        }

        return new(
            _writer.Name, _tracks.Values.Sum(t => t.Recorded), _tracks.Count,
            [.. _tracks.Values.Where(t => t.Lost > 0).OrderBy(t => t.PersistenceId, StringComparer.Ordinal)
                .Select(t => new RecorderGap(t.PersistenceId, t.LostSince, t.Lost))],
            _failure);
    }

    /// <summary>Writes what is left and lets the file go, without saying that the run ended.</summary>
    public void Dispose()
    {
        Stop();
        Try(_writer.Dispose);
        _queue.Dispose();
    }

    private static byte[] BytesOf(object input) => input switch
    {
        StrategyInput strategy => TradingWire.Schema.ToUnionBytes(strategy),
        ConnectionInput connection => TradingWire.Schema.ToUnionBytes(connection),
        LedgerInput ledger => TradingWire.Schema.ToUnionBytes(ledger),
        RiskGuardInput risk => TradingWire.Schema.ToUnionBytes(risk),
        _ => throw new InvalidOperationException($"{input.GetType()} is not an input of the four machines."),
    };

    private ActorTrack TrackOf(string persistenceId)
    {
        if (_tracks.TryGetValue(persistenceId, out var known))
            return known;
        lock (_byNumber)
        {
            if (_tracks.TryGetValue(persistenceId, out known))
                return known;
            var track = new ActorTrack(persistenceId, _byNumber.Count + 1, _writer.SequenceOf(persistenceId));
            _byNumber[track.Number] = track; // first: the writing thread looks it up
            return _tracks[persistenceId] = track;
        }
    }

    // What was lost before is said first, so that a gap stands where it happened.
    private bool Begin(ActorTrack track, InputRecordKind kind, DateTimeOffset now)
    {
        if (track.Losing > 0)
        {
            track.Bytes.Begin(InputRecordKind.Gap, track.Number, track.Sequence + 1, now);
            track.Bytes.Number(track.Losing);
            track.Bytes.Signed(track.LosingSince.UtcTicks);
            if (!_queue.TryAdd(track.Number, now, track.Bytes.Written))
            {
                Lose(track, now);
                return false;
            }

            track.Sequence++;
            track.Losing = 0;
        }

        track.Bytes.Begin(kind, track.Number, track.Sequence + 1, now);
        return true;
    }

    private void HandOver(ActorTrack track, DateTimeOffset now)
    {
        if (!_queue.TryAdd(track.Number, now, track.Bytes.Written))
        {
            Lose(track, now);
            return;
        }

        track.Sequence++;
        track.Recorded++;
    }

    private static void Lose(ActorTrack track, DateTimeOffset now)
    {
        track.Books.Clear(); // what the reader will not have seen is no base for a difference
        if (track.Losing++ == 0)
            track.LosingSince = now;
        if (track.Lost++ == 0)
            track.LostSince = now;
    }

    private void Write()
    {
        var flushed = _time.GetTimestamp();
        while (!_isStopping && _failure is null)
        {
            _queue.Wait(WriteEvery);
            Try(() =>
            {
                Drain();
                if (_time.GetElapsedTime(flushed) < FlushEvery)
                    return;
                _writer.Flush();
                flushed = _time.GetTimestamp();
            });
        }
    }

    private void Drain()
    {
        var batch = _queue.Take();
        while (batch.TryRead(out var number, out var at, out var record))
        {
            var track = _byNumber[number];
            if (!track.IsNamed)
            {
                _writer.Announce(track.Number, track.PersistenceId, at);
                track.IsNamed = true;
            }

            _writer.Add(at, record);
        }
    }

    private void Stop()
    {
        if (_isStopping)
            return;
        _queue.Close();
        _isStopping = true;
        _thread.Join();
        if (_failure is null)
            Try(Drain);
    }

    // A disk that fails ends the recording, never the trading: from then on every record is a gap, and the run's report says so.
    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RecordingException or ObjectDisposedException)
        {
            _failure = $"{e.Message} (at {_time.GetUtcNow():O})";
            _queue.Close();
        }
    }
}

/// <summary>Records of an actor that were lost.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Since">Time of the first.</param>
/// <param name="Records">How many.</param>
internal sealed record RecorderGap(string PersistenceId, DateTimeOffset Since, long Records);

/// <summary>How a run was recorded.</summary>
/// <param name="File">Where to.</param>
/// <param name="Records">Of all actors.</param>
/// <param name="Actors">How many were recorded.</param>
/// <param name="Gaps">What was lost.</param>
/// <param name="Failure">Why the recording ended before the run; null when it did not.</param>
internal sealed record RecorderSummary(string File, long Records, int Actors, ImmutableArray<RecorderGap> Gaps, string? Failure)
{
    /// <summary>Lines for the run's report.</summary>
    public IEnumerable<string> Notes()
    {
        yield return FormattableString.Invariant($"{Records} inputs and writes of {Actors} actors recorded in {File}");
        if (Failure is not null)
            yield return $"the input recording ended early: {Failure}; what came later cannot be verified";
        foreach (var gap in Gaps)
        {
            yield return FormattableString.Invariant(
                $"GAP in the input recording: {gap.PersistenceId} lost {gap.Records} records from {gap.Since:HH:mm:ss.fff} on; unverifiable from there");
        }
    }
}
