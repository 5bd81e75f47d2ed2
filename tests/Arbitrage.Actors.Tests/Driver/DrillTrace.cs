using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Tables;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>Lines of a call trace: what was written as one, what was sent, what was raised. Bytes, so that nothing compares by reference.</summary>
internal static class DrillTrace
{
    public static string Write(IEnumerable<object> events) => string.Join(
        '\n', events.Select(e => $"write {TradingWire.Schema.ManifestOf(e.GetType())} {Convert.ToHexStringLower(TradingWire.Schema.ToBytes(e))}"));

    public static string Send(object message) => $"send {Convert.ToHexStringLower(TradingWire.Schema.ToBytes(message))}";

    public static string Alert(StrategyEffect.Alert alert) => $"alert {alert}";
}
