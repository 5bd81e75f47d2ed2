using System.Text;

namespace Arbitrage.Node.Configuration;

/// <summary>Puts environment variables into a value: `${NAME}` must exist, `${NAME:-text}` falls back to the text.</summary>
internal static class VariableSubstitution
{
    /// <summary>Text after substitution and the variables that were used; what is wrong otherwise.</summary>
    public static (string Text, IReadOnlyList<string> Used, (string What, string Remedy)? Problem) Apply(
        string text, Func<string, string?> environment)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
            return (text, [], null);
        var result = new StringBuilder();
        var used = new List<string>();
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf('}', open);
            if (close < 0)
                return (text, used, ("`${` without a closing `}`", "write ${NAME} or ${NAME:-fallback}"));
            var (name, fallback) = Split(text[(open + 2)..close]);
            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '_'))
                return (text, used, ($"'{name}' is not the name of a variable", "write ${NAME} or ${NAME:-fallback}"));
            var value = environment(name);
            if (string.IsNullOrEmpty(value) && fallback is null)
                return (text, used, ($"environment variable {name} is not set", $"set {name}, or write ${{{name}:-fallback}}"));
            if (!string.IsNullOrEmpty(value))
                used.Add(name);
            result.Append(text, at, open - at).Append(string.IsNullOrEmpty(value) ? fallback : value);
            at = close + 1;
        }

        return (result.Append(text, at, text.Length - at).ToString(), used, null);
    }

    private static (string Name, string? Fallback) Split(string inside)
    {
        var cut = inside.IndexOf(":-", StringComparison.Ordinal);
        return cut < 0 ? (inside, null) : (inside[..cut], inside[(cut + 2)..]);
    }
}
