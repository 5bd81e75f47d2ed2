using System.Collections.Immutable;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Node.Inputs;
using Arbitrage.Protocol.Tables;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>
/// A risk guard as its actor runs it, with a recorder and a journal in memory: the caller says when a write becomes durable, fails, or when
/// the process is killed.
/// </summary>
internal sealed class LiveGuard : IDisposable
{
    public const string Id = "risk-guard";

    private readonly List<RiskGuardEvent> _journal = [];
    private readonly RiskSettings _settings;
    private MachineRunner<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect> _runner = null!;
    private ImmutableArray<RiskGuardEvent> _writing = [];
    private InputRecorder _recorder = null!;
    private List<byte[]> _flushed = [];
    private MemoryRecords _disk = new();
    private DateTimeOffset _now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    public LiveGuard(RiskSettings? settings = null) => _settings = settings ?? new();

    /// <summary>What the journal has.</summary>
    public JournalEvents Journal =>
        JournalEvents.Of(_journal.Select((e, i) => new JournalRow(Id, i + 1, TradingWire.Schema.ManifestOf(e.GetType()), e)));

    /// <summary>What is on disk.</summary>
    public List<byte[]> Records => [.. _flushed, .. _disk.Records];

    /// <summary>A process starts, with whatever is on disk.</summary>
    public void StartProcess()
    {
        _flushed = Records;
        _disk = new();
        using var reader = MemoryRecords.Reader(_flushed);
        while (reader.TryRead(out _))
        {
        }

        _recorder = new(
            new("memory", _disk, reader.Position), new("demo", [], [], _settings), TimeProvider.System);
    }

    /// <summary>An incarnation recovers.</summary>
    public void Recover()
    {
        _runner = new(new RiskGuardMachine(_settings), NoView.Instance);
        for (var i = 0; i < _journal.Count; i++)
            _runner.OnReplayed(_journal[i], i + 1);
        _recorder.OnRecovered(Id, _journal.Count, Tick());
        Carry(_runner.OnRecovered(_journal.Count, _now));
    }

    public void Take(RiskGuardInput input)
    {
        var stamped = input with { Now = Tick() };
        _recorder.OnInput(Id, _now, stamped, NoView.Instance);
        Carry(_runner.OnInput(stamped));
    }

    /// <summary>A kill of everything, which is one event.</summary>
    public void Kill(string by = "test") => Take(new RiskGuardInput.Kill(null, TradingMode.Halted, by, "because"));

    /// <summary>The outstanding write reaches the disk.</summary>
    public void Commit() => _journal.AddRange(_writing);

    /// <summary>The actor hears of it.</summary>
    public void Confirm()
    {
        _recorder.OnWritten(Id, Tick(), _journal.Count);
        Carry(_runner.OnWritten(_journal.Count));
    }

    public void Write()
    {
        Commit();
        Confirm();
    }

    public void FailWrite()
    {
        _recorder.OnWriteFailed(Id, Tick(), new IOException("disk"));
        Carry(_runner.OnWriteFailed(new IOException("disk")));
    }

    /// <summary>The process is killed; its last records never reached the disk.</summary>
    public void KillProcess(int recordsLost)
    {
        _recorder.Dispose();
        var left = Records;
        _flushed = left[..^recordsLost];
        _disk = new();
    }

    /// <summary>The process ends by itself.</summary>
    public RecorderSummary EndProcess(string? hash = null)
    {
        var summary = _recorder.Finish(hash ?? VerifyWith(Records).JournalHash);
        _recorder.Dispose();
        return summary;
    }

    public VerificationReport Verify() => VerifyWith(Records);

    public VerificationReport VerifyWith(IReadOnlyList<byte[]> records)
    {
        using var reader = MemoryRecords.Reader(records);
        return InputsVerifier.Verify(reader, Journal);
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(TimeSpan time) => _now += time;

    /// <summary>Changes what the journal has.</summary>
    public void Tamper(int sequence, RiskGuardEvent with) => _journal[sequence - 1] = with;

    public void Dispose() => _recorder?.Dispose();

    private DateTimeOffset Tick() => _now += TimeSpan.FromMilliseconds(1);

    private void Carry(RunnerStep<RiskGuardEvent, RiskGuardEffect> step) => _writing = step switch
    {
        RunnerStep<RiskGuardEvent, RiskGuardEffect>.Write write => write.Events,
        RunnerStep<RiskGuardEvent, RiskGuardEffect>.PerformThenWrite both => both.Events,
        RunnerStep<RiskGuardEvent, RiskGuardEffect>.Wait when _runner.IsWriting => _writing,
        _ => [],
    };
}
