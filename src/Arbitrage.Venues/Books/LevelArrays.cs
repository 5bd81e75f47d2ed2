using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Wire;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Books;

/// <summary>Levels in JSON: `[["price","size"],...]` (Gate spot, MEXC) or `[{"p":"price","s":"size"},...]` (Gate perpetuals), text or numbers.</summary>
internal static class LevelArrays
{
    /// <summary>Reads the array the reader stands on; anything else than an array (a price, null) is stepped over.</summary>
    /// <exception cref="UnreadableException">A level that isn't one.</exception>
    public static void Read(ref Utf8JsonReader reader, DepthUpdate into, Side side)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (Next(ref reader).TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
                ReadPair(ref reader, into, side);
            else if (reader.TokenType == JsonTokenType.StartObject)
                ReadObject(ref reader, into, side);
            else
                throw new UnreadableException($"{reader.TokenType} where a level belongs.");
        }
    }

    private static void ReadPair(ref Utf8JsonReader reader, DepthUpdate into, Side side)
    {
        var price = Decimal(ref Next(ref reader));
        var size = Decimal(ref Next(ref reader));
        while (Next(ref reader).TokenType != JsonTokenType.EndArray)
            reader.Skip();
        into.Add(side, price, size);
    }

    private static void ReadObject(ref Utf8JsonReader reader, DepthUpdate into, Side side)
    {
        decimal price = 0m, size = -1m;
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("p"u8))
                price = Decimal(ref Next(ref reader));
            else if (reader.ValueTextEquals("s"u8))
                size = Decimal(ref Next(ref reader));
            else
                SkipValue(ref reader);
        }

        into.Add(side, price, size);
    }
}
