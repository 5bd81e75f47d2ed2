using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Journal;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb journal tail`, `show` and `verify` over the journal of a real node.</summary>
[Collection(nameof(RecordedDemo))]
public sealed class JournalSpecs(RecordedDemo demo)
{
    private const string Strategy = "strategy-btc_usdt";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_journal_of_a_run_is_whole_and_its_head_is_found_again()
    {
        var (code, output, error) = await Process("journal", "verify", "--data", demo.Data, "--json");

        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal((0, "", "WHOLE"), (code, error, root.GetProperty("verdict").GetString()));
        Assert.Equal(10, root.GetProperty("actors").GetArrayLength());
        Assert.True(root.GetProperty("events").GetInt64() > 100);
        Assert.Equal(0, root.GetProperty("breaks").GetArrayLength());
        var head = root.GetProperty("head").GetString()!;

        var (again, text, _) = Arb("journal", "verify", "--data", demo.Copy(), "--head", head.ToUpperInvariant());
        Assert.Equal(0, again);
        Assert.Contains($"noted {head}: found, 0 events ago", text, StringComparison.Ordinal);
        Assert.StartsWith("WHOLE: ", text.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE journal SET message = substr(message, 1, length(message) - 1) || x'01' WHERE persistence_id = '{0}' AND sequence_number = 20", 20, "altered")]
    [InlineData("DELETE FROM journal WHERE persistence_id = '{0}' AND sequence_number = 20", 20, "missing")]
    [InlineData(
        "UPDATE journal SET sequence_number = -1 WHERE persistence_id = '{0}' AND sequence_number = 20; UPDATE journal SET sequence_number = 20 WHERE persistence_id = '{0}' "
        + "AND sequence_number = 21; UPDATE journal SET sequence_number = 21 WHERE persistence_id = '{0}' AND sequence_number = -1", 20, "moved")]
    [InlineData(
        "DROP TRIGGER journal_chain; INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, chain) SELECT created, 0, "
        + "persistence_id, sequence_number + 1, message, manifest, identifier, chain FROM journal WHERE persistence_id = '{0}' ORDER BY sequence_number DESC LIMIT 1", -1, "altered")]
    public async Task Whatever_is_done_to_it_is_found_and_named_at_its_place(string sql, long sequence, string kind)
    {
        var copy = demo.Copy();
        Run(copy, string.Format(CultureInfo.InvariantCulture, sql, Strategy));

        var (code, output, error) = await Process("journal", "verify", "--data", copy, "--json");

        using var json = JsonDocument.Parse(output);
        var first = json.RootElement.GetProperty("breaks")[0];
        Assert.Equal((1, "", "BROKEN"), (code, error, json.RootElement.GetProperty("verdict").GetString()));
        var last = json.RootElement.GetProperty("actors").EnumerateArray().Single(a => a.GetProperty("persistenceId").GetString() == Strategy).GetProperty("events").GetInt64();
        Assert.Equal((Strategy, sequence < 0 ? last : sequence, kind),
            (first.GetProperty("persistenceId").GetString(), first.GetProperty("sequence").GetInt64(), first.GetProperty("kind").GetString()));
    }

    [Fact]
    public void A_tail_that_was_cut_off_shows_against_the_head_alone()
    {
        var copy = demo.Copy();
        using var before = JsonDocument.Parse(Arb("journal", "verify", "--data", copy, "--json").Output);
        var head = before.RootElement.GetProperty("head").GetString()!;
        Run(copy, $"DELETE FROM journal WHERE persistence_id = '{Strategy}' AND sequence_number > (SELECT MAX(sequence_number) - 3 FROM journal WHERE persistence_id = '{Strategy}'); DELETE FROM snapshot");

        Assert.Equal(0, Arb("journal", "verify", "--data", copy).Code);

        var (code, output, _) = Arb("journal", "verify", "--data", copy, "--head", head);
        Assert.Equal(1, code);
        Assert.Contains($"broken: the journal never had the head {head}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_read_beside_a_writer_and_nothing_is_written()
    {
        var copy = demo.Copy();
        using var held = DataDirectory.Acquire(copy);
        using var connection = new SqliteConnection(held.ConnectionString);
        connection.Open();
        using var write = connection.BeginTransaction();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = $"DELETE FROM journal WHERE persistence_id = '{Strategy}' AND sequence_number = 5";
            command.Transaction = write;
            command.ExecuteNonQuery();
        }

        Assert.Equal(0, Arb("journal", "verify", "--data", copy).Code); // not committed, not seen
        Assert.Equal(0, Arb("journal", "tail", "--data", copy).Code);
        write.Commit();
        Assert.Equal(1, Arb("journal", "verify", "--data", copy).Code);
    }

    [Fact]
    public void The_newest_events_of_all_actors_come_in_the_order_of_their_writes()
    {
        var (code, output, error) = Arb("journal", "tail", "--data", demo.Data, "--lines", "30", "--json");

        var rows = output.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal((0, "", 30), (code, error, rows.Count));
        Assert.Equal(rows.Select(r => r.GetProperty("ordering").GetInt64()).Order(), rows.Select(r => r.GetProperty("ordering").GetInt64()));
        Assert.True(rows.Select(r => r.GetProperty("persistenceId").GetString()).Distinct().Count() > 1);

        var (_, text, _) = Arb("journal", "tail", "--data", demo.Data, "--id", "risk-guard", "--lines", "2");
        Assert.All(text.TrimEnd().Split('\n'), l => Assert.Matches(@"^\d\d:\d\d:\d\d\.\d\d\d  risk-guard +\d+  [A-Z]\w+ +\w+=", l));
    }

    [Fact]
    public async Task Following_prints_what_comes_and_ends_with_a_signal()
    {
        var copy = demo.Copy();
        using var process = System.Diagnostics.Process.Start(Arguments("journal", "tail", "--data", copy, "--follow", "--lines", "1"))!;
        using var stop = new CancellationTokenSource(Patience);
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(stop.Token));
        Run(copy, "DROP TRIGGER journal_chain; INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) SELECT created, 0, "
            + "persistence_id, 9999, message, manifest, identifier FROM journal WHERE persistence_id = 'risk-guard' AND sequence_number = 1");

        Assert.Matches("risk-guard +9999  IncarnationStarted", await process.StandardOutput.ReadLineAsync(stop.Token));

        using (var signal = System.Diagnostics.Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await signal.WaitForExitAsync(stop.Token);
        await process.WaitForExitAsync(stop.Token);
        Assert.Equal((0, ""), (process.ExitCode, await process.StandardError.ReadToEndAsync(stop.Token)));
    }

    [Fact]
    public void Events_are_shown_in_full_and_states_with_the_hash_that_verify_prints()
    {
        var (code, output, _) = Arb("journal", "show", "--data", demo.Data, "--id", Strategy, "--from", "1", "--to", "3", "--json");
        var rows = output.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal((0, 3), (code, rows.Count));
        Assert.Equal("IncarnationStarted", rows[0].GetProperty("event").GetProperty("kind").GetString());
        Assert.Equal(1, rows[0].GetProperty("event").GetProperty("epoch").GetProperty("sequence").GetInt64());

        using var verified = JsonDocument.Parse(Arb("journal", "verify", "--data", demo.Data, "--json").Output);
        foreach (var actor in verified.RootElement.GetProperty("actors").EnumerateArray())
        {
            using var state = JsonDocument.Parse(Arb("journal", "show", "--data", demo.Data, "--id", actor.GetProperty("persistenceId").GetString()!, "--state", "--json").Output);
            Assert.Equal(actor.GetProperty("events").GetInt64(), state.RootElement.GetProperty("sequence").GetInt64());
            Assert.Equal(actor.GetProperty("stateHash").GetString(), state.RootElement.GetProperty("hash").GetString());
        }

        using var early = JsonDocument.Parse(Arb("journal", "show", "--data", demo.Data, "--id", Strategy, "--state", "--at", "1", "--json").Output);
        Assert.Equal("Initializing", early.RootElement.GetProperty("state").GetProperty("phase").GetString());
    }

    [Theory]
    [InlineData(2, "no data directory", "tail")]
    [InlineData(3, "is not there", "tail", "--data", "/nowhere/at/all")]
    [InlineData(3, "has no journal", "verify", "--data", "/tmp")]
    [InlineData(2, "--lines 'x'", "tail", "--lines", "x")]
    [InlineData(2, "--head 'abc'", "verify", "--head", "abc")]
    [InlineData(2, "--at: only with --state", "show", "--id", "risk-guard", "--at", "3")]
    [InlineData(2, "--from 5 is after --to 3", "show", "--id", "risk-guard", "--from", "5", "--to", "3")]
    [InlineData(2, "did you mean risk-guard", "show", "--data", "DEMO", "--id", "risk-gard")]
    [InlineData(2, "its last is", "show", "--data", "DEMO", "--id", "risk-guard", "--from", "99999")]
    [InlineData(2, "--symbol or a trade", "explain", "--data", "DEMO")]
    [InlineData(2, "is no order, trade or pair", "explain", "--data", "DEMO", "nothing")]
    [InlineData(2, "has no strategy in this journal", "explain", "--data", "DEMO", "--symbol", "XYZ_USDT")]
    public void What_is_wrong_is_one_line(int code, string says, params string[] arguments)
    {
        var (was, output, error) = Arb(["journal", .. arguments.Select(a => a == "DEMO" ? demo.Data : a)]);

        Assert.Equal((code, ""), (was, output));
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_file_that_is_no_journal_is_said_to_be_none()
    {
        var copy = demo.Copy();
        SqliteConnection.ClearAllPools();
        File.WriteAllText(DataDirectory.JournalFileOf(copy), "nothing of SQLite, but long enough to be read as a file of it might be read " + new string('x', 5000));

        var (code, _, error) = Arb("journal", "verify", "--data", copy);

        Assert.Equal(2, code);
        Assert.Contains("is not a journal that can be read", error, StringComparison.Ordinal);
    }

    private static void Run(string directory, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DataDirectory.JournalFileOf(directory)}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static ProcessStartInfo Arguments(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "arb.dll"), .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

    private static async Task<(int Code, string Output, string Error)> Process(params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(Arguments(arguments))!;
        using var stop = new CancellationTokenSource(Patience);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop.Token), process.StandardError.ReadToEndAsync(stop.Token));
        await process.WaitForExitAsync(stop.Token);
        return (process.ExitCode, await output, await error);
    }

    private static (int Code, string Output, string Error) Arb(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, error, ShowsProgress: false, TimeProvider.System)).Run(args);
        return (code, output.ToString(), error.ToString());
    }
}
