using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>What the schema printer needs to know of a field.</summary>
internal interface IField
{
    /// <summary>required, optional or repeated.</summary>
    string Label { get; }

    /// <summary>The value, or the item of a repeated field.</summary>
    IValueCodec Item { get; }
}

/// <summary>What has been read of a field so far.</summary>
internal struct Slot<T>
{
    public T? Value;
    public object? Items;
    public bool IsPresent;
}

/// <summary>How a constructor parameter of type <typeparamref name="T"/> stands in a message.</summary>
internal abstract class Field<T> : IField
{
    public abstract string Label { get; }

    public abstract IValueCodec Item { get; }

    public abstract int Size(int number, T value);

    public abstract void Write(CodedOutputStream output, int number, T value);

    public abstract void Read(CodedInputStream input, uint tag, ref Slot<T> slot);

    /// <summary>The value when all has been read; false when nothing was there and something must be.</summary>
    public abstract bool TryFinish(ref Slot<T> slot, [MaybeNullWhen(false)] out T value);

    protected static TValue ReadValue<TValue>(ValueCodec<TValue> codec, CodedInputStream input, uint tag)
    {
        var got = WireFormat.GetTagWireType(tag);
        return got == codec.WireType
            ? codec.Read(input)
            : throw new WireException($"Wire type {got} where {codec.ProtoType} needs {codec.WireType}.");
    }

    protected static int SizeOf<TValue>(ValueCodec<TValue> codec, int number, TValue value) =>
        CodedOutputStream.ComputeTagSize(number) + codec.Size(value);

    protected static void WriteValue<TValue>(ValueCodec<TValue> codec, CodedOutputStream output, int number, TValue value)
    {
        output.WriteTag(number, codec.WireType);
        codec.Write(output, value);
    }
}

/// <summary>Always there, also when it has its type's default value.</summary>
internal sealed class RequiredField<T>(ValueCodec<T> codec) : Field<T>
{
    public override string Label => "required";

    public override IValueCodec Item => codec;

    public override int Size(int number, T value) => value is null ? 0 : SizeOf(codec, number, value);

    public override void Write(CodedOutputStream output, int number, T value) =>
        WriteValue(codec, output, number, value ?? throw new WireException("null in a field that is not nullable."));

    public override void Read(CodedInputStream input, uint tag, ref Slot<T> slot) =>
        (slot.Value, slot.IsPresent) = (ReadValue(codec, input, tag), true);

    public override bool TryFinish(ref Slot<T> slot, [MaybeNullWhen(false)] out T value)
    {
        value = slot.Value!;
        return slot.IsPresent;
    }
}

/// <summary>A nullable reference: null is absent.</summary>
internal sealed class OptionalReferenceField<T>(ValueCodec<T> codec) : Field<T?>
    where T : class
{
    public override string Label => "optional";

    public override IValueCodec Item => codec;

    public override int Size(int number, T? value) => value is null ? 0 : SizeOf(codec, number, value);

    public override void Write(CodedOutputStream output, int number, T? value)
    {
        if (value is not null)
            WriteValue(codec, output, number, value);
    }

    public override void Read(CodedInputStream input, uint tag, ref Slot<T?> slot) => slot.Value = ReadValue(codec, input, tag);

    public override bool TryFinish(ref Slot<T?> slot, out T? value)
    {
        value = slot.Value;
        return true;
    }
}

/// <summary>A nullable struct: null is absent.</summary>
internal sealed class OptionalValueField<T>(ValueCodec<T> codec) : Field<T?>
    where T : struct
{
    public override string Label => "optional";

    public override IValueCodec Item => codec;

    public override int Size(int number, T? value) => value is { } there ? SizeOf(codec, number, there) : 0;

    public override void Write(CodedOutputStream output, int number, T? value)
    {
        if (value is { } there)
            WriteValue(codec, output, number, there);
    }

    public override void Read(CodedInputStream input, uint tag, ref Slot<T?> slot) => slot.Value = ReadValue(codec, input, tag);

    public override bool TryFinish(ref Slot<T?> slot, out T? value)
    {
        value = slot.Value;
        return true;
    }
}

