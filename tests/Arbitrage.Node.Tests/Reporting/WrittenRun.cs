using Arbitrage.Actors.Hosting;
using Arbitrage.Node.Reporting;
using Arbitrage.Protocol.Tables;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Tests.Reporting;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Tests.Reporting;

/// <summary>The data directory that a node would have left of a generated run.</summary>
internal static class WrittenRun
{
    private const int FirstIdentifier = 120;

    public static void Write(string directory, GeneratedRun run)
    {
        WriteJournal(directory, run);
        using (var samples = HistoryFile.Append(directory))
        {
            samples.WriteLine(HistoryFile.Line(new() { Run = run.History.Facts }));
            foreach (var sample in run.Samples)
                samples.WriteLine(HistoryFile.Line(new() { Sample = sample }));
            foreach (var alert in run.History.Alerts)
                samples.WriteLine(HistoryFile.Line(new() { Alert = alert }));
        }

        RunFolder.End(directory, run.Report);
    }

    private static void WriteJournal(string directory, GeneratedRun run)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = DataDirectory.JournalFileOf(directory), Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE journal (persistence_id TEXT, sequence_number INTEGER, manifest TEXT, message BLOB, identifier INTEGER)";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO journal VALUES ($id, $sequence, $manifest, $message, $identifier)";
        foreach (var entry in run.System.Journals.All)
        {
            command.Parameters.Clear();
            command.Parameters.AddWithValue("$id", entry.PersistenceId);
            command.Parameters.AddWithValue("$sequence", entry.Sequence);
            command.Parameters.AddWithValue("$manifest", TradingWire.Schema.ManifestOf(entry.Happened.GetType()));
            command.Parameters.AddWithValue("$message", TradingWire.Schema.ToBytes(entry.Happened));
            command.Parameters.AddWithValue("$identifier", FirstIdentifier);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }
}
