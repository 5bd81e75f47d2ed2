namespace Arbitrage.Venues.Wire;

/// <summary>Walks the fields of one protobuf message in place. Covers what MEXC's public pushes use: varints and length-delimited fields.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Content of the current length-delimited field: text or a nested message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Value of the current varint field.</summary>
    public long Number { get; private set; }

    /// <summary>Steps to the next field; false at the end.</summary>
    /// <exception cref="UnreadableException">Not protobuf.</exception>
    public bool Next()
    {
        if (_at == _message.Length)
            return false;
        var tag = Varint();
        (Field, Number) = ((int)(tag >> 3), 0);
        Bytes = default;
        switch (tag & 7)
        {
            case 0:
                Number = (long)Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                var length = Varint();
                Bytes = length <= int.MaxValue ? Take((int)length) : throw new UnreadableException("A field longer than the message.");
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new UnreadableException($"Wire type {tag & 7} of field {Field}.");
        }

        return true;
    }

    // Tags of small fields and lengths of short ones, which is nearly all there is, are one byte.
    private ulong Varint() => _at < _message.Length && _message[_at] < 0x80 ? _message[_at++] : LongVarint();

    private ulong LongVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == _message.Length)
                throw new UnreadableException("The message ends early.");
            var part = _message[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new UnreadableException("A number of more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _message.Length - _at)
            throw new UnreadableException("The message ends early.");
        var taken = _message.Slice(_at, count);
        _at += count;
        return taken;
    }
}
