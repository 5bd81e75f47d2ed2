using Arbitrage.Protocol.Hashing;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Journal;

/// <summary>
/// The column `chain` of the journal table and the trigger that fills it, in the transaction that writes the event and from the bytes that are
/// stored (decision 0007). Whoever writes to the table without our function fails.
/// </summary>
internal static class ChainedTable
{
    private const string Function = "arbitrage_link";

    // Serializer ids of our four families; what Akka keeps of sharding in the same table is deleted by Akka in time.
    private const string IsOurs = "identifier BETWEEN 120 AND 139";

    // As Akka.Persistence.Sql makes it when it finds none: a trigger needs its table before the first write.
    private const string AsThePluginMakesIt =
        """
        CREATE TABLE IF NOT EXISTS [journal]
        (
        	[ordering]        INTEGER        NOT NULL PRIMARY KEY AUTOINCREMENT,
        	[created]         INTEGER        NOT NULL,
        	[deleted]         Bit            NOT NULL,
        	[persistence_id]  NVarChar(255)  NOT NULL,
        	[sequence_number] INTEGER        NOT NULL,
        	[message]         VarBinary      NOT NULL,
        	[manifest]        NVarChar(500)      NULL,
        	[identifier]      INTEGER            NULL,
        	[writer_uuid]     NVarChar(128)      NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE INDEX IF NOT EXISTS journal_created_idx ON journal (created);
        CREATE INDEX IF NOT EXISTS journal_sequence_number_idx ON journal (sequence_number);
        """;

    private const string Trigger =
        $"""
        CREATE TRIGGER IF NOT EXISTS journal_chain AFTER INSERT ON journal WHEN NEW.{IsOurs}
        BEGIN
          UPDATE journal SET chain = {Function}(
            1, (SELECT chain FROM journal WHERE persistence_id = NEW.persistence_id AND sequence_number = NEW.sequence_number - 1),
            NEW.persistence_id, NEW.sequence_number, NEW.created, NEW.identifier, NEW.manifest, NEW.message)
          WHERE ordering = NEW.ordering;
        END;
        """;

    private const string InOrder =
        $"""
        SELECT ordering, persistence_id, sequence_number, created, identifier, manifest, message FROM journal WHERE {IsOurs}
        ORDER BY persistence_id COLLATE BINARY, sequence_number
        """;

    /// <summary>Lets an open connection write to a chained journal; a connection forgets it when it is closed.</summary>
    public static void Enable(SqliteConnection connection) => connection.CreateFunction(
        Function,
        (long kind, byte[]? previous, string id, long sequence, long created, long identifier, string? manifest, byte[] message) =>
            EventChain.Link(previous, (LinkKind)kind, new(id, sequence, created, identifier, manifest ?? "", message)),
        isDeterministic: true);

    /// <summary>True when the journal of an open connection has the column.</summary>
    public static bool IsIn(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM pragma_table_info('journal') WHERE name = 'chain'";
        return command.ExecuteScalar() is > 0L;
    }

    /// <summary>
    /// Makes table and trigger where they are missing. A journal of before the chain is given one, marked as adopted; that is done once, when the
    /// column is added, so that a link that is missing later stays missing.
    /// </summary>
    public static void Prepare(SqliteConnection connection)
    {
        Enable(connection);
        using var transaction = connection.BeginTransaction();
        Run(connection, AsThePluginMakesIt);
        if (!IsIn(connection))
        {
            Run(connection, "ALTER TABLE journal ADD COLUMN chain BLOB NULL");
            AdoptAll(connection);
        }

        Run(connection, Trigger);
        transaction.Commit();
    }

    private static void AdoptAll(SqliteConnection connection)
    {
        using var read = connection.CreateCommand();
        read.CommandText = InOrder;
        using var write = connection.CreateCommand();
        write.CommandText = "UPDATE journal SET chain = $chain WHERE ordering = $ordering";
        var (chain, ordering) = (write.Parameters.Add("$chain", SqliteType.Blob), write.Parameters.Add("$ordering", SqliteType.Integer));
        using var rows = read.ExecuteReader();
        var (of, previous) = ("", Array.Empty<byte>());
        while (rows.Read())
        {
            var id = rows.GetString(1);
            if (!string.Equals(id, of, StringComparison.Ordinal))
                (of, previous) = (id, []);
            previous = EventChain.Link(
                previous, LinkKind.Adopted,
                new(id, rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.IsDBNull(5) ? "" : rows.GetString(5), rows.GetFieldValue<byte[]>(6)));
            (chain.Value, ordering.Value) = (previous, rows.GetInt64(0));
            write.ExecuteNonQuery();
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
