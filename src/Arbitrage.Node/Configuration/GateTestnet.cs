namespace Arbitrage.Node.Configuration;

/// <summary>
/// Gate's testnet, which is used for futures only (requirement B16): spot books and orders of a testnet say nothing about prices. Source:
/// Gate's futures documentation, base URLs.
/// </summary>
internal static class GateTestnet
{
    /// <summary>REST, with the prefix that is signed.</summary>
    public static Uri Rest { get; } = new("https://api-testnet.gateapi.io/api/v4");

    /// <summary>Socket of USDT futures.</summary>
    public static Uri FuturesSocket { get; } = new("wss://ws-testnet.gate.com/v4/ws/futures/usdt");

    /// <summary>True for an address of any testnet of Gate, also the older ones.</summary>
    public static bool Owns(Uri address) => address.Host.Contains("testnet", StringComparison.OrdinalIgnoreCase);
}
