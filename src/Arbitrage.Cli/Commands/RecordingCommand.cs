using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Files;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb recording`: looks into recordings of markets, and makes them from each other.</summary>
internal static class RecordingCommand
{
    /// <summary>Examples of `arb --help`, which puts them where its own begin: two blanks in.</summary>
    public const string Examples = """
        arb recording info ../shared/market-data --scenario native-two-venue
              what a scenario of CSV files holds: legs, records by kind, times, gaps, silences, what had to be declared
          arb recording convert ../shared/market-data --scenario native-two-venue --output lunc.arbrec
              the same in one compressed, indexed file
          arb recording cut lunc.arbrec --from 2025-10-11T04:18:33Z --to 2025-10-11T05:00:00Z --output part.arbrec
              a part of it; in the middle of depth it begins with the books as known then
          arb recording merge btc.arbrec eth.arbrec --output both.arbrec
              several symbols in one file, in the order of time
        """;

    public static Command Build(Surroundings surroundings) => new("recording", "Look into recordings of markets, convert, cut and merge them")
    {
        RecordingInfoCommand.Build(surroundings), RecordingConvertCommand.Build(surroundings), RecordingCutCommand.Build(surroundings),
        RecordingMergeCommand.Build(surroundings),
    };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object on standard output" };

    public static Option<bool> Force() => new("--force") { Description = "Overwrite the output file" };

    public static Option<string> Output() => new("--output") { Description = "File to make, .arbrec", HelpName = "FILE", Required = true };

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => ParseTime(name, result),
    };

    /// <summary>Makes a file beside its final name, and gives it that name when it is whole.</summary>
    /// <param name="output">Final name.</param>
    /// <param name="force">An existing file is replaced.</param>
    /// <param name="make">Makes the file that it is given the name of.</param>
    public static T Make<T>(string output, bool force, Func<string, T> make)
    {
        if (Directory.Exists(output))
            throw new RecordingException($"{output}: it is a directory; name a file.");
        if (File.Exists(output) && !force)
            throw new RecordingException($"{output}: it exists already; name another file, or overwrite it with --force.");
        var part = output + ".part";
        File.Delete(part);
        try
        {
            var made = make(part);
            File.Move(part, output, overwrite: force);
            return made;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Tells on a terminal how far it is.</summary>
    public static Action<long, DateTimeOffset>? Progress(Surroundings surroundings, string what) => surroundings.ShowsProgress
        ? (records, at) => surroundings.Error.Write(FormattableString.Invariant($"\r{what} {records:N0} records, {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}"))
        : null;

    /// <summary>Takes the progress away.</summary>
    public static void EndProgress(Surroundings surroundings)
    {
        if (surroundings.ShowsProgress)
            surroundings.Error.Write("\r" + new string(' ', 60) + "\r");
    }

    private static DateTimeOffset? ParseTime(string name, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            return at;
        result.AddError($"{name} '{text}' has to be a time like 2025-10-18T10:54:37Z");
        return null;
    }
}
