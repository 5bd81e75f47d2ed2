using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Arbitrage.Simulation.Reporting;

/// <summary>One line of the samples of a run; exactly one part is there.</summary>
public sealed record HistoryLine
{
    /// <summary>A run begins; a data directory that was started again has several.</summary>
    public RunFacts? Run { get; init; }

    /// <summary>What a strategy saw.</summary>
    public SpreadSample? Sample { get; init; }

    /// <summary>An alert.</summary>
    public AlertRecord? Alert { get; init; }

    /// <summary>Latency so far; a later line stands for an earlier one.</summary>
    public ImmutableArray<StageHistogram>? Stages { get; init; }
}

/// <summary>`samples.jsonl` of a data directory: one JSON object a line, appended and flushed as the run goes on.</summary>
public static class HistoryFile
{
    /// <summary>Name in the data directory.</summary>
    public const string Name = "samples.jsonl";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Opens the file of a data directory for more lines. A torn last line of a killed run is ended first.</summary>
    public static StreamWriter Append(string directory)
    {
        var file = new FileStream(Path.Combine(directory, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var isTorn = file.Length > 0 && file.Seek(-1, SeekOrigin.End) >= 0 && file.ReadByte() != '\n';
            file.Seek(0, SeekOrigin.End);
            if (isTorn)
                file.WriteByte((byte)'\n');
            return new(file, new UTF8Encoding(false)) { NewLine = "\n" };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>One line, without its end.</summary>
    public static string Line(HistoryLine line) => JsonSerializer.Serialize(line, Options);

    /// <summary>Every line that can be read, in order; none when there is no file. Also while a run writes to it.</summary>
    /// <param name="directory">Data directory.</param>
    /// <param name="unreadable">Told of each line that is not one of ours, by number from 1.</param>
    public static IEnumerable<HistoryLine> Read(string directory, Action<long> unreadable)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path))
            yield break;
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        for (long number = 1; reader.ReadLine() is { } text; number++)
        {
            if (text.Length == 0)
                continue;
            if (TryParse(text) is { } line)
                yield return line;
            else
                unreadable(number);
        }
    }

    private static HistoryLine? TryParse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<HistoryLine>(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
