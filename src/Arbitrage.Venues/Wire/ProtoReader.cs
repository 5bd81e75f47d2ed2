namespace Arbitrage.Venues.Wire;

/// <summary>Walks the fields of one protobuf message in place. Covers what MEXC's public pushes use: varints and length-delimited fields.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _left = message;

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
        if (_left.IsEmpty)
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

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new UnreadableException("A number of more than ten bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _left.Length)
            throw new UnreadableException("The message ends early.");
        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
