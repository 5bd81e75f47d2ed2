using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using Arbitrage.Actors.Journal;
using LinqToDB;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Hosting;

/// <summary>Akka.Persistence.Sql on one SQLite file.</summary>
public static class TradingJournal
{
    /// <summary>The machines' own plugin: same table, own queue and circuit breaker, small batches, so that one failed row stops few.</summary>
    public const string MoneyPlugin = "akka.persistence.journal.money";

    private const string DefaultPlugin = "akka.persistence.journal.sql";
    private const string SnapshotPlugin = "akka.persistence.snapshot-store.sql";

    /// <summary>Journal and snapshots in the directory's file; every commit is on disk before it is answered.</summary>
    public static AkkaConfigurationBuilder WithTradingJournal(this AkkaConfigurationBuilder builder, DataDirectory directory)
    {
        var options = new MultiDataOptionsSetup();
        foreach (var plugin in new[] { DefaultPlugin, MoneyPlugin, SnapshotPlugin })
            options.AddDataOptions(plugin, Options(directory.ConnectionString));
        return builder.AddSetup(options).AddHocon(Hocon(directory.ConnectionString), HoconAddMode.Prepend);
    }

    // replay-filter off: its default silently drops committed events of an entity that moved away and came back; two writers at once are
    // excluded by the table's unique key instead.
    internal static string Hocon(string connectionString, string replayFilter = "off") =>
        $$"""
        akka.persistence {
          max-concurrent-recoveries = 20
          journal.plugin = "{{DefaultPlugin}}"
          journal.sql { {{Journal(connectionString, replayFilter, batch: 100)}} }
          journal.money { {{Journal(connectionString, replayFilter, batch: 10)}} }
          snapshot-store.plugin = "{{SnapshotPlugin}}"
          snapshot-store.sql {
            class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
            connection-string = "{{connectionString}}"
            provider-name = "SQLite.MS"
            auto-initialize = true
          }
        }
        """;

    private static string Journal(string connectionString, string replayFilter, int batch) =>
        $"""

            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            connection-string = "{connectionString}"
            provider-name = "SQLite.MS"
            auto-initialize = true
            parallelism = 1
            batch-size = {batch}
            replay-filter.mode = {replayFilter}
            circuit-breaker.reset-timeout = 10s

        """;

    private static DataOptions Options(string connectionString) => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, connectionString) // by name: the plugin maps its tables by it, and finds none otherwise
        .UseAfterConnectionOpened(connection =>
        {
            var sqlite = (SqliteConnection)connection;
            ChainedTable.Enable(sqlite);
            using var command = sqlite.CreateCommand();
            command.CommandText = "PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
        });
}