/// <summary>A collection: one tag an item, in its order; nothing there is empty.</summary>
internal abstract class ItemsField<TItems, TItem, TBuilder>(ValueCodec<TItem> codec) : Field<TItems>
    where TBuilder : class
{
    public override string Label => "repeated";

    public override IValueCodec Item => codec;

    public override int Size(int number, TItems value)
    {
        var size = 0;
        foreach (var item in Items(value))
            size += SizeOf(codec, number, item);
        return size;
    }

    public override void Write(CodedOutputStream output, int number, TItems value)
    {
        foreach (var item in Items(value))
            WriteValue(codec, output, number, item);
    }

    public override void Read(CodedInputStream input, uint tag, ref Slot<TItems> slot)
    {
        slot.Items ??= NewBuilder();
        Add((TBuilder)slot.Items, ReadValue(codec, input, tag));
    }

    public override bool TryFinish(ref Slot<TItems> slot, out TItems value)
    {
        value = Build((TBuilder)(slot.Items ?? NewBuilder()));
        return true;
    }

    protected abstract IEnumerable<TItem> Items(TItems value);

    protected abstract TBuilder NewBuilder();

    protected abstract void Add(TBuilder builder, TItem item);

    protected abstract TItems Build(TBuilder builder);
}

internal sealed class ArrayField<T>(ValueCodec<T> codec)
    : ItemsField<ImmutableArray<T>, T, ImmutableArray<T>.Builder>(codec)
{
    protected override IEnumerable<T> Items(ImmutableArray<T> value) => value.IsDefault ? [] : value;

    protected override ImmutableArray<T>.Builder NewBuilder() => ImmutableArray.CreateBuilder<T>();

    protected override void Add(ImmutableArray<T>.Builder builder, T item) => builder.Add(item);

    protected override ImmutableArray<T> Build(ImmutableArray<T>.Builder builder) => builder.ToImmutable();
}

internal sealed class SortedSetField<T>(ValueCodec<T> codec)
    : ItemsField<ImmutableSortedSet<T>, T, ImmutableSortedSet<T>.Builder>(codec)
{
    protected override IEnumerable<T> Items(ImmutableSortedSet<T> value) => value;

    protected override ImmutableSortedSet<T>.Builder NewBuilder() => ImmutableSortedSet.CreateBuilder<T>(KeyOrder.Of<T>());

    protected override void Add(ImmutableSortedSet<T>.Builder builder, T item) => builder.Add(item);

    protected override ImmutableSortedSet<T> Build(ImmutableSortedSet<T>.Builder builder) => builder.ToImmutable();
}

internal sealed class SortedDictionaryField<TKey, TValue>(ValueCodec<KeyValuePair<TKey, TValue>> entry)
    : ItemsField<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>, ImmutableSortedDictionary<TKey, TValue>.Builder>(
        entry)
    where TKey : notnull
{
    protected override IEnumerable<KeyValuePair<TKey, TValue>> Items(ImmutableSortedDictionary<TKey, TValue> value) => value;

    protected override ImmutableSortedDictionary<TKey, TValue>.Builder NewBuilder() =>
        ImmutableSortedDictionary.CreateBuilder<TKey, TValue>(KeyOrder.Of<TKey>());

    protected override void Add(ImmutableSortedDictionary<TKey, TValue>.Builder builder, KeyValuePair<TKey, TValue> item)
    {
        if (!builder.TryAdd(item.Key, item.Value))
            throw new WireException($"Key {item.Key} stands twice in a dictionary.");
    }

    protected override ImmutableSortedDictionary<TKey, TValue> Build(ImmutableSortedDictionary<TKey, TValue>.Builder builder) =>
        builder.ToImmutable();
}

/// <summary>Order of keys: text by code unit, never by culture.</summary>
internal static class KeyOrder
{
    public static IComparer<T> Of<T>() => typeof(T) == typeof(string) ? (IComparer<T>)StringComparer.Ordinal : Comparer<T>.Default;
}
