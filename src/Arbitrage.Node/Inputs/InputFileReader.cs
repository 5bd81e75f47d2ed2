using System.Collections.Immutable;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Reads a recording record by record and checks that each follows from the one before: by the chain, and by the actor's own number. Once
/// something is wrong it looks ahead to say what it was.
/// </summary>
internal sealed class InputFileReader(IRecordSource source) : IDisposable
{
    private const int LookAhead = 10_000;

    private readonly byte[] _chain = ChainedRecord.Seed.ToArray();
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _names = new() { [0] = "" };
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Records read.</summary>
    public long Count { get; private set; }

    /// <summary>Time of the last record.</summary>
    public DateTimeOffset LastAt => _last;

    /// <summary>The last record says that the run came to its own end.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The file ends inside something; for after the last record.</summary>
    public bool IsTorn => source.IsTorn;

    /// <summary>Of the file, for people.</summary>
    public string Name => source.Name;

    /// <summary>How the file ended; for after the last record.</summary>
    public string End => source.End;

    /// <summary>Where a writer would go on; for after the last record.</summary>
    public InputFilePosition Position => new([.. _chain], _sequences.ToImmutableDictionary(StringComparer.Ordinal), _last);

    /// <summary>The next record; false at the end.</summary>
    /// <exception cref="InputDamageException">It does not follow from those before it.</exception>
    public bool TryRead(out InputRecord record)
    {
        record = default;
        if (!source.TryRead(out var number, out var content))
            return false;
        var head = Head.TryRead(content, _names);
        if (!Follows(content) || head is null || head.Sequence != _sequences.GetValueOrDefault(head.Actor) + 1)
            throw new InputDamageException(number, Diagnose(number, content, head));
        record = new(number, head.Kind, head.Actor, head.Number, head.Sequence, head.At, content[head.Length..^ChainedRecord.ChainBytes]);
        try
        {
            Take(record);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InputDamageException(number, $"{record.Place}: {e.Message}");
        }

        return true;
    }

    public void Dispose() => source.Dispose();

    private void Take(in InputRecord record)
    {
        Count++;
        _sequences[record.Actor] = record.Sequence;
        _last = record.At > _last ? record.At : _last;
        IsEnded = record.Kind == InputRecordKind.Ended;
        if (record.Kind == InputRecordKind.Run)
        {
            _names.Clear();
            _names[0] = "";
        }
        else if (record.Kind == InputRecordKind.Actor)
        {
            var fields = new RecordFields(record.Body);
            _names[checked((int)fields.Number())] = fields.Text();
        }
    }

    private bool Follows(ReadOnlySpan<byte> content)
    {
        if (content.Length <= ChainedRecord.ChainBytes)
            return false;
        ChainedRecord.Advance(_chain, content[..^ChainedRecord.ChainBytes]);
        return content[^ChainedRecord.ChainBytes..].SequenceEqual(_chain);
    }

    // A record altered breaks the chain once; one dropped leaves a hole in its actor's numbers; of two exchanged the later one shows up after the hole.
    private string Diagnose(long number, ReadOnlySpan<byte> content, Head? head)
    {
        var place = head is null
            ? FormattableString.Invariant($"record {number}")
            : new RecordPlace(number, head.Actor, head.Sequence, head.At).ToString();
        var expected = new Dictionary<string, long>(_sequences, StringComparer.Ordinal);
        (string Actor, long From, long To)? hole = null;
        var (at, broken) = (number, 1);
        for (var i = 0; i < LookAhead; i++)
        {
            if (head is not null)
            {
                var next = expected.GetValueOrDefault(head.Actor) + 1;
                if (hole is { } h && head.Actor == h.Actor && head.Sequence >= h.From && head.Sequence <= h.To)
                    return $"{place}: no. {head.Sequence} of {Whose(h.Actor)} stands at record {at}, after a later one: records were put in another order";
                if (head.Sequence < next && hole is null)
                    return $"{place}: no. {head.Sequence} of {Whose(head.Actor)} stands again at record {at}: a record was repeated or altered";
                if (head.Sequence > next)
                    hole ??= (head.Actor, next, head.Sequence - 1);
                expected[head.Actor] = Math.Max(head.Sequence, next - 1);
            }

            if (content.Length > ChainedRecord.ChainBytes)
                content[^ChainedRecord.ChainBytes..].CopyTo(_chain); // goes on from what the record itself says
            if (!TryLook(out at, out content))
                break;
            head = Head.TryRead(content, _names);
            if (!Follows(content))
                broken++;
            if (head is { Kind: InputRecordKind.Run })
                break; // numbers begin anew
        }

        if (hole is { } missing)
            return $"{place}: no. {Range(missing.From, missing.To)} of {Whose(missing.Actor)} is missing: dropped";
        return broken == 1
            ? $"{place}: it does not follow from the record before it, and what comes after follows from it: it was altered"
            : $"{place}: it does not follow from the record before it, nor do {broken - 1} after it: records were altered or put in another order";
    }

    private bool TryLook(out long number, out ReadOnlySpan<byte> content)
    {
        try
        {
            return source.TryRead(out number, out content);
        }
        catch (Simulation.Recordings.RecordingException)
        {
            number = 0;
            content = default;
            return false;
        }
    }

    private static string Range(long from, long to) => FormattableString.Invariant(from == to ? $"{from}" : (FormattableString)$"{from} to {to}");

    private static string Whose(string actor) => actor.Length == 0 ? "the run's own records" : actor;

    private sealed record Head(InputRecordKind Kind, int Number, string Actor, long Sequence, DateTimeOffset At, int Length)
    {
        /// <summary>Null when it is not the head of a record of a known actor.</summary>
        public static Head? TryRead(ReadOnlySpan<byte> content, Dictionary<int, string> names)
        {
            if (content.Length <= ChainedRecord.ChainBytes)
                return null;
            try
            {
                var body = content[..^ChainedRecord.ChainBytes];
                var fields = new RecordFields(body);
                var (kind, number, sequence, at) = ((InputRecordKind)fields.Byte(), checked((int)fields.Number()), fields.Number(), fields.Time());
                return names.TryGetValue(number, out var actor) && Enum.IsDefined(kind)
                    ? new(kind, number, actor, sequence, at, body.Length - fields.Left)
                    : null;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return null;
            }
        }
    }
}
