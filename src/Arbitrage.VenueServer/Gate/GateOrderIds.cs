using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Looks orders up as Gate does.</summary>
internal static class GateOrderIds
{
    /// <summary>By venue id, or by client id (`t-...`) as long as the venue knows it.</summary>
    /// <exception cref="GateRefusalException">Unknown, or of another market.</exception>
    public static VenueOrder Find(GateCall call, string id, Symbol? symbol)
    {
        var byClientId = id.StartsWith("t-", StringComparison.Ordinal);
        var order = byClientId ? call.Model.FindByClientId(id[2..], call.At) : call.Model.FindById(id, call.At);
        return order is not null && (symbol is null || order.Symbol == symbol)
            ? order
            : throw GateRefusalException.NotFound("ORDER_NOT_FOUND", "Order not found");
    }
}
