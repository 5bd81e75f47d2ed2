using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>The dead man's switch of both products: same call, same rules.</summary>
internal static class GateCountdown
{
    private const int Shortest = 5;

    public static JsonNode Arm(GateCall call, JsonElement body, Symbol? symbol)
    {
        if (!body.TryGetProperty("timeout", out var field) || !field.TryGetInt32(out var timeout) || (timeout != 0 && timeout < Shortest))
            throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "timeout must be 0 or at least 5 seconds");
        var fires = call.Model.ArmCountdown(TimeSpan.FromSeconds(timeout), symbol, call.At);
        return new JsonObject { ["triggerTime"] = timeout == 0 ? "0" : Text(Milliseconds(fires)) };
    }
}
