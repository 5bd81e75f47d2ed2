using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>What a command that makes a recording answers.</summary>
/// <param name="Output">The file.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Legs">Its legs, `venue SYMBOL`.</param>
/// <param name="Declared">What had to be declared because it was not recorded.</param>
/// <param name="Warnings">What of the inputs could not be read.</param>
internal sealed record RecordingMade(
    string Output, long Records, long Bytes, decimal Seconds, string[] Legs, string[] Declared, string[] Warnings)
{
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Looks at a made file, and at the ends of those it was made of.</summary>
    public static RecordingMade Of(string output, long records, TimeSpan took, params IMarketRecording[] inputs)
    {
        var header = MarketFile.Open(output).Header;
        return new(
            output, records, new FileInfo(output).Length, (decimal)took.TotalMilliseconds / 1000m,
            [.. header.Legs.Select(l => $"{Domain.Markets.Venues.Key(l.Instrument.Venue)} {l.Instrument.Symbol}")], [.. header.Declared],
            [.. inputs.OfType<MarketFile>().Select(EndOf).OfType<string>()]);
    }

    public void Write(Surroundings surroundings, bool json)
    {
        if (json)
        {
            surroundings.Output.WriteLine(JsonSerializer.Serialize(this, JsonOptions));
            return;
        }

        surroundings.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Output}: {Records:N0} records of {string.Join(", ", Legs)} in {Bytes:N0} bytes, {Seconds:0.000} s"));
        foreach (var declared in Declared)
            surroundings.Output.WriteLine("- " + declared);
        foreach (var warning in Warnings)
            surroundings.Error.WriteLine("arb: " + warning);
    }

    // A closed recording, and one that is whole, need no word.
    private static string? EndOf(MarketFile file)
    {
        using var reader = file.Read();
        reader.Seek(DateTimeOffset.MaxValue);
        reader.TryRead(new());
        return reader.End.LostBytes > 0 ? $"{file.Path}: {reader.End}" : null;
    }
}
