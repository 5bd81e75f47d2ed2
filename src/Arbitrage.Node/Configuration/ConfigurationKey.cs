using System.Globalization;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Configuration;

/// <summary>What a key's value must look like.</summary>
internal enum KeyKind
{
    Number,
    WholeNumber,
    Flag,
    Text,
    Url,
    Choice,
    Secret,
}

/// <summary>One key: its form, its range and what it means. Whether something reads it follows from its type.</summary>
internal record ConfigurationKey(string Name, KeyKind Kind, string Meaning)
{
    /// <summary>Least value of a number.</summary>
    public decimal Min { get; init; } = decimal.MinValue;

    /// <summary>Greatest value of a number.</summary>
    public decimal Max { get; init; } = decimal.MaxValue;

    /// <summary>The least value itself is not allowed.</summary>
    public bool AboveMin { get; init; }

    /// <summary>Allowed words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What the value must be, for messages and the table.</summary>
    public string Expected => Kind switch
    {
        KeyKind.Number => "a number" + Range,
        KeyKind.WholeNumber => "a whole number" + Range,
        KeyKind.Flag => "true or false",
        KeyKind.Url => "an absolute URL with scheme " + string.Join(" or ", Choices),
        KeyKind.Choice => "one of " + string.Join(", ", Choices),
        KeyKind.Secret => "a key from the environment",
        _ => "text",
    };

    private string Range => (Min, Max) switch
    {
        (decimal.MinValue, _) => "",
        (_, decimal.MaxValue) => AboveMin ? $" above {DecimalText.Plain(Min)}" : $" of at least {DecimalText.Plain(Min)}",
        _ when AboveMin => $" above {DecimalText.Plain(Min)}, up to {DecimalText.Plain(Max)}",
        _ => $" from {DecimalText.Plain(Min)} to {DecimalText.Plain(Max)}",
    };

    /// <summary>The typed value, or null when the text is not one.</summary>
    public object? Parse(string text) => Kind switch
    {
        KeyKind.Number => TryNumber(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint),
        KeyKind.WholeNumber => TryNumber(text, NumberStyles.AllowLeadingSign),
        KeyKind.Flag => text switch { "true" => true, "false" => false, _ => null },
        KeyKind.Url => Uri.TryCreate(text, UriKind.Absolute, out var uri) && Choices.Contains(uri.Scheme) && uri.UserInfo.Length == 0 ? uri : null,
        KeyKind.Choice => Choices.Contains(text, StringComparer.OrdinalIgnoreCase) ? text.ToLowerInvariant() : null,
        KeyKind.Secret => new Secret(text),
        _ => string.IsNullOrWhiteSpace(text) ? null : text,
    };

    /// <summary>True when a number lies in the range.</summary>
    public bool IsInRange(object value) =>
        value is not decimal number || (number <= Max && (AboveMin ? number > Min : number >= Min));

    private static object? TryNumber(string text, NumberStyles styles) =>
        decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>A key that is bound to a property of settings; its default is the settings' own.</summary>
internal sealed record ConfigurationKey<T>(string Name, KeyKind Kind, string Meaning, Func<T, object?> Get, Func<T, object, T> Set)
    : ConfigurationKey(Name, Kind, Meaning)
{
    /// <summary>Value in these settings as text.</summary>
    public string Print(T settings) => Get(settings) switch
    {
        null => "",
        decimal number => DecimalText.Plain(number),
        bool flag => flag ? "true" : "false",
        Uri uri => uri.AbsoluteUri,
        Secret { IsEmpty: true } => "",
        var value => value.ToString() ?? "",
    };
}
