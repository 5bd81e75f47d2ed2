using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>A recording in memory: what a disk would hold, and a disk that is slow or fails.</summary>
internal sealed class MemoryRecords : IRecordSink
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _records = [];

    /// <summary>Adding waits while this is not set.</summary>
    public ManualResetEventSlim Open { get; } = new(true);

    /// <summary>The writing thread stands in <see cref="Add"/> until <see cref="Open"/> is set.</summary>
    public volatile bool IsWaiting;

    /// <summary>Adding fails from now on.</summary>
    public volatile bool Fails;

    public int Flushes { get; private set; }

    public List<byte[]> Records
    {
        get
        {
            lock (_gate)
                return [.. _records];
        }
    }

    public void Add(DateTimeOffset at, ReadOnlySpan<byte> record)
    {
        IsWaiting = !Open.IsSet;
        Open.Wait();
        IsWaiting = false;
        if (Fails)
            throw new IOException("No space left on device");
        lock (_gate)
            _records.Add(record.ToArray());
    }

    public void Flush() => Flushes++;

    public void Dispose()
    {
    }

    /// <summary>Reads records from the first on.</summary>
    public static InputFileReader Reader(IReadOnlyList<byte[]> records) => new(new Source(records));

    /// <summary>Records with chain values that fit, whatever was done to them.</summary>
    public static List<byte[]> Chained(IEnumerable<byte[]> records)
    {
        var chain = ChainedRecord.Seed.ToArray();
        var chained = new List<byte[]>();
        foreach (var record in records)
        {
            ChainedRecord.Advance(chain, record.AsSpan(0, record.Length - ChainedRecord.ChainBytes));
            chained.Add([.. record.AsSpan(0, record.Length - ChainedRecord.ChainBytes), .. chain]);
        }

        return chained;
    }

    private sealed class Source(IReadOnlyList<byte[]> records) : IRecordSource
    {
        private int _next;

        public string Name => "memory";

        public bool IsTorn => false;

        public string End => "not closed";

        public bool TryRead(out long number, out ReadOnlySpan<byte> content)
        {
            number = _next + 1;
            content = _next < records.Count ? records[_next] : default;
            return _next++ < records.Count;
        }

        public void Dispose()
        {
        }
    }
}
