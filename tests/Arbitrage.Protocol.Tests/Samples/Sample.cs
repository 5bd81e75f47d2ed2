using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Protocol.Tests.Samples;

/// <summary>
/// Makes values of any record by reflection, from a seed and the names of the parameters on the way: two swapped parameters give two
/// different values, so a golden form notices them.
/// </summary>
internal sealed class Sample(ulong seed, IReadOnlyDictionary<Type, ImmutableArray<(int Tag, Type Case)>> unions)
{
    /// <summary>How many items collections get, and whether what may be null is null.</summary>
    public int Items { get; init; } = 2;

    public bool NullsWherePossible { get; init; }

    public T Of<T>() => (T)Of(typeof(T), typeof(T).Name)!;

    public object? Of(Type type, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return NullsWherePossible ? null : Of(inner, path);
        if (Scalar(type, path) is { } scalar)
            return scalar;
        if (type.IsGenericType && Collection(type, path) is { } collection)
            return collection;
        if (unions.TryGetValue(type, out var cases))
            return Of(cases[(int)(Hash(path) % (ulong)cases.Length)].Case, path);
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var nullability = new NullabilityInfoContext();
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
            NullsWherePossible && !p.ParameterType.IsValueType && nullability.Create(p).WriteState == NullabilityState.Nullable
                ? null
                : Of(p.ParameterType, $"{path}.{p.Name}"))]);
    }

    /// <summary>Every value of an object graph as text, by property names; what two equal records have in common.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        decimal number => DecimalText.Plain(number),
        DateTimeOffset time => time.UtcTicks.ToString(CultureInfo.InvariantCulture),
        Symbol or Asset or ClientOrderId or TimeSpan or Enum or bool or int or long or char or byte =>
            string.Create(CultureInfo.InvariantCulture, $"{value}"),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        _ => Properties(value),
    };

    private static string Properties(object value)
    {
        var type = value.GetType();
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var text = new StringBuilder(type.Name).Append('(');
        foreach (var parameter in constructor.GetParameters())
        {
            var property = type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
            text.Append(CultureInfo.InvariantCulture, $"{parameter.Name}={Describe(property!.GetValue(value))}; ");
        }

        return text.Append(')').ToString();
    }

    private object? Scalar(Type type, string path)
    {
        var h = Hash(path);
        if (type.IsEnum)
        {
            var values = Enum.GetValues(type);
            return values.GetValue((int)(h % (ulong)values.Length));
        }

        return type switch
        {
            _ when type == typeof(bool) => (h & 1) == 1,
            _ when type == typeof(int) => (int)(h % int.MaxValue),
            _ when type == typeof(long) => (long)(h % long.MaxValue),
            _ when type == typeof(char) => (char)('a' + (int)(h % 26)),
            _ when type == typeof(byte) => (byte)h,
            _ when type == typeof(string) => $"{path[^Math.Min(path.Length, 12)..]} é {h % 1000}",
            _ when type == typeof(decimal) => Decimal(h),
            _ when type == typeof(Price) => new Price(Math.Abs(Decimal(h))),
            _ when type == typeof(TimeSpan) => new TimeSpan((long)(h % 1_000_000_000_000) - 500_000_000_000),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks((long)(h % 300_000_000_000_000)),
            _ when type == typeof(Symbol) => new Symbol($"C{h % 10_000}_USDT"),
            _ when type == typeof(Asset) => new Asset($"C{h % 10_000}"),
            _ when type == typeof(ClientOrderId) => ClientOrderId.For(
                (int)(h % 30), ClientOrderId.StrategyTag(path), 1 + (long)(h % 100_000), (char)('a' + (int)(h % 5))),
            _ => null,
        };
    }

    private object? Collection(Type type, string path)
    {
        var arguments = type.GetGenericArguments();
        var generic = type.GetGenericTypeDefinition();
        IEnumerable<object?> Many(int argument, string name) =>
            Enumerable.Range(0, Items).Select(i => Of(arguments[argument], string.Create(CultureInfo.InvariantCulture, $"{path}.{name}{i}")));
        if (generic == typeof(ImmutableArray<>))
            return Call(nameof(Array), arguments, [.. Many(0, "item")]);
        if (generic == typeof(ImmutableSortedSet<>))
            return Call(nameof(Set), arguments, [.. Many(0, "item")]);
        if (generic == typeof(ImmutableSortedDictionary<,>))
            return Call(nameof(Dictionary), arguments, [.. Many(0, "key")], [.. Many(1, "value")]);
        return null;
    }

    private static object Call(string method, Type[] arguments, params object?[][] values) =>
        typeof(Sample).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(arguments).Invoke(null, values)!;

    private static ImmutableArray<T> Array<T>(object?[] items) => [.. items.Cast<T>()];

    private static ImmutableSortedSet<T> Set<T>(object?[] items) => [.. items.Cast<T>()];

    private static ImmutableSortedDictionary<TKey, TValue> Dictionary<TKey, TValue>(object?[] keys, object?[] values)
        where TKey : notnull =>
        keys.Zip(values).DistinctBy(p => p.First).ToImmutableSortedDictionary(
            p => (TKey)p.First!, p => (TValue)p.Second!, typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : null);

    private static decimal Decimal(ulong h)
    {
        var value = new decimal((int)h, (int)(h >> 32), (int)(h >> 59), false, (byte)(h % 9));
        return (h & 4) == 0 ? value : -value;
    }

    // FNV-1a over the path: stable over runs and platforms, unlike string.GetHashCode.
    private ulong Hash(string path)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var c in path)
            hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 29;
        return hash * 0xBF58476D1CE4E5B9UL >> 3;
    }
}
