using System.Collections.Immutable;
using Arbitrage.Actors;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// Runs every machine of a recording again and compares what it writes with the journal, event by event (I14, B22). Says nothing about what it
/// has no inputs for, except that it has none.
/// </summary>
internal sealed class InputsVerifier : IDisposable
{
    private readonly VerificationFindings _findings;
    private readonly Dictionary<string, IMachineReplay> _replays = new(StringComparer.Ordinal);
    private readonly TraceHash _hash = new(TradingWire.Schema);
    private readonly List<string> _notes = [];
    private RecordedSettings? _settings;
    private string? _reported;
    private int _runs;
    private int _ended;

    private InputsVerifier(JournalEvents journal) => _findings = new(journal);

    /// <summary>Verifies a recording from its beginning.</summary>
    /// <param name="recording">Read to its end or to the first damage.</param>
    /// <param name="journal">Of the same data directory.</param>
    /// <param name="progress">Told the number of records read, now and then.</param>
    public static VerificationReport Verify(InputFileReader recording, JournalEvents journal, Action<long>? progress = null)
    {
        using var verifier = new InputsVerifier(journal);
        var damage = verifier.ReadAll(recording, progress);
        return verifier.Report(recording, damage);
    }

    public void Dispose() => _hash.Dispose();

    private string? ReadAll(InputFileReader recording, Action<long>? progress)
    {
        try
        {
            while (recording.TryRead(out var record))
            {
                if (record.Number % 4096 == 0)
                    progress?.Invoke(record.Number);
                try
                {
                    Take(record);
                }
                catch (Exception e) when (e is FormatException or OverflowException or WireException)
                {
                    return $"{record.Place}: its content cannot be read: {e.Message}";
                }
            }

            // Whoever says that it ended also closed the file; a writer that was killed did neither.
            return recording is { IsEnded: true, IsTorn: true } ? recording.End : null;
        }
        catch (Exception e) when (e is InputDamageException or RecordingException { IsMissing: false })
        {
            return e.Message;
        }
    }

    private void Take(in InputRecord record)
    {
        switch (record.Kind)
        {
            case InputRecordKind.Run:
                BeginRun(record);
                break;
            case InputRecordKind.Ended:
                _ended++;
                var fields = new RecordFields(record.Body);
                _reported = fields.Text();
                break;
            case InputRecordKind.Actor:
                break;
            default:
                ReplayOf(record.Actor).Take(record);
                break;
        }
    }

    private void BeginRun(in InputRecord record)
    {
        var fields = new RecordFields(record.Body);
        var version = fields.Number();
        if (version != InputRecorder.FormatVersion)
            throw new FormatException($"format {version}; this version reads {InputRecorder.FormatVersion}");
        _settings = RecordedSettings.FromBytes(fields.Bytes());
        _runs++;
        _reported = null;
        foreach (var (actor, replay) in _replays)
            replay.BeginRun(MachineOf(actor, _settings));
    }

    private IMachineReplay ReplayOf(string actor)
    {
        if (_replays.TryGetValue(actor, out var known))
            return known;
        var settings = _settings ?? throw new FormatException("a record stands before the beginning of its run");
        var machine = MachineOf(actor, settings) ?? throw new FormatException($"{actor} is none of the machines that the run has settings for");
        var before = _runs > 1 ? "the process before ended and none of its inputs are in the file" : "they are older than the recording";
        IMachineReplay replay = machine switch
        {
            StrategyMachine => new MachineReplay<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>(
                actor, () => new(StrategyOf(actor, _settings!)!), (i, now) => i with { Now = now }, _findings, _hash, before),
            ConnectionMachine => new MachineReplay<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>(
                actor, () => new(), (i, now) => i with { Now = now }, _findings, _hash, before),
            LedgerMachine => new MachineReplay<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>(
                actor, () => new(), (i, now) => i with { Now = now }, _findings, _hash, before),
            _ => new MachineReplay<RiskGuardState, NoView, RiskGuardInput, RiskGuardEvent, RiskGuardEffect>(
                actor, () => NoView.Instance, (i, now) => i with { Now = now }, _findings, _hash, before),
        };
        replay.BeginRun(machine);
        return _replays[actor] = replay;
    }

    private static object? MachineOf(string actor, RecordedSettings settings)
    {
        if (actor == PersistenceIds.RiskGuard)
            return new RiskGuardMachine(settings.Risk);
        if (StrategyOf(actor, settings) is { } strategy)
            return new StrategyMachine(strategy);
        if (settings.Connections.FirstOrDefault(c => PersistenceIds.Connection(c.Venue) == actor) is { } connection)
            return new ConnectionMachine(connection);
        return settings.Connections.FirstOrDefault(c => PersistenceIds.Ledger(c.Venue) == actor) is { } account
            ? new LedgerMachine(account.Venue)
            : null;
    }

    private static StrategySettings? StrategyOf(string actor, RecordedSettings settings) =>
        settings.Strategies.FirstOrDefault(s => PersistenceIds.Strategy(s.Symbol) == actor);

    private VerificationReport Report(InputFileReader recording, string? damage)
    {
        var why = damage is not null ? "the recording is damaged before them"
            : recording.IsEnded ? "they came after the end of the recording"
            : "the recording was not closed: its last inputs did not reach the file, or a node is still writing it";
        var journalHash = HashOfJournal();
        foreach (var replay in _replays.Values)
            replay.End(recording.LastAt, recording.IsEnded && damage is null && _reported == journalHash, why);
        foreach (var actor in _findings.Journal.Actors.Where(a => !_replays.ContainsKey(a)))
            _findings.Unverifiable.Add(new(actor, 1, _findings.Journal.Of(actor).Count, "none of its inputs were recorded"));
        var actors = _findings.Journal.Actors.Concat(_replays.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(a => _replays.TryGetValue(a, out var replay) ? replay.Result : new(a, 0, 0, _findings.Journal.Of(a).Count, 0))
            .ToImmutableArray();
        var isWhole = actors.All(a => a.Verified == a.Events);
        var replayedHash = isWhole ? _hash.Compute() : null;
        var isAnother = _reported is not null && _reported != journalHash;
        if (isAnother)
            _notes.Add($"the journal is not as the last run left it: it reported trace hash {_reported}");
        if (!recording.IsEnded && damage is null)
            _notes.Add(recording.End);
        return new()
        {
            Verdict = damage is not null ? Verdict.Damaged
                : _findings.Differences.Count > 0 || (isWhole && (isAnother || replayedHash != journalHash)) ? Verdict.Differs
                : _findings.Unverifiable.Count > 0 || !isWhole ? Verdict.Unverifiable
                : Verdict.Verified,
            Runs = (_runs, _ended),
            Records = recording.Count,
            Actors = actors,
            Unverifiable = [.. _findings.Unverifiable],
            Differences = [.. _findings.Differences],
            Damage = damage,
            JournalHash = journalHash,
            ReplayedHash = replayedHash,
            ReportedHash = _reported,
            Notes = [.. _notes],
        };
    }

    private string HashOfJournal()
    {
        using var hash = new TraceHash(TradingWire.Schema);
        foreach (var actor in _findings.Journal.Actors)
        {
            foreach (JournalRow row in _findings.Journal.Of(actor))
                hash.Append(actor, row.Sequence, row.Happened);
        }

        return hash.Compute();
    }
}
