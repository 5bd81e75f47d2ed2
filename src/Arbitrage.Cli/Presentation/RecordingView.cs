using System.Globalization;
using Arbitrage.Simulation.Recordings.Files;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>What is in a recording, for people; `--json` has the same.</summary>
internal static class RecordingView
{
    public static void Write(TextWriter output, RecordingInfo info)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = 160;
        output.WriteLine(Text($"{info.Id}: {info.Records:N0} records of {string.Join(", ", info.Symbols)}, {Time(info.First)} to {Time(info.Last)}")
            + (info.Relabelled ? "; RELABELLED: the quotes are other venues' than ours" : ""));
        console.Write(Legs(info));
        output.WriteLine(info.GapCount == 0
            ? Text($"no time above {info.GapSeconds} s without a record")
            : Text($"{info.GapCount} times above {info.GapSeconds} s without a record: ") + string.Join(", ", info.Gaps.Select(Of)));
        if (info.File is { } file)
            output.WriteLine(Text(
                $"file: {file.Bytes:N0} bytes in {file.Blocks:N0} blocks, {file.RawBytes:N0} before compression ({file.Ratio}:1); {file.EndText}"));
        foreach (var declared in info.Declared)
            output.WriteLine("- " + declared);
    }

    private static Table Legs(RecordingInfo info)
    {
        var table = new Table { Title = new("legs") }.RoundedBorder().AddColumns("leg", "records", "first", "last", "longest silence", "has");
        foreach (var leg in info.Legs)
        {
            table.AddRow(
                Markup.Escape($"{leg.Venue} {(leg.Symbol.Length > 0 ? leg.Symbol : "account")}{(leg.Really.Length > 0 ? $" ({leg.Really})" : "")}"),
                leg.Counts.Count == 0 ? "none" : string.Join(", ", leg.Counts.Select(c => Text($"{c.Key} {c.Value:N0}"))), Time(leg.First), Time(leg.Last),
                leg.LongestSilence is { } silence ? Of(silence) : "-",
                leg.Symbol.Length == 0 ? "facts" : $"{(leg.HasSizes ? "sizes" : "no sizes")}, {(leg.HasDepth ? "depth" : "best only")}");
        }

        return table;
    }

    private static string Of(Silence silence) => Text($"{silence.Seconds:0.###} s after {Time(silence.After)}");

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", CultureInfo.InvariantCulture) ?? "never";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
