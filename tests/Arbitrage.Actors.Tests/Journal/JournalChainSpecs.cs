using Akka.Actor;
using Akka.Configuration;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Journal;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Risk;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Tests.Journal;

/// <summary>Whatever is done to a journal is found and named at its place (decision 0007).</summary>
public sealed class JournalChainSpecs : IDisposable
{
    private const string WithoutTrigger = "DROP TRIGGER journal_chain; ";
    private readonly WrittenJournal _journal = new();

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void An_untouched_journal_is_whole_and_gives_the_same_head_every_time()
    {
        var first = _journal.Verify();

        Assert.True(first.IsWhole, string.Join('\n', first.Breaks));
        Assert.Equal(24, first.Events);
        Assert.All(first.Actors, a => Assert.Equal((12L, 0L), (a.Events, a.Adopted)));
        Assert.All(first.Actors, a => Assert.NotNull(a.StateHash));
        Assert.Equal(first.Head, _journal.Verify().Head);
        Assert.Matches("^[0-9a-f]{64}$", first.Head);
    }

    [Theory]
    [InlineData("UPDATE journal SET message = substr(message, 1, length(message) - 1) || x'07' WHERE persistence_id = 'risk-guard' AND sequence_number = 5")]
    [InlineData("UPDATE journal SET created = created + 1 WHERE persistence_id = 'risk-guard' AND sequence_number = 5")]
    [InlineData("UPDATE journal SET chain = x'01' || zeroblob(32) WHERE persistence_id = 'risk-guard' AND sequence_number = 5")]
    public void A_changed_byte_of_an_event_its_time_or_its_link_is_found_at_the_event(string change)
    {
        _journal.Run(change);

        Assert.Equal((WrittenJournal.Guard, 5L, BreakKind.Altered), First(_journal.Verify()));
    }

    [Fact]
    public void Every_single_byte_of_an_event_counts()
    {
        for (var at = 1; at <= 12; at++)
        {
            using var journal = new WrittenJournal();
            journal.Run(FormattableString.Invariant(
                $"UPDATE journal SET message = substr(message, 1, {at} - 1) || x'7f' || substr(message, {at} + 1) WHERE persistence_id = 'risk-guard' AND sequence_number = 7"));

            var found = journal.Verify();

            Assert.Contains(found.Breaks, b => b is { PersistenceId: WrittenJournal.Guard, Sequence: 7, Kind: BreakKind.Altered });
            Assert.All(found.Breaks, b => Assert.Equal(7, b.Sequence));
        }
    }

