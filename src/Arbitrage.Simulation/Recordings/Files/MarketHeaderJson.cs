using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Header of a market recording as JSON, for it is read by other programs too.</summary>
internal static class MarketHeaderJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static byte[] Write(RecordingHeader header) => JsonSerializer.SerializeToUtf8Bytes(
        new Form(header.Id, [.. header.Legs.Select(Of)], header.Relabelled, [.. header.Declared]), Options);

    /// <exception cref="RecordingException">Not such a header.</exception>
    public static RecordingHeader Read(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(json, Options) ?? throw new JsonException("null");
            return new(form.Id, [.. form.Legs.Select(Of)], form.Relabelled, [.. form.Declared]);
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or NullReferenceException)
        {
            throw new RecordingException(
                $"{path}: its header is not one of a market recording ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); make it again.");
        }
    }

    private static LegForm Of(RecordedLeg leg)
    {
        var i = leg.Instrument;
        return new(
            i.Venue.Key(), i.Symbol.Text, i.VenueSymbol, i.Tick.Value, i.Lot.Value, i.MinQuantity.Value, i.MinNotional.Value, i.MaxQuantity.Value,
            i.MaxPriceDeviation.Value, i.Multiplier.Value, i.MakerFee.Value, i.TakerFee.Value, i.Tradable, leg.Really, leg.HasSizes, leg.HasDepth);
    }

    private static RecordedLeg Of(LegForm leg)
    {
        var venue = Domain.Markets.Venues.All.FirstOrDefault(v => v.Key() == leg.Venue);
        if (venue == default)
            throw new FormatException($"'{leg.Venue}' is no venue");
        return new(
            new Instrument(
                venue, new(leg.Symbol), leg.VenueSymbol, new(leg.Tick), new(leg.Lot), new(leg.MinQuantity), new(leg.MinNotional), new(leg.MaxQuantity),
                new(leg.MaxPriceDeviation), new(leg.Multiplier), new(leg.MakerFee), new(leg.TakerFee), leg.Tradable),
            leg.Really, leg.HasSizes, leg.HasDepth);
    }

    private sealed record Form(string Id, ImmutableArray<LegForm> Legs, bool Relabelled, ImmutableArray<string> Declared);

    private sealed record LegForm(
        string Venue, string Symbol, string VenueSymbol, decimal Tick, decimal Lot, decimal MinQuantity, decimal MinNotional, decimal MaxQuantity,
        decimal MaxPriceDeviation, decimal Multiplier, decimal MakerFee, decimal TakerFee, bool Tradable, string Really, bool HasSizes, bool HasDepth);
}
