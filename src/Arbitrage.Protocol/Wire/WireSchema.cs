using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf;

namespace Arbitrage.Protocol.Wire;

/// <summary>
/// The wire form of our records, derived from their primary constructors and the explicit tables of <see cref="WireSchemaBuilder"/>. Codecs are
/// built once per type, on first use, and are safe from any thread.
/// </summary>
public sealed class WireSchema
{
    private static readonly FrozenDictionary<Type, object> Scalars = new Dictionary<Type, object>
    {
        [typeof(bool)] = new BoolCodec(),
        [typeof(int)] = new Int32Codec(),
        [typeof(long)] = new Int64Codec(),
        [typeof(string)] = new StringCodec(),
        [typeof(decimal)] = new DecimalCodec(),
        [typeof(TimeSpan)] = new TimeSpanCodec(),
        [typeof(DateTimeOffset)] = new TimestampCodec(),
        [typeof(char)] = new SurrogateCodec<char, int>(new Int32Codec(), c => c, i => checked((char)i)),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, Type> Collections = new Dictionary<Type, Type>
    {
        [typeof(ImmutableArray<>)] = typeof(ArrayField<>),
        [typeof(ImmutableSortedSet<>)] = typeof(SortedSetField<>),
    }.ToFrozenDictionary();

    private readonly WireSchemaBuilder _tables;
    private readonly bool _omitTimestamps;
    private readonly FrozenDictionary<string, WireManifest> _byName;
    private readonly FrozenDictionary<Type, WireManifest> _byType;
    private readonly ConcurrentDictionary<Type, object> _codecs = new();
    private readonly ConcurrentDictionary<Type, IRoot> _roots = new();
    private readonly Lazy<WireSchema> _withoutTimestamps;

    [ThreadStatic]
    private static HashSet<Type>? building;

    internal WireSchema(WireSchemaBuilder tables, bool omitTimestamps)
    {
        (_tables, _omitTimestamps) = (tables, omitTimestamps);
        _byName = tables.Manifests.ToFrozenDictionary(StringComparer.Ordinal);
        _byType = tables.Manifests.Values.Where(m => m.Upcast is null).ToFrozenDictionary(m => m.Type);
        _withoutTimestamps = new(() => new(tables, omitTimestamps: true));
    }

    /// <summary>All manifests, ordered by name.</summary>
    public IReadOnlyList<WireManifest> Manifests => [.. _byName.Values.OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>Closed unions and their cases, ordered by tag.</summary>
    public IReadOnlyDictionary<Type, ImmutableArray<(int Tag, Type Case)>> Unions => _tables.Unions;

    /// <summary>Writes only: the same without any `DateTimeOffset`, for hashes that must not depend on when something ran.</summary>
    internal WireSchema WithoutTimestamps => _withoutTimestamps.Value;

    /// <summary>Manifest under which objects of a type are written.</summary>
    /// <exception cref="WireException">The type has none.</exception>
    public string ManifestOf(Type type) => _byType.TryGetValue(type, out var manifest)
        ? manifest.Name
        : throw new WireException($"{type} has no manifest.");

    /// <summary>True when objects of this type can be written by themselves.</summary>
    public bool Knows(Type type) => _byType.ContainsKey(type);

    /// <summary>Bytes of a record or of a case of a union, as one protobuf message.</summary>
    public byte[] ToBytes(object value) => Root(value.GetType()).ToBytes(value);

    /// <summary>Bytes of a union as a field would hold it: the case's tag around the case.</summary>
    public byte[] ToUnionBytes<T>(T value)
        where T : class
    {
        var codec = Value<T>();
        var bytes = new byte[codec.Size(value)];
        using var output = new CodedOutputStream(bytes);
        codec.Write(output, value);
        output.CheckNoSpaceLeft();
        return bytes;
    }

    /// <summary>Reads what <see cref="ToUnionBytes{T}"/> wrote.</summary>
    public T FromUnionBytes<T>(byte[] bytes)
        where T : class
    {
        using var input = new CodedInputStream(bytes);
        return Value<T>().Read(input);
    }

    /// <summary>Reads a record of a type.</summary>
    public object FromBytes(Type type, ReadOnlyMemory<byte> bytes) => Root(type).FromBytes(bytes);

    /// <summary>Reads what was written under a manifest, and turns a former version into the current type.</summary>
    /// <exception cref="WireException">The manifest is unknown, or the bytes are not what it says.</exception>
    public object FromBytes(string manifest, ReadOnlyMemory<byte> bytes)
    {
        if (!_byName.TryGetValue(manifest, out var known))
            throw new WireException($"Unknown manifest '{manifest}': written by a newer version, or not by us.");
        try
        {
            var read = FromBytes(known.Type, bytes);
            return known.Upcast is null ? read : known.Upcast(read);
        }
        catch (Exception cause) when (cause is InvalidProtocolBufferException or WireException or ArgumentException or FormatException)
        {
            throw new WireException($"{manifest}: {cause.Message}", cause);
        }
    }

    internal ValueCodec<T> Value<T>() => (ValueCodec<T>)Codec(typeof(T));

    internal IValueCodec CodecOf(Type type) => (IValueCodec)Codec(type);

    private IRoot Root(Type type) => _roots.GetOrAdd(
        type, static (t, schema) => (IRoot)Activator.CreateInstance(typeof(RootOf<>).MakeGenericType(t), schema.Codec(t))!, this);

    private object Codec(Type type)
    {
        if (_codecs.TryGetValue(type, out var known))
            return known;
        building ??= [];
        if (!building.Add(type))
            throw new WireException($"{type} contains itself.");
        try
        {
            return _codecs.GetOrAdd(type, Make(type));
        }
        finally
        {
            building.Remove(type);
        }
    }

    private object Make(Type type)
    {
        if (Scalars.TryGetValue(type, out var scalar))
            return scalar;
        if (_tables.Surrogates.TryGetValue(type, out var surrogate))
            return surrogate(this);
        if (type == typeof(ImmutableArray<byte>))
            return new BytesCodec();
        if (type.IsEnum)
            return Create(typeof(EnumCodec<>), [type]);
        if (_tables.Unions.TryGetValue(type, out var cases))
            return MakeUnion(type, cases);
        return type.IsAbstract ? throw new WireException($"{type} has no table of cases.") : MakeMessage(type);
    }

    private object MakeUnion(Type type, ImmutableArray<(int Tag, Type Case)> cases)
    {
        var built = Array.CreateInstance(typeof(UnionCase<>).MakeGenericType(type), cases.Length);
        for (var i = 0; i < cases.Length; i++)
            built.SetValue(Create(typeof(UnionCase<,>), [type, cases[i].Case], cases[i].Tag, Codec(cases[i].Case)), i);
        var immutable = typeof(ImmutableArray).GetMethods().Single(
                m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true } only]
                    && !only.ParameterType.IsByRefLike && m.GetGenericArguments().Length == 1)
            .MakeGenericMethod(built.GetType().GetElementType()!).Invoke(null, [built]);
        return Create(typeof(UnionCodec<>), [type], immutable!);
    }

