using System.Collections.Frozen;
using System.Collections.Immutable;
using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>One case of a union.</summary>
internal abstract class UnionCase<TBase>(int tag, Type type) : IUnionCase
{
    public int Tag { get; } = tag;

    public Type Type { get; } = type;

    public abstract IValueCodec Codec { get; }

    public abstract int Size(TBase value);

    public abstract void Write(CodedOutputStream output, TBase value);

    public abstract TBase Read(CodedInputStream input);
}

/// <summary>What the schema printer needs to know of a case.</summary>
internal interface IUnionCase
{
    int Tag { get; }

    Type Type { get; }

    IValueCodec Codec { get; }
}

internal sealed class UnionCase<TBase, TCase>(int tag, ValueCodec<TCase> codec) : UnionCase<TBase>(tag, typeof(TCase))
    where TBase : class
    where TCase : class, TBase
{
    public override IValueCodec Codec => codec;

    public override int Size(TBase value) => CodedOutputStream.ComputeTagSize(Tag) + codec.Size((TCase)value);

    public override void Write(CodedOutputStream output, TBase value)
    {
        output.WriteTag(Tag, codec.WireType);
        codec.Write(output, (TCase)value);
    }

    public override TBase Read(CodedInputStream input) => codec.Read(input);
}

/// <summary>What the schema printer needs to know of a union.</summary>
internal interface IUnionCodec : IValueCodec
{
    IEnumerable<IUnionCase> Cases { get; }
}

/// <summary>
/// A closed union as a message with exactly one sub-message, whose field number says which case it is. A case that this reader does not know
/// is an error, never skipped: it would be silence about a fact.
/// </summary>
internal sealed class UnionCodec<T>(ImmutableArray<UnionCase<T>> cases) : ValueCodec<T>, IUnionCodec
    where T : class
{
    private readonly FrozenDictionary<Type, UnionCase<T>> _byType = cases.ToFrozenDictionary(c => c.Type);
    private readonly FrozenDictionary<int, UnionCase<T>> _byTag = cases.ToFrozenDictionary(c => c.Tag);

    public IEnumerable<IUnionCase> Cases => cases;

    public override string ProtoType => WireNames.Of(typeof(T));

    public override WireFormat.WireType WireType => WireFormat.WireType.LengthDelimited;

    public override IEnumerable<IValueCodec> Parts => cases.Select(c => c.Codec);

    public override int Size(T value)
    {
        var body = CaseOf(value).Size(value);
        return CodedOutputStream.ComputeLengthSize(body) + body;
    }

    public override void Write(CodedOutputStream output, T value)
    {
        var found = CaseOf(value);
        output.WriteLength(found.Size(value));
        found.Write(output, value);
    }

    public override T Read(CodedInputStream input)
    {
        using var body = input.ReadBytes().CreateCodedInput();
        var tag = body.ReadTag();
        return _byTag.TryGetValue(WireFormat.GetTagFieldNumber(tag), out var found)
            ? found.Read(body)
            : throw new WireException($"{WireNames.Of(typeof(T))} has no case {WireFormat.GetTagFieldNumber(tag)} in this version.");
    }

    private UnionCase<T> CaseOf(T value) => _byType.TryGetValue(value.GetType(), out var found)
        ? found
        : throw new WireException($"{value.GetType()} has no tag in the table of {typeof(T).Name}.");
}
