using System.Text.Json;
using System.Text.Json.Serialization;
using Arbitrage.Node.Inputs;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>What a verification came to, for people and, with the same figures, for programs.</summary>
/// <param name="File">The recording.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Report">What was found.</param>
/// <param name="Took">Time of reading, deciding and comparing.</param>
internal sealed record InputsView(string File, long Bytes, VerificationReport Report, TimeSpan Took)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private string Verdict => Report.Verdict.ToString().ToUpperInvariant();

    private double InputsPerSecond => Took > TimeSpan.Zero ? Report.Inputs / Took.TotalSeconds : 0;

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Verdict,
            File,
            Bytes,
            Runs = Report.Runs.All,
            RunsEnded = Report.Runs.Ended,
            Report.Records,
            Report.Inputs,
            Report.Events,
            VerifiedEvents = Report.Verified,
            Report.Damage,
            Report.Differences,
            Report.Unverifiable,
            Report.JournalHash,
            Report.ReplayedHash,
            Report.ReportedHash,
            Report.Actors,
            Report.Notes,
            Seconds = Math.Round(Took.TotalSeconds, 3),
            InputsPerSecond = Math.Round(InputsPerSecond),
        },
        Json);

    /// <summary>A table of actors and what has to be said.</summary>
    public void Write(TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = 120;
        console.Write(Actors());
        if (Report.Damage is { } damage)
            output.WriteLine($"damaged: {damage}");
        foreach (var difference in Report.Differences)
            output.WriteLine($"differs: {difference}");
        foreach (var missing in Report.Unverifiable)
            output.WriteLine(Text($"unverifiable: {missing.Actor} events {missing.From} to {missing.To}: {missing.Why}"));
        foreach (var note in Report.Notes)
            output.WriteLine("- " + note);
        output.WriteLine(Text(
            $"{File}: {Bytes / 1024.0:0} KiB, {Report.Records} records of {Report.Runs.All} runs, {Report.Runs.Ended} of them ended by themselves"));
        output.WriteLine(Text($"journal {Report.JournalHash}"));
        output.WriteLine($"replay  {Report.ReplayedHash ?? "- (not all events could be given again)"}");
        output.WriteLine(Text($"{Verdict}: {Report.Verified} of {Report.Events} events of {Report.Actors.Length} actors from {Report.Inputs} inputs, ")
            + Text($"{Took.TotalSeconds:0.00} s, {InputsPerSecond:0} inputs/s"));
    }

    private Table Actors()
    {
        var table = new Table { Title = new("inputs against journal") }.RoundedBorder().AddColumn("actor");
        foreach (var column in (string[])["incarnations", "inputs", "events", "verified"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var actor in Report.Actors)
            table.AddRow(actor.Actor, Text($"{actor.Incarnations}"), Text($"{actor.Inputs}"), Text($"{actor.Events}"), Text($"{actor.Verified}"));
        return table;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
