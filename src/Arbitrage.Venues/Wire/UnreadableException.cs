using System.Text.Json;

namespace Arbitrage.Venues.Wire;

/// <summary>
/// The one refusal of every parser here: the bytes are not what the venue documents, or a value in them is out of its range. Whatever the bytes
/// are, a parser either gives a value or throws this.
/// </summary>
internal sealed class UnreadableException(string message, Exception? inner = null) : FormatException(message, inner)
{
    /// <summary>True for what reading hostile JSON, protobuf or numbers can throw on the way.</summary>
    public static bool Covers(Exception cause) =>
        cause is FormatException or JsonException or ArgumentException or OverflowException or InvalidOperationException;

    /// <summary>Wraps what a reader threw; keeps a refusal that is one already.</summary>
    public static UnreadableException Of(Exception cause) =>
        cause as UnreadableException ?? new UnreadableException(cause.Message, cause);
}
