using System.Collections.Immutable;

namespace Arbitrage.Protocol.Wire;

/// <summary>The explicit tables behind a schema: surrogates, tags of union cases, manifests. Numbers and manifests are for ever.</summary>
public sealed class WireSchemaBuilder
{
    internal Dictionary<Type, Func<WireSchema, object>> Surrogates { get; } = [];

    internal Dictionary<Type, ImmutableArray<(int Tag, Type Case)>> Unions { get; } = [];

    internal Dictionary<string, WireManifest> Manifests { get; } = new(StringComparer.Ordinal);

    /// <summary>A type that travels as another one.</summary>
    public WireSchemaBuilder Surrogate<T, TWire>(Func<T, TWire> toWire, Func<TWire, T> fromWire)
    {
        Surrogates.Add(typeof(T), schema => new SurrogateCodec<T, TWire>(schema.Value<TWire>(), toWire, fromWire));
        return this;
    }

    /// <summary>Tags of the cases of a closed union that is a field of something.</summary>
    /// <exception cref="ArgumentException">A tag or case stands twice, or a case is not one of <typeparamref name="T"/>.</exception>
    public WireSchemaBuilder Union<T>(params (int Tag, Type Case)[] cases)
        where T : class
    {
        if (cases.DistinctBy(c => c.Tag).Count() != cases.Length || cases.DistinctBy(c => c.Case).Count() != cases.Length)
            throw new ArgumentException($"A tag or case of {typeof(T)} stands twice.", nameof(cases));
        if (cases.FirstOrDefault(c => !typeof(T).IsAssignableFrom(c.Case) || !c.Case.IsSealed) is { Case: { } stray })
            throw new ArgumentException($"{stray} is not a sealed case of {typeof(T)}.", nameof(cases));
        Unions.Add(typeof(T), [.. cases.OrderBy(c => c.Tag)]);
        return this;
    }

    /// <summary>Events of a family: the tag in the union, and the name in the manifest `family.name/1`.</summary>
    public WireSchemaBuilder Events<T>(string family, params (int Tag, string Name, Type Case)[] cases)
        where T : class
    {
        foreach (var (_, name, type) in cases)
            Add(new($"{family}.{name}/1", family, type, null));
        return Union<T>([.. cases.Select(c => (c.Tag, c.Case))]);
    }

    /// <summary>A type that is stored or sent by itself.</summary>
    public WireSchemaBuilder Message<T>(string manifest)
        where T : class => Add(new(manifest, FamilyOf(manifest), typeof(T), null));

    /// <summary>A former version that is still read, and turned into what the domain knows now. Never written any more.</summary>
    public WireSchemaBuilder Former<TOld, TNow>(string manifest, Func<TOld, TNow> upcast)
        where TOld : class
        where TNow : class => Add(new(manifest, FamilyOf(manifest), typeof(TOld), old => upcast((TOld)old)));

    /// <summary>The schema of these tables.</summary>
    public WireSchema Build() => new(this, omitTimestamps: false);

    private static string FamilyOf(string manifest) => manifest[..manifest.IndexOf('.', StringComparison.Ordinal)];

    private WireSchemaBuilder Add(WireManifest manifest)
    {
        Manifests.Add(manifest.Name, manifest);
        return this;
    }
}

/// <summary>A manifest and what it stands for.</summary>
/// <param name="Name">`cn.claimed/1`: family, type, version.</param>
/// <param name="Family">Which serializer.</param>
/// <param name="Type">Type of the bytes.</param>
/// <param name="Upcast">To the current type; null for a current version.</param>
public sealed record WireManifest(string Name, string Family, Type Type, Func<object, object>? Upcast);
