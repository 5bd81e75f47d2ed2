using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>Everything a record holds, in order, as text: two states are the same when their texts are.</summary>
public static class StateText
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        if (depth > 12)
            throw new InvalidOperationException("Too deep: a property refers back.");
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or bool or Enum or IFormattable:
                text.Append(Convert.ToString(value is decimal d ? d / 1.0000000000000000000000000000m : value, CultureInfo.InvariantCulture));
                break;
            case ValueType when value.GetType().Namespace!.StartsWith("Arbitrage", StringComparison.Ordinal):
                text.Append(value);
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item, depth + 1);
                    text.Append(';');
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append('{');
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Where(p => p.GetIndexParameters().Length == 0).OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append(property.Name).Append('=');
                    Write(text, property.GetValue(value), depth + 1);
                    text.Append(',');
                }

                text.Append('}');
                break;
        }
    }
}
