using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>What the schema printer needs to know of a codec.</summary>
internal interface IValueCodec
{
    /// <summary>Name of the type in protobuf.</summary>
    string ProtoType { get; }

    /// <summary>Name of ours beside it, when it is another.</summary>
    string? Remark => null;

    /// <summary>Codecs that this one is made of.</summary>
    IEnumerable<IValueCodec> Parts => [];
}

/// <summary>Writes and reads one value without its tag; messages include their length.</summary>
internal abstract class ValueCodec<T> : IValueCodec
{
    public abstract string ProtoType { get; }

    public abstract WireFormat.WireType WireType { get; }

    public virtual string? Remark => null;

    public virtual IEnumerable<IValueCodec> Parts => [];

    public abstract int Size(T value);

    public abstract void Write(CodedOutputStream output, T value);

    public abstract T Read(CodedInputStream input);
}

/// <summary>A type that travels as another: units, ids, times.</summary>
internal sealed class SurrogateCodec<T, TWire>(ValueCodec<TWire> wire, Func<T, TWire> toWire, Func<TWire, T> fromWire) : ValueCodec<T>
{
    public override string ProtoType => wire.ProtoType;

    public override WireFormat.WireType WireType => wire.WireType;

    public override string? Remark => WireNames.Of(typeof(T));

    public override IEnumerable<IValueCodec> Parts => [wire];

    public override int Size(T value) => wire.Size(toWire(value));

    public override void Write(CodedOutputStream output, T value) => wire.Write(output, toWire(value));

    public override T Read(CodedInputStream input) => fromWire(wire.Read(input));
}
