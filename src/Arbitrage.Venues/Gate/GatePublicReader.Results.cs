using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;
using static Arbitrage.Venues.Wire.Utf8Json;

namespace Arbitrage.Venues.Gate;

/// <content>The `result` of each channel.</content>
internal sealed partial class GatePublicReader
{
    private void ReadChange(ref Utf8JsonReader reader, DepthUpdate into, ref int symbol)
    {
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("b"u8))
                LevelArrays.Read(ref Next(ref reader), into, Side.Buy);
            else if (reader.ValueTextEquals("a"u8))
                LevelArrays.Read(ref Next(ref reader), into, Side.Sell);
            else if (reader.ValueTextEquals("U"u8))
                into.First = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("u"u8))
                into.Last = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("t"u8))
                into.AtVenue = Milliseconds(Long(ref Next(ref reader)));
            else if (reader.ValueTextEquals("s"u8))
                symbol = IndexOf(Next(ref reader).ValueSpan);
            else if (reader.ValueTextEquals("full"u8))
                into.IsFull = Next(ref reader).TokenType == JsonTokenType.True;
            else
                SkipValue(ref reader);
        }

        // A whole book needs no first id; everything else must be a span of ids that goes forward.
        if (into.Last <= 0 || (!into.IsFull && (into.First <= 0 || into.First > into.Last)))
            throw new UnreadableException($"A change from {into.First} to {into.Last}.");
    }

    private void ReadQuote(ref Utf8JsonReader reader, PublicFrame into, ref int symbol)
    {
        decimal bid = 0m, bidSize = 0m, ask = 0m, askSize = 0m;
        long sequence = 0, at = 0;
        StartObject(ref reader);
        while (Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            // An empty side has the price "" and the size 0.
            if (reader.ValueTextEquals("b"u8))
                bid = DecimalOrEmpty(ref Next(ref reader));
            else if (reader.ValueTextEquals("B"u8))
                bidSize = DecimalOrEmpty(ref Next(ref reader));
            else if (reader.ValueTextEquals("a"u8))
                ask = DecimalOrEmpty(ref Next(ref reader));
            else if (reader.ValueTextEquals("A"u8))
                askSize = DecimalOrEmpty(ref Next(ref reader));
            else if (reader.ValueTextEquals("u"u8))
                sequence = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("t"u8))
                at = Long(ref Next(ref reader));
            else if (reader.ValueTextEquals("s"u8))
                symbol = IndexOf(Next(ref reader).ValueSpan);
            else
                SkipValue(ref reader);
        }

        if (sequence < 0)
            throw new UnreadableException($"A best quote with the id {sequence}.");
        into.Quote = new(
            Bounds.PriceOrNone(bid), Bounds.Size(bidSize), Bounds.PriceOrNone(ask), Bounds.Size(askSize), sequence, Milliseconds(at));
    }

    // One object on spot, an array on perpetuals.
    private void ReadTrades(ref Utf8JsonReader reader, PublicFrame into, ref int symbol)
    {
        using var result = Result(ref reader);
        foreach (var row in GateMarketWire.One(result.RootElement))
        {
            symbol = IndexOf(row, market == GateMarket.Spot ? "currency_pair" : "contract", symbol);
            into.Trades.Add(GateMarketWire.Trade(row, market));
        }
    }

    private void ReadTickers(ref Utf8JsonReader reader, PublicFrame into, ref int symbol)
    {
        using var result = Result(ref reader);
        foreach (var row in GateMarketWire.One(result.RootElement))
        {
            symbol = IndexOf(row, "contract", symbol);
            into.Mark = GateMarketWire.Perpetual(row);
        }
    }

    private static JsonDocument Result(ref Utf8JsonReader reader) => JsonDocument.ParseValue(ref Next(ref reader));

    // One push is about one symbol; a second one in it would be booked under the wrong name.
    private int IndexOf(JsonElement row, string field, int before)
    {
        var name = Rest.WireJson.RequiredText(row, field);
        var found = -1;
        for (var i = 0; i < symbols.Count && found < 0; i++)
            found = symbols[i] == name ? i : -1;
        return before < 0 || before == found ? found : throw new UnreadableException($"{name} among rows of {symbols[before]}.");
    }
}
