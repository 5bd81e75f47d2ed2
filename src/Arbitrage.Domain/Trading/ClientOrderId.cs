using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Domain.Trading;

/// <summary>
/// Our name of an order on every venue, `a{generation}-{strategy}-{intent}-{letter}`, at most 26 characters (requirement B19).
/// Orders that parse are ours, all others are foreign. Gate gets it behind `t-`.
/// </summary>
public readonly record struct ClientOrderId : IComparable<ClientOrderId>
{
    /// <summary>Longest text.</summary>
    public const int MaxLength = 26;

    private const string Base36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private ClientOrderId(string text) => Text = text;

    /// <summary>The id.</summary>
    public string Text { get; }

    /// <summary>Id of one order of a pair.</summary>
    /// <param name="generation">Journal generation, not negative.</param>
    /// <param name="strategy">Eight characters of <see cref="StrategyTag"/>.</param>
    /// <param name="intent">Sequence number of the intent event, above zero.</param>
    /// <param name="letter">a and b are the legs, c onwards the ladder.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of range or the whole is too long.</exception>
    public static ClientOrderId For(int generation, string strategy, long intent, char letter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        ArgumentOutOfRangeException.ThrowIfLessThan(intent, 1);
        var text = $"a{ToBase36(generation)}-{strategy}-{ToBase36(intent)}-{letter}";
        return TryParse(text, out var id)
            ? id
            : throw new ArgumentOutOfRangeException(nameof(strategy), text, "Not a client order id.");
    }

    /// <summary>First eight characters of lower-case base 32 of SHA-256 of a persistence id.</summary>
    public static string StrategyTag(string persistenceId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(persistenceId), hash);
        var bits = 0UL;
        for (var i = 0; i < 5; i++)
            bits = (bits << 8) | hash[i];
        return string.Create(8, bits, static (span, value) =>
        {
            for (var i = 7; i >= 0; i--, value >>= 5)
                span[i] = Base32[(int)(value & 31)];
        });
    }

    /// <summary>True when the text is one of ours.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ClientOrderId id)
    {
        id = default;
        if (text is null || text.Length > MaxLength || text.Length < 15 || text[0] != 'a')
            return false;
        var parts = text.Split('-');
        if (parts.Length != 4 || parts[0].Length < 2 || parts[1].Length != 8 || parts[2].Length < 1 || parts[3].Length != 1
            || !IsOf(parts[0].AsSpan(1), Base36) || !IsOf(parts[1], Base32) || !IsOf(parts[2], Base36)
            || parts[3][0] is < 'a' or > 'z')
            return false;
        id = new(text);
        return true;
    }

    /// <summary>The part that names the strategy.</summary>
    public string Strategy => Text.Split('-')[1];

    /// <summary>The letter of the order in its pair.</summary>
    public char Letter => Text[^1];

    /// <inheritdoc/>
    public int CompareTo(ClientOrderId other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";

    private static bool IsOf(ReadOnlySpan<char> text, string alphabet) => text.IndexOfAnyExcept(alphabet) < 0;

    private static string ToBase36(long value)
    {
        if (value < 36)
            return Base36[(int)value].ToString(CultureInfo.InvariantCulture);
        Span<char> buffer = stackalloc char[13];
        var at = buffer.Length;
        for (; value > 0; value /= 36)
            buffer[--at] = Base36[(int)(value % 36)];
        return new(buffer[at..]);
    }
}
