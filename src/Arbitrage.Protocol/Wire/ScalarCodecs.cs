using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

internal sealed class BoolCodec : ValueCodec<bool>
{
    public override string ProtoType => "bool";

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(bool value) => 1;

    public override void Write(CodedOutputStream output, bool value) => output.WriteBool(value);

    public override bool Read(CodedInputStream input) => input.ReadBool();
}

internal sealed class Int32Codec : ValueCodec<int>
{
    public override string ProtoType => "int32";

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(int value) => CodedOutputStream.ComputeInt32Size(value);

    public override void Write(CodedOutputStream output, int value) => output.WriteInt32(value);

    public override int Read(CodedInputStream input) => input.ReadInt32();
}

internal sealed class Int64Codec : ValueCodec<long>
{
    public override string ProtoType => "int64";

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(long value) => CodedOutputStream.ComputeInt64Size(value);

    public override void Write(CodedOutputStream output, long value) => output.WriteInt64(value);

    public override long Read(CodedInputStream input) => input.ReadInt64();
}

/// <summary>Ticks of 100 ns, zigzag: clock offsets are as often negative as positive.</summary>
internal sealed class TimeSpanCodec : ValueCodec<TimeSpan>
{
    public override string ProtoType => "sint64";

    public override string? Remark => "TimeSpan, ticks";

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(TimeSpan value) => CodedOutputStream.ComputeSInt64Size(value.Ticks);

    public override void Write(CodedOutputStream output, TimeSpan value) => output.WriteSInt64(value.Ticks);

    public override TimeSpan Read(CodedInputStream input) => new(input.ReadSInt64());
}

/// <summary>UTC ticks of 100 ns; the offset of the writer's time zone is dropped, so equal moments are equal bytes.</summary>
internal sealed class TimestampCodec : ValueCodec<DateTimeOffset>
{
    public override string ProtoType => "int64";

    public override string? Remark => "DateTimeOffset, UTC ticks";

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(DateTimeOffset value) => CodedOutputStream.ComputeInt64Size(value.UtcTicks);

    public override void Write(CodedOutputStream output, DateTimeOffset value) => output.WriteInt64(value.UtcTicks);

    public override DateTimeOffset Read(CodedInputStream input) => new(input.ReadInt64(), TimeSpan.Zero);
}

internal sealed class StringCodec : ValueCodec<string>
{
    public override string ProtoType => "string";

    public override WireFormat.WireType WireType => WireFormat.WireType.LengthDelimited;

    public override int Size(string value) => value is null ? 0 : CodedOutputStream.ComputeStringSize(value);

    // A default id has no text: refused here, where the field is named, as nobody could read it back.
    public override void Write(CodedOutputStream output, string value) =>
        output.WriteString(value ?? throw new WireException("text that was never set."));

    public override string Read(CodedInputStream input) => input.ReadString();
}

internal sealed class BytesCodec : ValueCodec<ImmutableArray<byte>>
{
    public override string ProtoType => "bytes";

    public override WireFormat.WireType WireType => WireFormat.WireType.LengthDelimited;

    public override int Size(ImmutableArray<byte> value) => CodedOutputStream.ComputeBytesSize(Wrap(value));

    public override void Write(CodedOutputStream output, ImmutableArray<byte> value) => output.WriteBytes(Wrap(value));

    public override ImmutableArray<byte> Read(CodedInputStream input) =>
        ImmutableCollectionsMarshal.AsImmutableArray(input.ReadBytes().ToByteArray());

    private static ByteString Wrap(ImmutableArray<byte> value) =>
        value.IsDefaultOrEmpty ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(value.AsMemory());
}

/// <summary>Enum as its number. A number that the enum does not have is refused on both sides: writing it would poison the journal.</summary>
internal sealed class EnumCodec<T> : ValueCodec<T>
    where T : struct, Enum
{
    private static readonly FrozenSet<T> Defined = Enum.GetValues<T>().ToFrozenSet();

    static EnumCodec()
    {
        if (Enum.GetUnderlyingType(typeof(T)) != typeof(int))
            throw new WireException($"{typeof(T)} is not an int enum.");
    }

    public override string ProtoType => WireNames.Of(typeof(T));

    public override WireFormat.WireType WireType => WireFormat.WireType.Varint;

    public override int Size(T value) => CodedOutputStream.ComputeEnumSize(Number(value));

    public override void Write(CodedOutputStream output, T value) => output.WriteEnum(Number(Checked(value)));

    public override T Read(CodedInputStream input)
    {
        var number = input.ReadEnum();
        return Checked(Unsafe.As<int, T>(ref number));
    }

    private static int Number(T value) => Unsafe.As<T, int>(ref value);

    private static T Checked(T value) => Defined.Contains(value)
        ? value
        : throw new WireException($"{Number(value)} is not a {typeof(T).Name}.");
}
