using System.Text.Json;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>What <see cref="GateOrderFields"/> become at one product.</summary>
internal delegate Domain.Trading.OrderReport GateOrderReading(in GateOrderFields order);

/// <summary>
/// The fields of an order, spot or futures, straight out of the bytes: numbers stay text until they are asked for, so that one that does not matter
/// may be anything. REST, stream and socket differ in types, not in names.
/// </summary>
internal ref struct GateOrderFields
{
    private ReadOnlySpan<byte> _amount, _left, _filledTotal, _filledAmount, _averagePrice, _size, _fillPrice;

    /// <summary>Null where a field is missing or null; so for the others.</summary>
    public string? Id { get; private set; }

    /// <summary>Our client id behind its prefix, or who else made it.</summary>
    public string? Text { get; private set; }

    public string? Status { get; private set; }

    public string? Event { get; private set; }

    /// <summary>`currency_pair` or `contract`.</summary>
    public string? Market { get; private set; }

    public string? Type { get; private set; }

    public string? Side { get; private set; }

    /// <summary>There is a `label`: a refusal, and no order.</summary>
    public bool IsRefusal { get; private set; }

    public readonly decimal? Amount => Number(_amount);

    public readonly decimal? Left => Number(_left);

    public readonly decimal? FilledTotal => Number(_filledTotal);

    public readonly decimal? FilledAmount => Number(_filledAmount);

    public readonly decimal? AveragePrice => Number(_averagePrice);

    public readonly decimal? Size => Number(_size);

    public readonly decimal? FillPrice => Number(_fillPrice);

    /// <summary>Reads an object; what is no object, or has a field twice in two forms, is not told from one that has.</summary>
    /// <exception cref="UnreadableException">Another value.</exception>
    /// <exception cref="JsonException">No JSON.</exception>
    public static GateOrderFields Read(ReadOnlySpan<byte> json)
    {
        var fields = default(GateOrderFields);
        var reader = new Utf8JsonReader(json);
        Utf8Json.StartObject(ref reader);
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
            fields.Take(ref reader);
        if (reader.Read())
            throw new UnreadableException("Something follows the order.");
        return fields;
    }

    /// <exception cref="UnreadableException">Missing or empty.</exception>
    public static string Required(string? field, string name) =>
        field is { Length: > 0 } ? field : throw new UnreadableException($"The field {name} is missing.");

    /// <exception cref="UnreadableException">Missing or empty.</exception>
    public static decimal Required(decimal? field, string name) => field ?? throw new UnreadableException($"The field {name} is missing.");

    private void Take(scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("id"u8))
            Id = TextOf(ref reader);
        else if (reader.ValueTextEquals("text"u8))
            Text = TextOf(ref reader);
        else if (reader.ValueTextEquals("status"u8))
            Status = TextOf(ref reader);
        else if (reader.ValueTextEquals("currency_pair"u8) || reader.ValueTextEquals("contract"u8))
            Market = TextOf(ref reader);
        else if (reader.ValueTextEquals("left"u8))
            _left = RawOf(ref reader);
        else if (reader.ValueTextEquals("amount"u8))
            _amount = RawOf(ref reader);
        else if (reader.ValueTextEquals("size"u8))
            _size = RawOf(ref reader);
        else if (reader.ValueTextEquals("fill_price"u8))
            _fillPrice = RawOf(ref reader);
        else if (reader.ValueTextEquals("filled_total"u8))
            _filledTotal = RawOf(ref reader);
        else if (reader.ValueTextEquals("filled_amount"u8))
            _filledAmount = RawOf(ref reader);
        else if (reader.ValueTextEquals("avg_deal_price"u8))
            _averagePrice = RawOf(ref reader);
        else if (reader.ValueTextEquals("event"u8))
            Event = TextOf(ref reader);
        else if (reader.ValueTextEquals("type"u8))
            Type = TextOf(ref reader);
        else if (reader.ValueTextEquals("side"u8))
            Side = TextOf(ref reader);
        else if (reader.ValueTextEquals("label"u8))
            IsRefusal = TextOf(ref reader) is { Length: > 0 };
        else
            Utf8Json.SkipValue(ref reader);
    }

    private static string? TextOf(scoped ref Utf8JsonReader reader)
    {
        var value = RawOf(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            _ => System.Text.Encoding.UTF8.GetString(value),
        };
    }

    // What is neither text nor number stays in a form that is no number.
    private static ReadOnlySpan<byte> RawOf(scoped ref Utf8JsonReader reader)
    {
        Utf8Json.Next(ref reader);
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return reader.ValueSpan;
        reader.Skip();
        return "{}"u8;
    }

    private static decimal? Number(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Utf8Decimal.Parse(text);
}
