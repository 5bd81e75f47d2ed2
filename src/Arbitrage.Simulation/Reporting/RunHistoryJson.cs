using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Reporting;

/// <summary>
/// The JSON of a history inside a web page. Money is text, since a number of a browser has 15 digits; only points of charts are numbers. What would
/// end a script block or be markup is escaped.
/// </summary>
public static class RunHistoryJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new TextDecimals(), new Columns() },
    };

    /// <summary>One JSON object, camelCase, without any of the characters that mean something to HTML.</summary>
    public static string Write(RunHistory history) => JsonSerializer.Serialize(history, Options);

    private sealed class TextDecimals : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A page is only written.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DecimalText.Plain(value));
    }

    // {"t":[first in ms, then differences], "v":[values]}: half the size of pairs.
    private sealed class Columns : JsonConverter<ImmutableArray<SeriesPoint>>
    {
        public override ImmutableArray<SeriesPoint> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A page is only written.");

        public override void Write(Utf8JsonWriter writer, ImmutableArray<SeriesPoint> value, JsonSerializerOptions options)
        {
            var before = 0L;
            writer.WriteStartObject();
            writer.WriteStartArray("t");
            foreach (var point in value)
            {
                var at = point.At.ToUnixTimeMilliseconds();
                writer.WriteNumberValue(at - before);
                before = at;
            }

            writer.WriteEndArray();
            writer.WriteStartArray("v");
            foreach (var point in value)
            {
                if (point.Value is { } number)
                    writer.WriteNumberValue(DecimalText.Canonical(decimal.Round(number, 10)));
                else
                    writer.WriteNullValue();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }
}