    [Fact]
    public void An_event_removed_from_the_middle_is_missing_and_nothing_else_is_wrong()
    {
        _journal.Run("DELETE FROM journal WHERE persistence_id = 'connection-mexc_spot' AND sequence_number IN (4, 5)");

        var found = _journal.Verify();

        Assert.Equal((WrittenJournal.Mexc, 4L, BreakKind.Missing), First(found));
        Assert.Contains("those up to 5 are missing", Assert.Single(found.Breaks).What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_removed_and_the_rest_numbered_anew_is_found_where_it_was()
    {
        _journal.Run("DELETE FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number = 4");
        for (var i = 5; i <= 12; i++)
            _journal.Run($"UPDATE journal SET sequence_number = {i - 1} WHERE persistence_id = 'risk-guard' AND sequence_number = {i}");

        var found = _journal.Verify();

        Assert.Equal((WrittenJournal.Guard, 4L, BreakKind.Altered), First(found));
        Assert.Contains(found.Breaks, b => b is { Sequence: 5, Kind: BreakKind.Moved } && b.What.Contains("those up to 11", StringComparison.Ordinal));
    }

    [Fact]
    public void Events_removed_at_the_end_show_only_against_a_head_noted_before()
    {
        var head = _journal.Verify().Head;
        _journal.Run("DELETE FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number >= 11");

        Assert.True(_journal.Verify().IsWhole);

        var found = _journal.Verify(head);
        Assert.Equal(("", 0L, BreakKind.Head), First(found));
        Assert.Null(found.SinceHead);
    }

    [Fact]
    public void A_head_noted_before_is_found_again_when_the_journal_has_grown()
    {
        var head = _journal.Verify().Head;
        Assert.Equal(0, _journal.Verify(head).SinceHead);
        _journal.Write(WrittenJournal.Guard, 13, new RiskGuardEvent.EpochRaised(new("BTC_USDT"), new(0, 13)));
        _journal.Write(WrittenJournal.Mexc, 13, new ConnectionEvent.RowsCovered(WrittenJournal.At(13)));

        var grown = _journal.Verify(head);

        Assert.True(grown.IsWhole);
        Assert.Equal(2, grown.SinceHead);
        Assert.NotEqual(head, grown.Head);
    }

    [Fact]
    public void Events_removed_at_an_end_that_a_saved_state_knows_are_missing()
    {
        _journal.Save(WrittenJournal.Guard, 12);
        _journal.Run("DELETE FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number >= 11");

        Assert.Equal((WrittenJournal.Guard, 11L, BreakKind.Missing), First(_journal.Verify()));
    }

    [Theory]
    [InlineData("message")]
    [InlineData("sequence_number")]
    public void Two_exchanged_events_are_named_both(string column)
    {
        Assert.Equal(2, Exchanged(column).Breaks.Count(b => b.Kind == BreakKind.Moved));
        Assert.Equal((WrittenJournal.Guard, 5L, BreakKind.Moved), First(_journal.Verify()));
    }

    [Fact]
    public void An_event_put_in_with_a_link_of_its_own_making_is_found_where_it_stands()
    {
        for (var i = 12; i >= 5; i--)
            _journal.Run($"UPDATE journal SET sequence_number = {i + 1} WHERE persistence_id = 'risk-guard' AND sequence_number = {i}");
        _journal.Write(WrittenJournal.Guard, 5, new RiskGuardEvent.EpochRaised(new("BTC_USDT"), new(0, 4)));

        var found = _journal.Verify();

        // It follows from the event before it; the next one does not follow from it.
        Assert.Equal((WrittenJournal.Guard, 6L, BreakKind.Moved), First(found));
        Assert.Contains("stands as number 7", found.Breaks[0].What, StringComparison.Ordinal);
        Assert.Contains(found.Breaks, b => b is { Sequence: 7, Kind: BreakKind.Moved } && b.What.Contains("events were put in before", StringComparison.Ordinal));
    }

    [Fact]
    public void An_event_put_in_past_the_trigger_has_no_link()
    {
        _journal.Run(WithoutTrigger + "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) "
            + "SELECT created, deleted, persistence_id, 13, message, manifest, identifier FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number = 12");

        Assert.Equal((WrittenJournal.Guard, 13L, BreakKind.Unlinked), First(_journal.Verify()));
    }

    [Fact]
    public void Nobody_writes_an_event_without_the_function_while_the_trigger_stands()
    {
        var refusal = Assert.Throws<SqliteException>(() => _journal.Run(
            "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, 0, 'risk-guard', 13, x'00', 'rk.x/1', 123)"));

        Assert.Contains("arbitrage_link", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_marked_as_deleted_is_found()
    {
        _journal.Run("UPDATE journal SET deleted = 1 WHERE persistence_id = 'risk-guard' AND sequence_number = 9");

        Assert.Equal((WrittenJournal.Guard, 9L, BreakKind.Deleted), First(_journal.Verify()));
    }

    [Fact]
    public void A_saved_state_that_the_events_do_not_make_is_found_at_its_event()
    {
        _journal.Save(WrittenJournal.Guard, 4);
        _journal.Save(WrittenJournal.Guard, 8, RiskGuardState.Empty with { Sequence = 8, Epoch = new(0, 2) });

        var found = _journal.Verify();

        Assert.Equal((WrittenJournal.Guard, 8L, BreakKind.State), First(found));
        Assert.Equal(2, found.Actors.Single(a => a.PersistenceId == WrittenJournal.Guard).StateHashes);
    }

    [Fact]
    public void A_saved_state_of_a_version_that_kept_less_is_counted_and_no_break()
    {
        _journal.Save(WrittenJournal.Guard, 8, RiskGuardState.Empty with { Sequence = 8, Epoch = new(0, 1) });

        var found = _journal.Verify();

        Assert.True(found.IsWhole, string.Join('\n', found.Breaks));
        Assert.Equal((1, 1), found.Actors.Where(a => a.PersistenceId == WrittenJournal.Guard).Select(a => (a.StateHashes, a.OlderStates)).Single());
    }

    [Fact]
    public void A_changed_byte_of_a_saved_state_is_found_by_its_own_hash()
    {
        _journal.Save(WrittenJournal.Guard, 4);
        _journal.Run("UPDATE snapshot SET snapshot = substr(snapshot, 1, 40) || x'55' || substr(snapshot, 42)");

        Assert.Equal((WrittenJournal.Guard, 4L, BreakKind.State), First(_journal.Verify()));
    }

    [Fact]
    public void All_links_made_anew_show_only_against_a_head_noted_before()
    {
        var head = _journal.Verify().Head;
        _journal.Run(WithoutTrigger + "ALTER TABLE journal DROP COLUMN chain; "
            + "UPDATE journal SET message = substr(message, 1, length(message) - 1) || x'07' WHERE persistence_id = 'connection-mexc_spot' AND sequence_number = 5");
        SqliteConnection.ClearAllPools();
        Assert.False(_journal.Verify().IsWhole); // no chain: nothing can be said
        DataDirectory.Acquire(_journal.Folder).Dispose();

        var found = _journal.Verify();
        Assert.Empty(found.Breaks);
        Assert.All(found.Actors, a => Assert.Equal(12, a.Adopted)); // but it says that it was given its links later
        Assert.Equal(BreakKind.Head, First(_journal.Verify(head)).Kind);
    }

    [Fact]
    public void A_journal_of_before_the_chain_is_read_adopted_once_and_goes_on()
    {
        using var old = new WrittenJournal(isChained: false);
        Assert.False(old.Verify().IsChained);
        Assert.Equal(24, JournalReader.ReadAll(DataDirectory.JournalFileOf(old.Folder)).Count());

        DataDirectory.Acquire(old.Folder).Dispose();
        old.Write(WrittenJournal.Guard, 13, new RiskGuardEvent.EpochRaised(new("BTC_USDT"), new(0, 13)));

        var found = old.Verify();
        Assert.True(found.IsWhole, string.Join('\n', found.Breaks));
        Assert.Equal((13L, 12L), found.Actors.Where(a => a.PersistenceId == WrittenJournal.Guard).Select(a => (a.Events, a.Adopted)).Single());

        // A link that goes missing later is not made good by the next start.
        old.Run("UPDATE journal SET chain = NULL WHERE persistence_id = 'risk-guard' AND sequence_number = 6");
        DataDirectory.Acquire(old.Folder).Dispose();
        Assert.Equal((WrittenJournal.Guard, 6L, BreakKind.Unlinked), First(old.Verify()));
    }

    [Fact]
    public async Task The_table_is_as_the_plugin_would_make_it()
    {
        var own = Directory.CreateTempSubdirectory("journal").FullName;
        try
        {
            using var system = ActorSystem.Create(
                "a", ConfigurationFactory.ParseString("akka.loglevel = ERROR").WithFallback(
                    TradingJournal.Hocon(DataDirectory.ConnectionStringOf(DataDirectory.JournalFileOf(own)))));
            Akka.Persistence.Persistence.Instance.Apply(system).JournalFor(null);
            var deadline = DateTime.UtcNow.AddSeconds(30);
            while (Columns(own).Count == 0 && DateTime.UtcNow < deadline)
                await Task.Delay(50);
            await system.Terminate();

            Assert.NotEmpty(Columns(own));
            Assert.Equal(Columns(own), Columns(_journal.Folder).Where(c => !c.StartsWith("chain ", StringComparison.Ordinal)));
            Assert.Equal(Indices(own), Indices(_journal.Folder));
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(own, recursive: true);
        }
    }

    private static List<string> Columns(string folder) =>
        Query(folder, "SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk FROM pragma_table_info('journal') ORDER BY cid");

    private static List<string> Indices(string folder) =>
        Query(folder, "SELECT l.name || ' ' || l.\"unique\" || ' ' || i.name FROM pragma_index_list('journal') l, pragma_index_info(l.name) i ORDER BY l.name, i.seqno");

    private static List<string> Query(string folder, string sql)
    {
        using var connection = new SqliteConnection(DataDirectory.ConnectionStringOf(DataDirectory.JournalFileOf(folder)));
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found;
    }

    private JournalVerification Exchanged(string column)
    {
        _journal.Run(
            $"CREATE TABLE t AS SELECT sequence_number AS n, {column} AS v FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number IN (5, 6); "
            + (column == "message"
                ? "UPDATE journal SET message = (SELECT v FROM t WHERE n = 11 - sequence_number) WHERE persistence_id = 'risk-guard' AND sequence_number IN (5, 6)"
                : "UPDATE journal SET sequence_number = -5 WHERE persistence_id = 'risk-guard' AND sequence_number = 5; "
                + "UPDATE journal SET sequence_number = 5 WHERE persistence_id = 'risk-guard' AND sequence_number = 6; "
                + "UPDATE journal SET sequence_number = 6 WHERE persistence_id = 'risk-guard' AND sequence_number = -5"));
        return _journal.Verify();
    }

    private static (string Id, long Sequence, BreakKind Kind) First(JournalVerification found)
    {
        Assert.NotEmpty(found.Breaks);
        return (found.Breaks[0].PersistenceId, found.Breaks[0].Sequence, found.Breaks[0].Kind);
    }
}
