namespace Arbitrage.Domain.Markets;

/// <summary>Our own name of a traded pair, upper case `BASE_QUOTE`, for example `NEIROETH_USDT`. Each venue has its own name for it.</summary>
public readonly record struct Symbol : IComparable<Symbol>
{
    /// <exception cref="FormatException">Not of the form BASE_QUOTE with letters and digits.</exception>
    public Symbol(string text)
    {
        var cut = text.IndexOf('_', StringComparison.Ordinal);
        if (cut < 1 || cut == text.Length - 1 || text.Any(c => c != '_' && !char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c)))
            throw new FormatException($"'{text}' is not a symbol; expected BASE_QUOTE in upper case, for example BTC_USDT.");
        Text = text;
    }

    /// <summary>The name.</summary>
    public string Text { get; }

    /// <summary>Base coin.</summary>
    public Asset Base => new(Text[..Text.IndexOf('_', StringComparison.Ordinal)]);

    /// <summary>Quote coin.</summary>
    public Asset Quote => new(Text[(Text.IndexOf('_', StringComparison.Ordinal) + 1)..]);

    /// <inheritdoc/>
    public int CompareTo(Symbol other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A coin, upper case, for example `USDT`.</summary>
public readonly record struct Asset(string Text) : IComparable<Asset>
{
    /// <summary>The quote coin of everything here.</summary>
    public static Asset Usdt { get; } = new("USDT");

    /// <inheritdoc/>
    public int CompareTo(Asset other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
