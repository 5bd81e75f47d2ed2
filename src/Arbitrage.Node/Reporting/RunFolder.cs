using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;
using Arbitrage.Simulation.Reporting;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Reporting;

/// <summary>
/// What a run leaves in its data directory for a report: journal, samples and, when it came to its end, `report.json`. The report at the end of a
/// run and one that is made later come from here alike.
/// </summary>
internal static class RunFolder
{
    private const string ReportName = "report.json";

    private static readonly Dictionary<string, string> JournalAlone = new(StringComparer.Ordinal)
    {
        ["I6"] = "the journals alone: the run did not come to its end",
        ["I7"] = "the journals alone: the run did not come to its end",
        ["I10"] = "the journals alone: the run did not come to its end",
        ["I12"] = "the journals alone: the run did not come to its end",
    };

    /// <summary>Takes away the report of the run before, so that a run that is killed is not taken for that one.</summary>
    public static void Begin(string directory) => File.Delete(Path.Combine(directory, ReportName));

    /// <summary>Keeps the report of a run that came to its end.</summary>
    public static void End(string directory, RunReport report)
    {
        var draft = Path.Combine(directory, ReportName + ".new");
        File.WriteAllText(draft, RunReportJson.Write(report));
        File.Move(draft, Path.Combine(directory, ReportName), overwrite: true);
    }

    /// <summary>History of the runs in a data directory.</summary>
    /// <exception cref="NodeFailure">There is no journal, or it cannot be read.</exception>
    public static RunHistory Read(string directory)
    {
        var journal = DataDirectory.JournalFileOf(directory);
        if (!File.Exists(journal))
            throw new NodeFailure(ExitCode.MissingResource, $"'{directory}' has no journal ({Path.GetFileName(journal)}); name the data directory of a run (--data)");
        var missing = new List<string>();
        var lines = Samples(directory, missing);
        var facts = lines.Select(l => l.Run).LastOrDefault(r => r is not null);
        var report = Report(directory, missing);
        try
        {
            return Build(journal, lines, facts ?? Unknown(journal), report, missing);
        }
        catch (SqliteException e)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{journal} is not a journal that can be read: {e.Message.TrimEnd('.')}; restore it from a backup", e);
        }
    }

    private static RunHistory Build(string journal, List<HistoryLine> lines, RunFacts facts, RunReport? report, List<string> missing)
    {
        var builder = new RunHistoryBuilder(facts);
        using var audit = report is null ? new JournalAudit(Settings(facts)) : null;
        foreach (var row in JournalReader.ReadAll(journal))
        {
            builder.Take(row.PersistenceId, row.Sequence, row.Happened);
            audit?.Take(row.PersistenceId, row.Sequence, row.Happened);
        }

        foreach (var line in lines)
        {
            if (line.Sample is { } sample)
                builder.Take(sample);
            if (line.Alert is { } alert)
                builder.Take(alert);
            if (line.Stages is { } stages)
                builder.Take(stages);
        }

        var promises = report?.Promises ?? Promises.Verdicts(JournalAlone, [.. audit?.Violations ?? []]);
        return builder.Build(report, promises, missing);
    }

    private static List<HistoryLine> Samples(string directory, List<string> missing)
    {
        var unreadable = new List<long>();
        var lines = HistoryFile.Read(directory, unreadable.Add).ToList();
        if (lines.Count == 0)
            missing.Add($"No samples ({HistoryFile.Name}): edges, thresholds, skipped opportunities, alerts and latency are missing, and equity is what the journal marked.");
        if (unreadable.Count > 0)
            missing.Add($"{HistoryFile.Name}: {unreadable.Count} lines cannot be read (first: line {unreadable[0]}), as a killed run leaves them; they are left out.");
        return lines;
    }

    private static RunReport? Report(string directory, List<string> missing)
    {
        var path = Path.Combine(directory, ReportName);
        if (!File.Exists(path))
        {
            missing.Add(
                $"No {ReportName}: the run did not come to its end. Figures are from the journal and samples up to then; the ledger was not compared "
                + "with the venue, and of the invariants only what the journals alone show was checked.");
            return null;
        }

        try
        {
            return RunReportJson.Read(File.ReadAllText(path));
        }
        catch (JsonException e)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{path}, line {e.LineNumber + 1}: not a report; remove the file to have one made from journal and samples", e);
        }
    }

    private static Dictionary<Symbol, StrategySettings> Settings(RunFacts facts) => facts.Symbols.ToDictionary(
        s => new Symbol(s.Symbol),
        s => new StrategySettings
        {
            Symbol = new(s.Symbol),
            StaleAfter = TimeSpan.FromMilliseconds((double)s.StaleAfterMs),
            MaxSkew = TimeSpan.FromMilliseconds((double)s.MaxSkewMs),
            DeltaTimeLimit = TimeSpan.FromSeconds((double)s.DeltaTimeLimitSeconds),
        });

    // A journal from before samples were kept: its symbols are in its persistence ids, its limits nowhere.
    private static RunFacts Unknown(string journal) => new()
    {
        Mode = "run",
        Seed = 0,
        Market = "not known: the directory has no samples",
        Generated = false,
        Started = JournalReader.ReadAll(journal).Select(r => r.Happened).OfType<StrategyEvent.IncarnationStarted>()
            .Select(s => s.At).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Min(),
        Symbols = [],
    };
}
