using System.Buffers.Binary;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Between the actors and the one thread that writes: two buffers of a fixed size, one being filled, one being written. Adding copies and never
/// waits for the disk; when there is no room it says so.
/// </summary>
internal sealed class RecordQueue(int capacity) : IDisposable
{
    private const int HeadBytes = 4 + 4 + 8;

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _filled = new(false);
    private byte[] _filling = new byte[capacity];
    private byte[] _writing = new byte[capacity];
    private int _length;
    private bool _isClosed;

    /// <summary>Copies a record; false when it has no room or the queue is closed.</summary>
    public bool TryAdd(int actor, DateTimeOffset at, ReadOnlySpan<byte> record)
    {
        bool isHalfFull;
        lock (_gate)
        {
            if (_isClosed || record.Length + HeadBytes > _filling.Length - _length)
                return false;
            var head = _filling.AsSpan(_length, HeadBytes);
            BinaryPrimitives.WriteInt32LittleEndian(head, record.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], actor);
            BinaryPrimitives.WriteInt64LittleEndian(head[8..], at.UtcTicks);
            record.CopyTo(_filling.AsSpan(_length + HeadBytes));
            _length += HeadBytes + record.Length;
            isHalfFull = _length > _filling.Length / 2;
        }

        if (isHalfFull)
            _filled.Set();
        return true;
    }

    /// <summary>Waits until half a buffer is there or the time is over. For the writing thread.</summary>
    public void Wait(TimeSpan atMost) => _filled.WaitOne(atMost);

    /// <summary>Everything added since the last call; valid until the next one. For the writing thread.</summary>
    public Batch Take()
    {
        lock (_gate)
        {
            var taken = new Batch(_filling.AsSpan(0, _length));
            (_filling, _writing, _length) = (_writing, _filling, 0);
            return taken;
        }
    }

    /// <summary>Refuses everything from now on, and wakes the writing thread.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
        _filled.Set();
    }

    public void Dispose() => _filled.Dispose();

    /// <summary>Records in the order in which they were added.</summary>
    public ref struct Batch(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _left = bytes;

        public bool TryRead(out int actor, out DateTimeOffset at, out ReadOnlySpan<byte> record)
        {
            record = default;
            (actor, at) = (0, default);
            if (_left.IsEmpty)
                return false;
            var length = BinaryPrimitives.ReadInt32LittleEndian(_left);
            actor = BinaryPrimitives.ReadInt32LittleEndian(_left[4..]);
            at = new(BinaryPrimitives.ReadInt64LittleEndian(_left[8..]), TimeSpan.Zero);
            record = _left.Slice(HeadBytes, length);
            _left = _left[(HeadBytes + length)..];
            return true;
        }
    }
}