    private object MakeMessage(Type type)
    {
        var (constructor, properties) = RecordShape.Of(type);
        var nullability = new NullabilityInfoContext();
        var isEntry = type.IsGenericType;
        var fields = ImmutableArray.CreateBuilder<MessageField>();
        foreach (var (parameter, property) in constructor.GetParameters().Zip(properties))
        {
            if (_omitTimestamps && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) == typeof(DateTimeOffset))
                continue;
            try
            {
                fields.Add(new(
                    parameter.Position + 1, WireNames.Snake(parameter.Name!), parameter.ParameterType, property,
                    FieldOf(parameter.ParameterType, !isEntry && nullability.Create(parameter).WriteState == NullabilityState.Nullable),
                    parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null));
            }
            catch (WireException cause)
            {
                throw new WireException($"{WireNames.Of(type)}.{parameter.Name}: {cause.Message}", cause);
            }
        }

        return Create(typeof(MessageCodec<>), [type], constructor, fields.ToImmutable(), _omitTimestamps);
    }

    private IField FieldOf(Type type, bool isNullable)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return (IField)Create(typeof(OptionalValueField<>), [inner], Codec(inner));
        if (type.IsGenericType && type != typeof(ImmutableArray<byte>))
        {
            var generic = type.GetGenericTypeDefinition();
            if (Collections.TryGetValue(generic, out var field))
                return (IField)Create(field, type.GetGenericArguments(), Codec(type.GetGenericArguments()[0]));
            if (generic == typeof(ImmutableSortedDictionary<,>))
                return (IField)Create(
                    typeof(SortedDictionaryField<,>), type.GetGenericArguments(),
                    Codec(typeof(KeyValuePair<,>).MakeGenericType(type.GetGenericArguments())));
        }

        return (IField)Create(isNullable ? typeof(OptionalReferenceField<>) : typeof(RequiredField<>), [type], Codec(type));
    }

    private static object Create(Type generic, Type[] arguments, params object[] constructorArguments) =>
        Activator.CreateInstance(generic.MakeGenericType(arguments), constructorArguments)!;

    private interface IRoot
    {
        byte[] ToBytes(object value);

        object FromBytes(ReadOnlyMemory<byte> bytes);
    }

    private sealed class RootOf<T>(ValueCodec<T> codec) : IRoot
    {
        private readonly MessageCodec<T> _message = codec as MessageCodec<T>
            ?? throw new WireException($"{typeof(T)} is not a record and cannot stand by itself.");

        public byte[] ToBytes(object value) => _message.ToBytes((T)value);

        public object FromBytes(ReadOnlyMemory<byte> bytes)
        {
            using var input = UnsafeByteOperations.UnsafeWrap(bytes).CreateCodedInput();
            return _message.FromBytes(input)!;
        }
    }
}
