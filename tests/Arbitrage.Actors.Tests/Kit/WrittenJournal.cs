using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Journal;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Tables;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Tests.Kit;

/// <summary>A small journal in a data directory of its own, written row by row as the plugin writes it; and what somebody does to it afterwards.</summary>
internal sealed class WrittenJournal : IDisposable
{
    public const string Guard = PersistenceIds.RiskGuard;
    public const string Mexc = "connection-mexc_spot";
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Twelve events of the guard and twelve of a connection, in turn.</summary>
    public WrittenJournal(bool isChained = true)
    {
        if (isChained)
            DataDirectory.Acquire(Folder).Dispose();
        else
            Run("CREATE TABLE journal (ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, deleted Bit NOT NULL, "
                + "persistence_id NVarChar(255) NOT NULL, sequence_number INTEGER NOT NULL, message VarBinary NOT NULL, manifest NVarChar(500), "
                + "identifier INTEGER, writer_uuid NVarChar(128)); CREATE UNIQUE INDEX journal_uq ON journal (persistence_id, sequence_number)");
        Run("CREATE TABLE snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)");
        for (var i = 1; i <= 12; i++)
        {
            Write(Guard, i, i == 1 ? new RiskGuardEvent.IncarnationStarted(new(0, 1), At(i)) : new RiskGuardEvent.EpochRaised(new("BTC_USDT"), new(0, i)));
            Write(Mexc, i, i == 1 ? new ConnectionEvent.IncarnationStarted(1, At(i)) : new ConnectionEvent.RowsCovered(At(i)));
        }
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("journal").FullName;

    public static DateTimeOffset At(int second) => Start.AddSeconds(second);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>One event, as a node writes it.</summary>
    public void Write(string persistenceId, long sequence, object happened)
    {
        var identifier = happened is RiskGuardEvent ? 123 : 120;
        using var connection = Open();
        ChainedTable.Enable(connection);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) "
            + "VALUES ($at, 0, $id, $sequence, $message, $manifest, $identifier, 'w')";
        command.Parameters.AddWithValue("$at", At((int)sequence).UtcTicks);
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$sequence", sequence);
        command.Parameters.AddWithValue("$message", TradingWire.Schema.ToBytes(happened));
        command.Parameters.AddWithValue("$manifest", TradingWire.Schema.ManifestOf(happened.GetType()));
        command.Parameters.AddWithValue("$identifier", identifier);
        command.ExecuteNonQuery();
    }

    /// <summary>Saves the state that the events up to a number make, or another one instead.</summary>
    public void Save(string persistenceId, long sequence, object? instead = null)
    {
        var fold = StateFold.Of(persistenceId)!;
        using (var journal = JournalFile.Open(Folder))
        {
            foreach (var stored in journal.Of(persistenceId, to: sequence))
                fold.Take(stored.Read(), stored.Sequence);
        }

        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO snapshot VALUES ($id, $sequence, 0, $snapshot, 'en.snapshot/1', 124)";
        command.Parameters.AddWithValue("$id", persistenceId);
        command.Parameters.AddWithValue("$sequence", sequence);
        command.Parameters.AddWithValue(
            "$snapshot", TradingWire.Schema.ToBytes(StateSnapshot.Of(TradingWire.Schema, persistenceId, sequence, instead ?? fold.State)));
        command.ExecuteNonQuery();
    }

    /// <summary>What somebody with a SQLite shell does. The trigger goes first where it stands in the way.</summary>
    public void Run(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public JournalVerification Verify(string? head = null)
    {
        using var journal = JournalFile.Open(Folder);
        return JournalVerifier.Verify(journal, head);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(DataDirectory.ConnectionStringOf(DataDirectory.JournalFileOf(Folder)));
        connection.Open();
        return connection;
    }
}
