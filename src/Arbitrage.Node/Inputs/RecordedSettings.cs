using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Settings of the machines of a run, as its recording holds them: what the machines were given, not the configuration it came from, so that no
/// address, key or secret can be among it.
/// </summary>
/// <param name="Mode">`demo`, `paper` or `live`.</param>
/// <param name="Strategies">One a symbol.</param>
/// <param name="Connections">One a venue account.</param>
/// <param name="Risk">Of the guard.</param>
internal sealed record RecordedSettings(
    string Mode, ImmutableArray<StrategySettings> Strategies, ImmutableArray<ConnectionSettings> Connections, RiskSettings Risk)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new JsonStringEnumConverter(),
            new Valued<Notional, decimal>(v => v.Value, v => new(v)),
            new Valued<Symbol, string>(v => v.Text, v => new(v)),
        },
    };

    /// <summary>The settings that a node with this configuration gives to its machines.</summary>
    public static RecordedSettings Of(string mode, NodeConfiguration configuration) => new(
        mode, [.. configuration.Symbols.Select(s => s.Strategy)], [.. Domain.Markets.Venues.All.Select(configuration.Connection)], configuration.Risk);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="FormatException">It is not that, or has a setting that this version does not know.</exception>
    public static RecordedSettings FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RecordedSettings>(bytes, Json) ?? throw new FormatException("the settings are null");
        }
        catch (JsonException e)
        {
            throw new FormatException($"the settings cannot be read: {e.Message}", e);
        }
    }

    /// <summary>As JSON.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    private sealed class Valued<T, TValue>(Func<T, TValue> get, Func<TValue, T> make) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            make(JsonSerializer.Deserialize<TValue>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, get(value), options);
    }
}
