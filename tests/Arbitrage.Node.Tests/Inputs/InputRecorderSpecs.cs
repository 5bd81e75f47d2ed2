using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>Recording never holds an actor up: what finds no room is a gap that is counted, located and reported.</summary>
public sealed class InputRecorderSpecs : IDisposable
{
    private const string Guard = "risk-guard";
    private const int Warmups = 6;

    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly RecordedSettings Settings = new("demo", [], [], new());

    private readonly MemoryRecords _disk = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbitrage-inputs-");

    [Fact]
    public void A_quiet_tick_is_recorded_without_an_allocation()
    {
        using var recorder = New(InputRecorder.DefaultCapacity);
        var settings = new StrategySettings { Symbol = new("BTC_USDT") };
        var view = new StrategyView(settings);
        // The disk stands still while it is measured, and with it the writing thread, whose own work is not what is counted here.
        _disk.Open.Reset();
        recorder.OnRecovered("strategy-btc_usdt", 0, Start);
        SpinUntil(() => _disk.IsWaiting);
        // The runtime compiles a method again once it was called some thousand times, in the background, and allocates 48 bytes here when it takes over.
        for (var round = 0; round < Warmups; round++)
        {
            for (var i = 0; i < 5_000; i++)
                Tick((round * 5_000) + i);
            Thread.Sleep(TimeSpan.FromMilliseconds(200));
        }

        var allocated = new long[10];
        for (var window = 0; window < allocated.Length; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
                Tick((Warmups * 5_000) + (window * 1_000) + i);
            allocated[window] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        _disk.Open.Set();
        var summary = recorder.Finish("");
        Assert.Equal(((Warmups * 5_000L) + 10_001L, 0), (summary.Records, summary.Gaps.Length));
        Assert.True(Array.TrueForAll(allocated, a => a == 0), string.Join(" ", allocated));

        void Tick(int i)
        {
            var now = Start.AddTicks(i * 1_000);
            Span<BookLevel> bid = [new(new(100m), new(1m + (i % 7)))];
            Span<BookLevel> ask = [new(new(101m), new(2m))];
            view.BookAt(Venue.GateSpot).Set(bid, ask, i, now, now);
            view.Now = now;
            recorder.OnInput("strategy-btc_usdt", now, StrategyInput.BooksMoved.Instance, view);
        }
    }

    [Fact]
    public void Without_room_the_records_are_lost_and_the_gap_stands_where_they_were()
    {
        using var recorder = New(capacity: 600);
        recorder.OnRecovered(Guard, 0, Start);
        SpinUntil(() => _disk.Records.Count == 3); // run, actor, recovered
        _disk.Open.Reset();
        var lost = 0;
        for (var i = 1; i <= 200; i++)
            recorder.OnInput(Guard, Start.AddMilliseconds(i), new RiskGuardInput.ClockTicked(), NoView.Instance);
        _disk.Open.Set();
        // One record at a time, and only when the disk has taken what waited: the room is small, and a second gap would be another test.
        for (var i = 0; i < 20 && !HasGap(); i++)
        {
            Settle();
            recorder.OnWritten(Guard, Start.AddSeconds(1), 1);
            Settle();
        }

        var summary = recorder.Finish("");

        using var reader = MemoryRecords.Reader(_disk.Records);
        while (reader.TryRead(out var record))
        {
            if (record.Kind != InputRecordKind.Gap)
                continue;
            var fields = new RecordFields(record.Body);
            lost += (int)fields.Number();
            Assert.InRange(RecordFields.TimeOf(fields.Signed()), Start, Start.AddMilliseconds(200));
        }

        var gap = Assert.Single(summary.Gaps);
        Assert.Equal((Guard, (long)lost), (gap.PersistenceId, gap.Records));
        Assert.InRange(lost, 100, 200);
        Assert.Contains(summary.Notes(), n => n.StartsWith($"GAP in the input recording: {Guard} lost {lost} records from 08:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gap_makes_the_actor_unverifiable_from_there_and_says_where()
    {
        using var guard = new LiveGuard();
        guard.StartProcess();
        guard.Recover();
        guard.Write();
        guard.Kill("seen");
        guard.Write();
        guard.Kill("lost");
        guard.Write();
        guard.EndProcess();
        var records = guard.Records; // run, actor, recovered, written, input, written, [input, written], ended
        var gap = new RecordBytes();
        gap.Begin(InputRecordKind.Gap, 1, 5, Start);
        gap.Number(2);
        gap.Signed(Start.UtcTicks);
        var report = guard.VerifyWith(MemoryRecords.Chained(
            [.. records[..6], [.. gap.Written, .. new byte[ChainedRecord.ChainBytes]], records[^1]]));

        Assert.Equal((Verdict.Unverifiable, 2L, 3L), (report.Verdict, report.Verified, report.Unverifiable.Single().From));
        Assert.StartsWith("gap: 2 records were lost from 08:00:00.000 up to record 7 (risk-guard no. 5", report.Unverifiable[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fails_ends_the_recording_and_nothing_else()
    {
        using var recorder = New(InputRecorder.DefaultCapacity);
        _disk.Fails = true;
        recorder.OnRecovered(Guard, 0, Start);
        SpinUntil(() =>
        {
            recorder.OnInput(Guard, Start, new RiskGuardInput.ClockTicked(), NoView.Instance);
            return recorder.HasFailed;
        });
        recorder.OnInput(Guard, Start, new RiskGuardInput.ClockTicked(), NoView.Instance);

        var summary = recorder.Finish("");
        Assert.StartsWith("No space left on device", summary.Failure, StringComparison.Ordinal);
        Assert.Contains(summary.Notes(), n => n.StartsWith("the input recording ended early: No space left on device", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_goes_on_in_the_same_file()
    {
        RunOnce();
        var after = Read();
        RunOnce();

        Assert.Equal((5L, true), after);
        Assert.Equal((10L, true), Read());
    }

    [Fact]
    public void A_torn_end_is_cut_off_and_said_and_the_rest_goes_on()
    {
        RunOnce();
        var file = InputFile.PathIn(_directory.FullName);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20]);

        var notes = RunOnce();

        Assert.Contains(notes, n => n.StartsWith("input recording: ", StringComparison.Ordinal));
        Assert.True(Read().IsEnded);
    }

    [Fact]
    public void A_damaged_recording_is_kept_aside_and_a_new_one_begun()
    {
        RunOnce();
        var file = InputFile.PathIn(_directory.FullName);
        var bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);

        var notes = RunOnce();

        Assert.Contains("was damaged and is kept as", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Single(_directory.EnumerateFiles("inputs.damaged-*.arbinp"));
        Assert.Equal((5L, true), Read());
    }

    public void Dispose()
    {
        _disk.Open.Set();
        _directory.Delete(recursive: true);
    }

    private InputRecorder New(int capacity) => new(new("memory", _disk, InputFilePosition.Start), Settings, TimeProvider.System, capacity);

    private List<string> RunOnce()
    {
        var notes = new List<string>();
        using var recorder = new InputRecorder(InputFile.OpenWriter(_directory.FullName, Start, notes), Settings, TimeProvider.System);
        recorder.OnRecovered(Guard, 0, Start);
        recorder.OnWritten(Guard, Start, 1);
        recorder.Finish("hash");
        return notes;
    }

    private (long Count, bool IsEnded) Read()
    {
        using var reader = InputFile.OpenReader(InputFile.PathIn(_directory.FullName));
        while (reader.TryRead(out _))
        {
        }

        return (reader.Count, reader.IsEnded);
    }

    private bool HasGap()
    {
        using var reader = MemoryRecords.Reader(_disk.Records);
        while (reader.TryRead(out var record))
        {
            if (record.Kind == InputRecordKind.Gap)
                return true;
        }

        return false;
    }

    // Several times the period at which the recorder writes.
    private void Settle()
    {
        int before;
        do
        {
            before = _disk.Records.Count;
            Thread.Sleep(TimeSpan.FromMilliseconds(400));
        }
        while (_disk.Records.Count != before);
    }

    private static void SpinUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(30)));
}
