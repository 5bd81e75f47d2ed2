using Arbitrage.Actors.Hosting;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Journal;

/// <summary>One event with everything that the journal says of it, its bytes not yet read.</summary>
/// <param name="Ordering">Its number over all actors, in the order of the writes.</param>
/// <param name="Content">The event as its link vouches for it.</param>
/// <param name="IsDeleted">Marked as deleted: a recovery would skip it.</param>
/// <param name="Link">What is stored as its link; empty when nothing is.</param>
public sealed record StoredEvent(long Ordering, ChainedContent Content, bool IsDeleted, ReadOnlyMemory<byte> Link)
{
    /// <summary>Whose.</summary>
    public string PersistenceId => Content.PersistenceId;

    /// <summary>Its number there, from 1.</summary>
    public long Sequence => Content.Sequence;

    /// <summary>What it is.</summary>
    public string Manifest => Content.Manifest;

    /// <summary>When it was written, by the clock of its node; the least time there is when what stands there is none.</summary>
    public DateTimeOffset At => Content.Created is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
        ? new(ticks, TimeSpan.Zero)
        : DateTimeOffset.MinValue;

    /// <summary>The event, in its current version.</summary>
    /// <exception cref="WireException">The bytes are not what the manifest says.</exception>
    public object Read() => TradingWire.Schema.FromBytes(Manifest, Content.Message);
}

/// <summary>A saved state as it is stored.</summary>
/// <param name="PersistenceId">Whose, by its row.</param>
/// <param name="Sequence">Last event in it, by its row.</param>
/// <param name="Bytes">Of a `StateSnapshot`.</param>
public sealed record StoredSnapshot(string PersistenceId, long Sequence, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>What was saved.</summary>
    /// <exception cref="WireException">The bytes are none.</exception>
    public StateSnapshot Read()
    {
        try
        {
            return (StateSnapshot)TradingWire.Schema.FromBytes(typeof(StateSnapshot), Bytes);
        }
        catch (Exception cause) when (cause is not (WireException or OutOfMemoryException))
        {
            throw new WireException(cause.Message, cause);
        }
    }
}

/// <summary>
/// A journal opened for reading alone, without an actor system and beside a running node. Everything read from one instance is of one moment.
/// </summary>
public sealed class JournalFile : IDisposable
{
    private const string Columns = "ordering, persistence_id, sequence_number, created, identifier, manifest, message, deleted";
    private const string Ours = "identifier BETWEEN 120 AND 139";

    private readonly SqliteConnection _connection;
    private readonly SqliteTransaction _moment;

    private JournalFile(string path, SqliteConnection connection)
    {
        (Path, _connection) = (path, connection);
        _moment = connection.BeginTransaction(deferred: true);
        IsChained = ChainedTable.IsIn(connection);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its events have links.</summary>
    public bool IsChained { get; }

    /// <summary>Opens the journal of a data directory.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="SqliteException">It is no journal.</exception>
    public static JournalFile Open(string directory)
    {
        var path = DataDirectory.JournalFileOf(directory);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there.", path);
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            return new(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Events of the four machines, by persistence id and sequence.</summary>
    public IEnumerable<StoredEvent> ByActor() => Read($"WHERE {Ours} ORDER BY persistence_id COLLATE BINARY, sequence_number");

    /// <summary>Events of the four machines in the order in which they were written.</summary>
    /// <param name="after">Those with a higher number than this.</param>
    public IEnumerable<StoredEvent> ByOrder(long after = 0) => Read($"WHERE {Ours} AND ordering > $a ORDER BY ordering", after);

    /// <summary>Events of one actor, in order; none when there is no such actor.</summary>
    public IEnumerable<StoredEvent> Of(string persistenceId, long from = 1, long to = long.MaxValue) => Read(
        $"WHERE {Ours} AND persistence_id = $a AND sequence_number BETWEEN $b AND $c ORDER BY sequence_number", persistenceId, from, to);

    /// <summary>The newest events, the oldest of them first.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="persistenceId">Of this actor; null for all.</param>
    public IReadOnlyList<StoredEvent> Newest(int count, string? persistenceId)
    {
        var newest = persistenceId is null
            ? Read($"WHERE {Ours} ORDER BY ordering DESC LIMIT $a", count).ToList()
            : Read($"WHERE {Ours} AND persistence_id = $b ORDER BY ordering DESC LIMIT $a", count, persistenceId).ToList();
        newest.Reverse();
        return newest;
    }

    /// <summary>Persistence ids of the four machines with the number of their events, ordered.</summary>
    public IReadOnlyDictionary<string, long> Actors()
    {
        using var command = Command($"SELECT persistence_id, COUNT(*) FROM journal WHERE {Ours} GROUP BY persistence_id");
        using var rows = command.ExecuteReader();
        var actors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (rows.Read())
            actors.Add(rows.GetString(0), rows.GetInt64(1));
        return actors;
    }

    /// <summary>Saved states of the four machines, by persistence id and sequence.</summary>
    public IEnumerable<StoredSnapshot> Snapshots()
    {
        using (var table = Command("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'snapshot'"))
        {
            if (table.ExecuteScalar() is not 1L)
                yield break;
        }

        using var command = Command(
            "SELECT persistence_id, sequence_number, snapshot FROM snapshot WHERE serializer_id BETWEEN 120 AND 139 "
            + "ORDER BY persistence_id COLLATE BINARY, sequence_number");
        using var rows = command.ExecuteReader();
        while (rows.Read())
            yield return new(rows.GetString(0), rows.GetInt64(1), rows.IsDBNull(2) ? [] : rows.GetFieldValue<byte[]>(2));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _moment.Dispose();
        _connection.Dispose();
    }

    private IEnumerable<StoredEvent> Read(string where, params object[] arguments)
    {
        using var command = Command($"SELECT {Columns}, {(IsChained ? "chain" : "NULL")} FROM journal {where}");
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters.AddWithValue($"${(char)('a' + i)}", arguments[i]);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new(
                rows.GetInt64(0),
                new(rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.IsDBNull(5) ? "" : rows.GetString(5), Bytes(rows, 6)),
                rows.GetBoolean(7),
                Bytes(rows, 8));
        }
    }

    // A person may have put text where bytes were: that is a changed event, not a file that cannot be read.
    private static byte[] Bytes(SqliteDataReader rows, int column) => rows.IsDBNull(column) ? [] : rows.GetFieldValue<byte[]>(column);

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _moment;
        return command;
    }
}
