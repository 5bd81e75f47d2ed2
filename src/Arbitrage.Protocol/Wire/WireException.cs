namespace Arbitrage.Protocol.Wire;

/// <summary>A type or value that has no wire form, or bytes that are not what the schema says. The message names the type and field.</summary>
public sealed class WireException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static WireException In(string where, WireException cause) => new($"{where}: {cause.Message}", cause);

    internal static WireException Missing(string where, int number) => new($"{where}: required field {number} is missing.");
}
