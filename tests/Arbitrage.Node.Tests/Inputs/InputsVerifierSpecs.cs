using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>What a recording proves about a journal, and what it says when it cannot.</summary>
public sealed class InputsVerifierSpecs : IDisposable
{
    private readonly LiveGuard _guard = new();

    [Fact]
    public void Inputs_that_waited_behind_a_write_give_the_same_batches()
    {
        Begin();
        _guard.Kill("first");
        _guard.Kill("second");
        _guard.Take(new RiskGuardInput.Resume(null, "third", "because"));
        _guard.Write();
        _guard.Write();
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Verified, 4L, 4L, 3L), (report.Verdict, report.Events, report.Verified, report.Inputs));
        Assert.Equal((report.JournalHash, report.JournalHash), (report.ReplayedHash, report.ReportedHash));
    }

    [Fact]
    public void Every_incarnation_of_every_process_is_verified_from_its_own_recovery()
    {
        Begin();
        _guard.Kill();
        _guard.Write();
        _guard.Recover(); // the actor, in the same process
        _guard.Write();
        _guard.EndProcess();
        Begin();
        _guard.Take(new RiskGuardInput.Resume(null, "test", "because"));
        _guard.Write();
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Verified, 5L, (2, 2)), (report.Verdict, report.Verified, report.Runs));
        Assert.Equal(3, report.Actors.Single().Incarnations);
    }

    [Fact]
    public void A_write_that_was_committed_and_never_confirmed_is_verified_by_who_recovered_it()
    {
        Begin();
        _guard.Kill();
        _guard.Commit();
        _guard.KillProcess(recordsLost: 0);
        Begin();
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Verified, 3L), (report.Verdict, report.Verified));
    }

    [Fact]
    public void A_failed_write_left_no_event_and_ended_the_incarnation()
    {
        Begin();
        _guard.Kill();
        _guard.FailWrite();
        _guard.Kill("nobody");
        Begin2();
        _guard.EndProcess();

        Assert.Equal((Verdict.Verified, 2L), (_guard.Verify().Verdict, _guard.Verify().Verified));

        void Begin2()
        {
            _guard.Recover();
            _guard.Write();
        }
    }

    [Fact]
    public void What_a_killed_process_had_not_flushed_cannot_be_verified_and_everything_else_is()
    {
        Begin();
        _guard.Kill("flushed");
        _guard.Write();
        _guard.Kill("lost");
        _guard.Write();
        _guard.KillProcess(recordsLost: 2);
        Begin();
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Unverifiable, 3L, 4L), (report.Verdict, report.Verified, report.Events));
        var missing = Assert.Single(report.Unverifiable);
        Assert.Equal((LiveGuard.Id, 3L, 3L), (missing.Actor, missing.From, missing.To));
        Assert.Contains("its last inputs are not in the file", missing.Why, StringComparison.Ordinal);
        Assert.Empty(report.Differences);
        Assert.Null(report.ReplayedHash);
    }

    [Fact]
    public void A_recording_that_was_not_closed_says_from_which_event_on()
    {
        Begin();
        _guard.Kill();
        _guard.Write();
        _guard.KillProcess(recordsLost: 2);

        var report = _guard.Verify();

        Assert.Equal((Verdict.Unverifiable, 1L), (report.Verdict, report.Verified));
        Assert.Equal((2L, 2L), (report.Unverifiable.Single().From, report.Unverifiable.Single().To));
        Assert.Contains("was not closed", report.Unverifiable.Single().Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_killed_before_its_first_flush_does_not_make_its_predecessor_wrong()
    {
        Begin();
        _guard.Kill("never committed");
        _guard.KillProcess(recordsLost: 0);
        Begin();
        _guard.KillProcess(recordsLost: 3); // only that the process began is known; event 2 is its IncarnationStarted
        Begin();
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Unverifiable, 2L, 3L), (report.Verdict, report.Verified, report.Events));
        Assert.Equal((2L, 2L), (report.Unverifiable.Single().From, report.Unverifiable.Single().To));
    }

    [Fact]
    public void Other_settings_give_another_event_which_is_named_with_the_record_that_led_to_it()
    {
        using var live = new LiveGuard(new() { MaxSymbolExposure = new(1_000m) });
        live.StartProcess();
        live.Recover();
        live.Write();
        live.Take(new RiskGuardInput.RaiseEpoch(new("BTC_USDT"), new(0, 1)));
        live.Write();
        live.Take(new RiskGuardInput.RequestLease(new("BTC_USDT"), new(0, 1), 1, new(10m), new(900m)));
        live.Write();
        live.EndProcess();
        Assert.Equal(Verdict.Verified, live.Verify().Verdict);

        var report = live.VerifyWith(WithSettings(live.Records, new() { MaxSymbolExposure = new(500m) }));

        var difference = Assert.Single(report.Differences);
        Assert.Equal((Verdict.Differs, 2L, 3L), (report.Verdict, report.Verified, difference.Sequence));
        Assert.StartsWith("rk.lease-granted/1", difference.Expected, StringComparison.Ordinal);
        Assert.Equal("nothing to write there", difference.Got);
    }

    [Fact]
    public void An_event_of_the_journal_that_no_input_leads_to_is_a_difference()
    {
        Begin();
        _guard.Kill();
        _guard.Write();
        _guard.EndProcess();
        _guard.Tamper(2, new RiskGuardEvent.ModeSet(null, TradingMode.Reducing, "test", "because", DateTimeOffset.UnixEpoch));

        var report = _guard.Verify();

        Assert.Equal((Verdict.Differs, 2L), (report.Verdict, report.Differences.Single().Sequence));
        Assert.Contains("Reducing", report.Differences.Single().Expected, StringComparison.Ordinal);
        Assert.Contains("Halted", report.Differences.Single().Got, StringComparison.Ordinal);
        Assert.Equal((LiveGuard.Id, 3L), (report.Differences.Single().Place.Actor, report.Differences.Single().Place.Sequence));
    }

    [Fact]
    public void A_write_that_the_journal_never_saw_is_a_difference_once_it_should_have_been_answered()
    {
        Begin();
        _guard.Kill();
        _guard.Wait(TimeSpan.FromSeconds(16));
        _guard.Take(new RiskGuardInput.ClockTicked());
        _guard.EndProcess();

        var report = _guard.Verify();

        Assert.Equal((Verdict.Differs, 2L), (report.Verdict, report.Differences.Single().Sequence));
    }

    [Fact]
    public void A_journal_that_is_not_the_one_the_run_reported_is_a_difference()
    {
        Begin();
        _guard.EndProcess(hash: new('0', 64));

        Assert.Equal(Verdict.Differs, _guard.Verify().Verdict);
        Assert.Contains("it reported trace hash 000", _guard.Verify().Notes.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_without_a_recording_is_unverifiable()
    {
        Begin();
        _guard.EndProcess();

        var report = _guard.VerifyWith([]);

        Assert.Equal((Verdict.Unverifiable, 0L, 1L), (report.Verdict, report.Verified, report.Unverifiable.Single().To));
    }

    public void Dispose() => _guard.Dispose();

    private void Begin()
    {
        _guard.StartProcess();
        _guard.Recover();
        _guard.Write();
    }

    private static List<byte[]> WithSettings(List<byte[]> records, RiskSettings settings)
    {
        var disk = new MemoryRecords();
        using (var writer = new InputFileWriter("memory", disk, InputFilePosition.Start))
            writer.Begin(new("demo", [], [], settings), DateTimeOffset.UnixEpoch);
        return MemoryRecords.Chained([disk.Records[0], .. records.Skip(1)]);
    }
}
