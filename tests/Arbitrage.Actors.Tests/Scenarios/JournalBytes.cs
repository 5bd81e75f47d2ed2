using Arbitrage.Protocol.Tables;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>An event as it is stored, so that nothing compares by reference.</summary>
internal static class JournalBytes
{
    public static string Of(object happened) => Convert.ToHexStringLower(TradingWire.Schema.ToBytes(happened));
}
