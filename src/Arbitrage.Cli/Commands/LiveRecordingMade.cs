using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings.Live;

namespace Arbitrage.Cli.Commands;

/// <summary>What `arb record` answers.</summary>
/// <param name="Output">The file.</param>
/// <param name="Records">Records in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Seconds">How long it was recorded.</param>
/// <param name="Venues">What came from each venue.</param>
/// <param name="LostRecords">Records that the disk was too slow for; each of the gaps is in the file.</param>
/// <param name="Overflows">Number of these gaps.</param>
/// <param name="Declared">What the header says of the source.</param>
internal sealed record LiveRecordingMade(
    string Output, long Records, long Bytes, decimal Seconds, RecordedVenue[] Venues, long LostRecords, int Overflows, string[] Declared)
{
    public static LiveRecordingMade Of(string output, LiveRecorder recorder, TimeSpan took)
    {
        var progress = recorder.Progress;
        return new(
            output, progress.Records, progress.Bytes, decimal.Round((decimal)took.TotalSeconds, 1),
            [.. progress.Venues.Select(v => new RecordedVenue(v.Venue.Key(), v.Quotes, v.Depth, v.Trades, v.LastAt, v.Outages, v.Why))],
            progress.Lost, progress.Overflows, [.. recorder.Header.Declared]);
    }

    public void Write(Surroundings surroundings, bool json)
    {
        if (json)
        {
            surroundings.Output.WriteLine(JsonSerializer.Serialize(this, RecordingMade.JsonOptions));
            return;
        }

        surroundings.Output.WriteLine(Text($"{Output}: {Records:N0} records in {Bytes:N0} bytes, {Seconds:0.0} s"));
        foreach (var venue in Venues)
            surroundings.Output.WriteLine("- " + venue);
        if (LostRecords > 0)
        {
            surroundings.Error.WriteLine(Text(
                $"arb: the disk could not keep up: {LostRecords:N0} records are missing in {Overflows} gaps, which stand in the file; ")
                + "record fewer symbols or to a faster disk");
        }

        foreach (var venue in Venues.Where(v => v.Last is null))
            surroundings.Error.WriteLine($"arb: {venue.Venue} said nothing{(venue.Why.Length > 0 ? ": " + venue.Why : "")}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What came from one venue.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Quotes">Best quotes.</param>
/// <param name="Depth">Changes of depth and snapshots.</param>
/// <param name="Trades">Public trades.</param>
/// <param name="Last">Receipt of the last of them; null when there was none.</param>
/// <param name="Outages">How often the venue was lost.</param>
/// <param name="Why">Why it was lost last.</param>
internal sealed record RecordedVenue(string Venue, long Quotes, long Depth, long Trades, DateTimeOffset? Last, int Outages, string Why)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Venue}: {Quotes:N0} quotes, {Depth:N0} depth, {Trades:N0} trades")
        + (Outages == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; lost {Outages} times, last: {Why}"));
}
