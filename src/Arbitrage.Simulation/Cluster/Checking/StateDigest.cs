using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>The content of a state as text, collections included: two states are equal exactly when their texts are.</summary>
internal static class StateDigest
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Parts = new();

    public static string Of(object? state)
    {
        var text = new StringBuilder();
        Write(text, state);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case string s:
                text.Append('"').Append(s).Append('"');
                break;
            // 1.0 and 1.00 are the same amount.
            case decimal d:
                text.Append((d / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset t:
                text.Append(t.UtcTicks);
                break;
            case IFormattable f when value.GetType().IsPrimitive || value is Enum or TimeSpan:
                text.Append(f.ToString(null, CultureInfo.InvariantCulture));
                break;
            case bool b:
                text.Append(b ? '1' : '0');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                    Write(text.Append(','), item);
                text.Append(']');
                break;
            default:
                text.Append('{');
                foreach (var part in Parts.GetOrAdd(value.GetType(), PartsOf))
                    Write(text.Append(';'), part.GetValue(value));
                text.Append('}');
                break;
        }
    }

    // What a record was made of: properties that can be set when it is made. Computed ones follow from them.
    private static PropertyInfo[] PartsOf(Type type)
    {
        PropertyInfo[] all = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0).OrderBy(p => p.Name, StringComparer.Ordinal)];
        PropertyInfo[] made = [.. all.Where(p => p.SetMethod is not null)];
        // A value without such properties (a coin's name, an order's id) is its read-only ones.
        return made.Length > 0 || all.Length == 0 ? made : [.. all.Where(p => p.PropertyType == typeof(string) || p.PropertyType == typeof(decimal))];
    }
}
