using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Arbitrage.VenueServer.Serving;

/// <summary>A finished answer, before it is written or lost.</summary>
internal sealed record Reply(int Status, JsonNode? Body)
{
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Bytes() => Body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(Body, Json);

    public static Reply Ok(JsonNode body) => new(StatusCodes.Status200OK, body);
}
