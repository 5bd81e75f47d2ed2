using System.Text;

namespace Arbitrage.Protocol.Wire;

/// <summary>Names of our types and parameters in the printed schema.</summary>
internal static class WireNames
{
    /// <summary>`ConnectionEvent.Claimed` becomes `ConnectionEvent_Claimed`.</summary>
    public static string Of(Type type)
    {
        if (type.IsGenericType)
        {
            var arguments = string.Join('_', type.GetGenericArguments().Select(Of));
            return type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
                ? $"Entry_{arguments}"
                : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}_{arguments}";
        }

        var name = type.Name;
        for (var outer = type.DeclaringType; outer is not null; outer = outer.DeclaringType)
            name = $"{outer.Name}_{name}";
        return name;
    }

    /// <summary>`NotAfter` becomes `not_after`.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
