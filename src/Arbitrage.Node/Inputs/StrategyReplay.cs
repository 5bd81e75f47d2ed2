using Arbitrage.Actors;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Node.Inputs;

/// <summary>One decision of a strategy as its recording gives it again: what it was made on, and what it was.</summary>
/// <param name="settings">Settings of the run.</param>
/// <param name="state">Fold before it.</param>
/// <param name="view">Books and windows with the input taken in; good until the call returns.</param>
/// <param name="now">Its time.</param>
/// <param name="decision">What was decided.</param>
internal delegate void StrategyDecided(StrategySettings settings, StrategyState state, StrategyView view, DateTimeOffset now, Step decision);

/// <summary>
/// Runs one strategy again from the inputs recorded beside the journal, up to a moment, to be asked there what it saw: ticks and refusals are in no
/// journal. The machine is the one that ran; nothing is guessed.
/// </summary>
internal sealed class StrategyReplay : IDisposable
{
    private readonly InputFileReader _recording;
    private readonly string _actor;
    private readonly StrategyDecided? _decided;
    private readonly TraceHash _hash = new(TradingWire.Schema);
    private readonly MachineReplay<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect> _replay;

    /// <param name="recording">Read from its beginning.</param>
    /// <param name="journal">Of the same data directory.</param>
    /// <param name="symbol">Whose strategy.</param>
    /// <param name="decided">Told every decision; null for none.</param>
    public StrategyReplay(InputFileReader recording, JournalEvents journal, Symbol symbol, StrategyDecided? decided = null)
    {
        (_recording, _actor, _decided) = (recording, PersistenceIds.Strategy(symbol), decided);
        _replay = new(_actor, () => new(Settings!), (i, now) => i with { Now = now }, new(journal), _hash, "none of its inputs are recorded");
    }

    /// <summary>Settings of the run that was read last; null before the first that trades the symbol.</summary>
    public StrategySettings? Settings { get; private set; }

    /// <summary>Time of the strategy's first record; null without any.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>Time of its last record that was read.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>State and view there; null when the recording does not lead there.</summary>
    public (StrategyState State, StrategyView View)? Current => _replay.Current;

    /// <summary>Why <see cref="Current"/> is null.</summary>
    public string Why => _replay.Why;

    /// <summary>Reads on to the last record of the strategy that is not after a moment.</summary>
    /// <exception cref="InputDamageException">The recording is not what was written.</exception>
    /// <exception cref="FormatException">It is of another version.</exception>
    public void RunTo(DateTimeOffset until)
    {
        while (_recording.TryRead(out var record))
        {
            if (record.Kind == InputRecordKind.Run)
            {
                Begin(record);
                continue;
            }

            if (record.Actor != _actor || record.Kind is InputRecordKind.Actor)
                continue;
            First ??= record.At;
            if (record.At > until)
                return;
            Last = record.At;
            if (Settings is null)
                throw new FormatException($"a record of {_actor} stands before the settings of its run");
            _replay.Take(record);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _recording.Dispose();
    }

    private void Begin(in InputRecord record)
    {
        var fields = new RecordFields(record.Body);
        var version = fields.Number();
        if (version != InputRecorder.FormatVersion)
            throw new FormatException($"format {version}; this version reads {InputRecorder.FormatVersion}");
        Settings = RecordedSettings.FromBytes(fields.Bytes()).Strategies.FirstOrDefault(s => PersistenceIds.Strategy(s.Symbol) == _actor) ?? Settings;
        if (Settings is not null)
            _replay.BeginRun(new Watched(Settings, _decided));
    }

    private sealed class Watched(StrategySettings settings, StrategyDecided? decided)
        : IMachine<StrategyState, StrategyView, StrategyInput, StrategyEvent, StrategyEffect>
    {
        private readonly StrategyMachine _machine = new(settings);

        public StrategyState Initial => _machine.Initial;

        public void Observe(StrategyView view, StrategyInput input) => _machine.Observe(view, input);

        public Step Decide(StrategyState state, StrategyView view, StrategyInput input)
        {
            var decision = _machine.Decide(state, view, input);
            if (decided is not null)
                decided(settings, state, view, input is StrategyInput.BooksMoved || input.Now == default ? view.Now : input.Now, decision);
            return decision;
        }

        public StrategyState Apply(StrategyState state, StrategyEvent happened, long sequence) => _machine.Apply(state, happened, sequence);

        public Step Recovered(StrategyState state, long nextSequence, DateTimeOffset now) => _machine.Recovered(state, nextSequence, now);
    }
}
