using System.Text.Json;
using Arbitrage.Actors.Journal;
using Spectre.Console;

namespace Arbitrage.Cli.Journal;

/// <summary>What a verification of the journal came to, for people and, with the same figures, for programs.</summary>
/// <param name="File">The journal.</param>
/// <param name="Found">What was found.</param>
/// <param name="Noted">The head that it was held against; null for none.</param>
/// <param name="Took">Time it took.</param>
internal sealed record VerificationView(string File, JournalVerification Found, string? Noted, TimeSpan Took)
{
    private const int MostBreaks = 20;
    private const int ShortHash = 16;

    private string Verdict => !Found.Breaks.IsEmpty ? "BROKEN" : Found.IsChained ? "WHOLE" : "UNCHAINED";

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Verdict,
            File,
            Found.Events,
            Found.Head,
            NotedHead = Noted,
            EventsSinceNotedHead = Found.SinceHead,
            Breaks = Found.Breaks.Select(b => new { b.PersistenceId, b.Sequence, Kind = JsonNamingPolicy.CamelCase.ConvertName($"{b.Kind}"), b.What }),
            Found.Actors,
            Seconds = Math.Round(Took.TotalSeconds, 3),
        },
        EventView.Json);

    /// <summary>A table of actors, the breaks, the head and the verdict.</summary>
    public void Write(TextWriter output)
    {
        var console = Consoles.On(output);
        console.Write(Actors());
        foreach (var each in Found.Breaks.Take(MostBreaks))
            output.WriteLine($"broken: {each}");
        if (Found.Breaks.Length > MostBreaks)
            output.WriteLine($"broken: {Found.Breaks.Length - MostBreaks} more; --json lists all");
        var adopted = Found.Actors.Sum(a => a.Adopted);
        if (adopted > 0)
            output.WriteLine($"- {adopted} events were written before the journal had a chain and got their links at the first start of a version that chains");
        if (Found.Actors.Sum(a => a.OlderStates) is > 0 and var older)
            output.WriteLine($"- {older} saved states are of a version that kept less in them than this one; what they have is equal");
        if (!Found.IsChained)
            output.WriteLine("- the journal has no chain: a version without wrote it, or somebody took it out; a node gives it one at its next start");
        if (Found.SinceHead is { } since)
            output.WriteLine(FormattableString.Invariant($"noted {Noted}: found, {since} events ago"));
        if (Found.Head is { } head)
            output.WriteLine($"head  {head}");
        output.WriteLine(FormattableString.Invariant(
            $"{Verdict}: {Found.Events} events of {Found.Actors.Length} actors, {Found.Actors.Sum(a => a.StateHashes)} saved states, {Found.Breaks.Length} breaks, {Took.TotalSeconds:0.00} s"));
    }

    private Table Actors()
    {
        var table = new Table { Title = new("journal") }.RoundedBorder().AddColumn("actor");
        foreach (var column in (string[])["events", "adopted", "saved states"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddColumns("last link", "state hash");
        foreach (var actor in Found.Actors)
        {
            table.AddRow(
                actor.PersistenceId, $"{actor.Events}", $"{actor.Adopted}", $"{actor.StateHashes}", actor.Link?[2..(2 + ShortHash)] ?? "-",
                actor.StateHash?[..ShortHash] ?? "-");
        }

        return table;
    }
}
