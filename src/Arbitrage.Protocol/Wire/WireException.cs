namespace Arbitrage.Protocol.Wire;

/// <summary>A type or value that has no wire form, or bytes that are not what the schema says. The message names the type and field.</summary>
public sealed class WireException(string message, Exception? inner = null) : Exception(message, inner);
