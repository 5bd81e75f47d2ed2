using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Arbitrage.Domain.Tests;

/// <summary>The whole content of a state as text: collections by element, records by property. Two states are equal when their texts are.</summary>
internal static class Canonical
{
    public static string Text(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case decimal d:
                text.Append((d / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset t:
                text.Append(t.UtcTicks);
                break;
            case string or Enum or ValueType and IFormattable or bool:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append(';');
                }

                text.Append(']');
                break;
            default:
                WriteProperties(text, value);
                break;
        }
    }

    private static void WriteProperties(StringBuilder text, object value)
    {
        var type = value.GetType();
        text.Append(type.Name).Append('{');
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                     .Where(p => p.GetIndexParameters().Length == 0 && p.PropertyType != type && !p.Name.StartsWith("Unfinished", StringComparison.Ordinal))
                     .OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(property.Name).Append('=');
            Write(text, property.GetValue(value));
            text.Append(',');
        }

        text.Append('}');
    }
}
