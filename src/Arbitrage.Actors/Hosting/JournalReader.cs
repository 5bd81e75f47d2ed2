using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Tables;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Hosting;

/// <summary>One event as it stands in the journal.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="Sequence">Its number there, from 1.</param>
/// <param name="Manifest">What it is.</param>
/// <param name="Happened">The event, in its current version.</param>
public sealed record JournalRow(string PersistenceId, long Sequence, string Manifest, object Happened);

/// <summary>Reads a whole journal file without an actor system, also while a node writes to it.</summary>
public static class JournalReader
{
    /// <summary>Highest journal generation in which a strategy of this journal was started; 0 for a journal without one.</summary>
    /// <exception cref="SqliteException">The file is not a journal.</exception>
    public static int HighestGeneration(string journalFile)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = journalFile, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT manifest, message FROM journal WHERE manifest LIKE 'st.incarnation-started/%'";
        using var rows = command.ExecuteReader();
        var highest = 0;
        while (rows.Read())
        {
            if (TradingWire.Schema.FromBytes(rows.GetString(0), rows.GetFieldValue<byte[]>(1)) is StrategyEvent.IncarnationStarted started)
                highest = Math.Max(highest, started.Epoch.Generation);
        }

        return highest;
    }

    /// <summary>Events of the four machines, ordered by persistence id and sequence. Rows of Akka itself (sharding) are left out.</summary>
    public static IEnumerable<JournalRow> ReadAll(string journalFile)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = journalFile, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT persistence_id, sequence_number, manifest, message FROM journal WHERE identifier BETWEEN 120 AND 139 "
            + "ORDER BY persistence_id COLLATE BINARY, sequence_number";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var manifest = rows.GetString(2);
            yield return new(
                rows.GetString(0), rows.GetInt64(1), manifest, TradingWire.Schema.FromBytes(manifest, rows.GetFieldValue<byte[]>(3)));
        }
    }
}
