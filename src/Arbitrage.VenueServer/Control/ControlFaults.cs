using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>Faults as JSON; `GET /control/faults` tells every kind with its keys and an example.</summary>
internal static class ControlFaults
{
    private static readonly FaultKind[] Kinds = [.. RequestFaultKinds.All, .. StreamFaultKinds.All, .. MarketFaultKinds.All];

    public static string Example(string? kind) => (Array.Find(Kinds, k => k.Name == kind) ?? Kinds[0]).Example;

    public static JsonArray Described() => [.. Kinds.Select(k => new JsonObject
    {
        ["kind"] = k.Name,
        ["does"] = k.Does,
        ["keys"] = new JsonArray([.. k.Keys.Select(key => JsonValue.Create(key))]),
        ["example"] = JsonNode.Parse(k.Example),
    })];

    /// <exception cref="FormatException">The body makes no sense; the message names the key and what would be right.</exception>
    public static JsonObject Apply(JsonElement fault, VenueFloor floor)
    {
        if (fault.ValueKind != JsonValueKind.Object)
            throw new FormatException("A fault is a JSON object with 'kind'; GET /control/faults lists the kinds.");
        var body = new FaultBody(fault);
        var name = body.Text("kind");
        var kind = Array.Find(Kinds, k => k.Name == name)
            ?? throw new FormatException($"'kind' is '{name}'; use {string.Join(", ", Kinds.Select(k => k.Name))}.");
        body.Allow(name, kind.Keys);
        return kind.Apply(body, floor);
    }
}
