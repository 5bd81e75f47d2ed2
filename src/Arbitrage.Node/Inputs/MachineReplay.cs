using System.Collections.Immutable;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;

namespace Arbitrage.Node.Inputs;

/// <summary>One actor under verification, whatever its machine.</summary>
internal interface IMachineReplay
{
    /// <summary>Its part of the report so far.</summary>
    ActorVerification Result { get; }

    /// <summary>Takes the next record of the actor.</summary>
    void Take(in InputRecord record);

    /// <summary>A new process begins; <paramref name="machine"/> has its settings, null when it has none for this actor.</summary>
    void BeginRun(object? machine);

    /// <summary>No record is left.</summary>
    /// <param name="lastAt">Time of the last one of the file.</param>
    /// <param name="isWhole">The run ended by itself and the journal is as it was then: what the machine did not give, it should have.</param>
    /// <param name="why">Why events are without inputs, when they are.</param>
    void End(DateTimeOffset lastAt, bool isWhole, string why);
}

/// <summary>Where the replays of all actors put what they find.</summary>
internal sealed class VerificationFindings(JournalEvents journal)
{
    public JournalEvents Journal { get; } = journal;

    public List<Unverifiable> Unverifiable { get; } = [];

    public List<Difference> Differences { get; } = [];
}

/// <summary>
/// Drives a machine through the runner as its actor did: recovery, inputs and completed writes in their recorded order. What it would have written
/// is compared with the journal when the recording says that it was, or when the next incarnation has read it.
/// </summary>
/// <param name="actor">Persistence id.</param>
/// <param name="newView">Volatile knowledge of a new incarnation.</param>
/// <param name="stamp">Puts the time of its record on an input.</param>
/// <param name="findings">Journal, and where differences go.</param>
/// <param name="hash">Takes the events that were given again.</param>
/// <param name="before">Why events before its first record are without inputs.</param>
internal sealed class MachineReplay<TState, TView, TInput, TEvent, TEffect>(
    string actor, Func<TView> newView, Func<TInput, DateTimeOffset, TInput> stamp, VerificationFindings findings, TraceHash hash,
    string before) : IMachineReplay
    where TState : class
    where TView : class
    where TInput : class
    where TEvent : class
    where TEffect : class
{
    // The journal answers a write within ten seconds, or its plugin says that it failed.
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnsweredAtEnd = TimeSpan.FromSeconds(2);

    private readonly RecordedBooks _books = new();
    private IMachine<TState, TView, TInput, TEvent, TEffect> _machine = null!;
    private MachineRunner<TState, TView, TInput, TEvent, TEffect>? _runner;
    private TState? _folded;
    private long _foldedTo;
    private (long First, ImmutableArray<TEvent> Events, RecordPlace Place)? _outstanding;
    private string _why = before;
    private (RecordPlace Place, string Text)? _failed;
    private long _checkedTo;
    private long _hashedTo;
    private long _verified;
    private long _inputs;
    private int _incarnations;

    /// <inheritdoc/>
    public ActorVerification Result => new(actor, _incarnations, _inputs, Rows.Count, _verified);

    /// <summary>State and view as far as the records go; null while it cannot be followed.</summary>
    public (TState State, TView View)? Current => _runner is { IsStopped: false } runner ? (runner.State, runner.View) : null;

    /// <summary>Why it cannot be followed, when it cannot.</summary>
    public string Why => _why;

    private IReadOnlyList<Actors.Hosting.JournalRow> Rows => findings.Journal.Of(actor);

    /// <inheritdoc/>
    public void BeginRun(object? machine)
    {
        _machine = machine as IMachine<TState, TView, TInput, TEvent, TEffect> ?? _machine;
        if (_runner is not null)
            StopFollowing("the process before ended and its last inputs are not in the file");
        _failed = null;
    }

    /// <inheritdoc/>
    public void Take(in InputRecord record)
    {
        if (_failed is { } failed && record.Kind != InputRecordKind.Recovered)
        {
            Differ(_checkedTo + 1, failed.Place, $"an actor that went on, {record.Place}", $"the failure '{failed.Text}'");
            _failed = null;
        }

        if (_outstanding is { } write && _runner is { IsStopped: false } && record.At - write.Place.At > AnsweredWithin)
            Differ(write.First, write.Place, $"no write that was answered up to {record.Place}", Text(write.Events[0]));
        var fields = new RecordFields(record.Body);
        switch (record.Kind)
        {
            case InputRecordKind.Recovered:
                Recover(fields.Number(), record.At, record.Place);
                break;
            case InputRecordKind.Gap:
                var lost = fields.Number();
                StopFollowing(FormattableString.Invariant(
                    $"gap: {lost} records were lost from {RecordFields.TimeOf(fields.Signed()):HH:mm:ss.fff} up to {record.Place}"));
                break;
            case InputRecordKind.Written:
                OnWritten(fields.Number(), record.Place);
                break;
            case InputRecordKind.WriteFailed: // it may be in the journal all the same: the next incarnation has read whether it is
                _runner?.OnWriteFailed(new IOException(fields.Text()));
                break;
            case InputRecordKind.Books when _runner is { View: StrategyView view } && StrategyInput.BooksMoved.Instance is TInput moved:
                _books.Read(ref fields, view);
                view.Now = record.At;
                Drive(moved, record);
                break;
            case InputRecordKind.Input when _runner is not null:
                Drive(stamp(TradingWire.Schema.FromUnionBytes<TInput>(fields.Bytes().ToArray()), record.At), record);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void End(DateTimeOffset lastAt, bool isWhole, string why)
    {
        var (highest, write, isFollowing) = (Rows.Count, _outstanding, _runner is { IsStopped: false });
        Settle(highest);
        if (write is { } unanswered && isFollowing && highest < unanswered.First && lastAt - unanswered.Place.At > (isWhole ? AnsweredAtEnd : AnsweredWithin))
            Differ(unanswered.First, unanswered.Place, "no such event", Text(unanswered.Events[0]));
        else if (isWhole && _runner is not null && highest > _checkedTo)
            Differ(_checkedTo + 1, new(0, actor, 0, lastAt), Text(Rows[(int)_checkedTo].Happened), "nothing up to the end of the recording");
        MissUpTo(highest, _runner is null ? _why : why);
    }

    private void Recover(long sequence, DateTimeOffset now, RecordPlace place)
    {
        _incarnations++;
        Settle(sequence);
        // Followed up to here without a gap: everything that the incarnation before wrote has to have come out of the machine.
        if (_runner is not null && sequence > _checkedTo && HasRows(sequence))
            Differ(_checkedTo + 1, place, Text(Rows[(int)_checkedTo].Happened), "nothing");
        MissUpTo(sequence, _why);
        (_runner, _failed) = (null, null);
        _books.Clear();
        if (!HasRows(sequence))
        {
            Differ(Rows.Count + 1, place, "no such event", $"an incarnation that recovered up to event {sequence}");
            return;
        }

        _folded ??= _machine.Initial;
        for (; _foldedTo < sequence; _foldedTo++)
            _folded = _machine.Apply(_folded, (TEvent)Rows[(int)_foldedTo].Happened, _foldedTo + 1);
        _runner = new(_machine, newView());
        if (sequence > 0)
            _runner.Restore(_folded, sequence);
        Follow(runner => runner.OnRecovered(sequence, now), place);
    }

    private void Drive(TInput input, in InputRecord record)
    {
        _inputs++;
        Follow(runner => runner.OnInput(input), record.Place);
    }

    private void OnWritten(long sequence, RecordPlace place)
    {
        if (_runner is null)
            return;
        if (_outstanding is not { } write || write.First + write.Events.Length - 1 != sequence)
        {
            OtherWrite(sequence, place);
            return;
        }

        if (!Compare(write))
            return;
        _outstanding = null;
        Follow(runner => runner.OnWritten(sequence), place);
    }

    // The recording confirms a write that the machine did not ask for, or one of another length.
    private void OtherWrite(long sequence, RecordPlace place)
    {
        if (_outstanding is { } write && !Compare(write))
            return;
        var first = _outstanding is { } compared ? compared.First + compared.Events.Length : _runner!.Sequence + 1;
        var expected = first <= sequence && HasRows(first) ? Text(Rows[(int)first - 1].Happened) : FormattableString.Invariant($"events up to {sequence} only");
        Differ(first, _outstanding?.Place ?? place, $"{expected}, confirmed by {place}", "nothing to write there");
    }

    private void Follow(Func<MachineRunner<TState, TView, TInput, TEvent, TEffect>, RunnerStep<TEvent, TEffect>> step, RecordPlace place)
    {
        RunnerStep<TEvent, TEffect> next;
        try
        {
            next = step(_runner!);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a machine throws ended the actor live too; if the actor went on instead, that is the difference.
            _failed = (place, e.Message);
            StopFollowing($"the machine failed at {place}: {e.Message}");
            return;
        }

        switch (next)
        {
            case RunnerStep<TEvent, TEffect>.Write write:
                _outstanding = (write.FirstSequence, write.Events, place);
                break;
            case RunnerStep<TEvent, TEffect>.PerformThenWrite both:
                _outstanding = (both.FirstSequence, both.Events, place);
                break;
            default:
                break;
        }
    }

    // A write that nothing confirmed: the next incarnation read it, or it was never committed. Between two processes another one may have been
    // killed before its first flush, so that an unequal event need not be this machine's.
    private void Settle(long highest)
    {
        if (_outstanding is not { } write)
            return;
        _outstanding = null;
        var last = write.First + write.Events.Length - 1;
        if (highest < last || !HasRows(last))
            return;
        if (_runner is not null || Enumerable.Range(0, write.Events.Length).All(i => IsEqual(write, i)))
            Compare(write);
    }

    private bool Compare((long First, ImmutableArray<TEvent> Events, RecordPlace Place) write)
    {
        for (var i = 0; i < write.Events.Length; i++)
        {
            var sequence = write.First + i;
            if (!HasRows(sequence))
            {
                Differ(sequence, write.Place, "no such event", Text(write.Events[i]));
                return false;
            }

            if (!IsEqual(write, i))
            {
                Differ(sequence, write.Place, Text(Rows[(int)sequence - 1].Happened), Text(write.Events[i]));
                return false;
            }

            _verified++;
            _checkedTo = sequence;
            if (_hashedTo == sequence - 1)
            {
                hash.Append(actor, sequence, write.Events[i]);
                _hashedTo = sequence;
            }
        }

        return true;
    }

    private bool IsEqual((long First, ImmutableArray<TEvent> Events, RecordPlace Place) write, int index)
    {
        var (journaled, given) = (Rows[(int)write.First + index - 1].Happened, write.Events[index]);
        return journaled.GetType() == given.GetType()
            && TradingWire.Schema.ToBytes(journaled).AsSpan().SequenceEqual(TradingWire.Schema.ToBytes(given));
    }

    private bool HasRows(long sequence)
    {
        if (Rows.Count < sequence)
            findings.Journal.Refresh();
        return Rows.Count >= sequence;
    }

    private void StopFollowing(string why) => (_runner, _why) = (null, why);

    private void Differ(long sequence, RecordPlace place, string expected, string got)
    {
        findings.Differences.Add(new(actor, sequence, place, expected, got));
        (_runner, _outstanding) = (null, null);
        _why = $"they come after a difference at event {sequence}";
    }

    // Collections print as their type: the wire form says what is in them.
    private static string Text(object happened) => $"{TradingWire.Schema.ManifestOf(happened.GetType())} {happened}";

    private void MissUpTo(long sequence, string why)
    {
        if (_checkedTo >= sequence)
            return;
        findings.Unverifiable.Add(new(actor, _checkedTo + 1, sequence, why));
        _checkedTo = sequence;
    }
}
