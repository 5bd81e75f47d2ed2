using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Hosting;
using Arbitrage.Protocol.Tables;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Tests.Hosting;

/// <summary>A start with a generation below that of the journal is refused in one line; one above it is what a restore asks for.</summary>
public sealed class JournalGenerationSpecs : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"arbitrage-{Guid.NewGuid():N}.db");

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void A_generation_below_any_that_the_journal_holds_is_refused(int configured, bool refused)
    {
        Write(("strategy-f_usdt", 0), ("strategy-f_usdt", 3), ("strategy-g_usdt", 1));

        var failure = Record.Exception(() => JournalGeneration.Check(_file, configured));

        Assert.Equal(refused, failure is NodeFailure);
        if (failure is NodeFailure f)
        {
            Assert.Equal(ExitCode.BadInput, f.ExitCode);
            Assert.Contains("journal_generation is 2", f.Message, StringComparison.Ordinal);
            Assert.Contains("set it to 3, or to 4", f.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_journal_that_is_not_there_yet_has_no_generation()
    {
        JournalGeneration.Check(_file, 0);

        Assert.False(File.Exists(_file));
    }

    [Fact]
    public void A_file_that_is_no_journal_is_told_in_one_line()
    {
        File.WriteAllText(_file, "not a journal, and long enough to be read as one");

        var failure = Assert.Throws<NodeFailure>(() => JournalGeneration.Check(_file, 0));

        Assert.Equal(ExitCode.BadInput, failure.ExitCode);
        Assert.Contains(_file, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    private void Write(params (string Id, int Generation)[] starts)
    {
        using var connection = new SqliteConnection($"Data Source={_file}");
        connection.Open();
        using var create = connection.CreateCommand();
        create.CommandText = "CREATE TABLE journal (persistence_id TEXT, sequence_number INTEGER, manifest TEXT, message BLOB, identifier INTEGER)";
        create.ExecuteNonQuery();
        foreach (var (start, i) in starts.Select((s, i) => (s, i)))
        {
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO journal VALUES ($id, $sequence, 'st.incarnation-started/1', $message, 121)";
            insert.Parameters.AddWithValue("$id", start.Id);
            insert.Parameters.AddWithValue("$sequence", i + 1);
            insert.Parameters.AddWithValue("$message", TradingWire.Schema.ToBytes(
                new StrategyEvent.IncarnationStarted(new(start.Generation, i + 1), DateTimeOffset.UnixEpoch)));
            insert.ExecuteNonQuery();
        }
    }
}
