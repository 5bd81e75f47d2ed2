using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Folds the journal of one strategy and keeps what a reader wants to see over time.</summary>
internal sealed class StrategyHistory
{
    private const int MostPhases = 3_000;

    private readonly StrategyMachine _machine;
    private readonly ThinnedSeries[] _positions = [new(), new(), new()];
    private readonly ThinnedSeries _deltaLow = new();
    private readonly ThinnedSeries _deltaHigh = new();
    private readonly ThinnedSeries _marks = new();
    private readonly Queue<PhaseRecord> _phases = new();
    private readonly SortedDictionary<StrategyPhase, (TimeSpan Time, long Entered)> _phaseTimes = [];
    private readonly SortedDictionary<Venue, CashRecord> _cash = [];
    private readonly DeltaWatch _delta = new();
    private readonly PairHistory _pairs;

    public StrategyHistory(Symbol symbol)
    {
        Symbol = symbol;
        _machine = new(new() { Symbol = symbol });
        _pairs = new(symbol);
    }

    public Symbol Symbol { get; }

    /// <summary>State after the last event taken.</summary>
    public StrategyState State { get; private set; } = StrategyState.Empty;

    /// <summary>Time of the last event taken that carries one.</summary>
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>When inventory was last found and adopted, which moves equity without profit; null when none was.</summary>
    public DateTimeOffset? AdoptedAt { get; private set; }

    /// <summary>Longest time that a certain delta above one contract lasted.</summary>
    public TimeSpan LongestDelta => _delta.Longest;

    public PairHistory Pairs => _pairs;

    public IEnumerable<CashRecord> Cash => _cash.Values;

    public ImmutableArray<SeriesPoint> Marks => _marks.Points();

    public ImmutableArray<SeriesPoint> DeltaLow => _deltaLow.Points();

    public ImmutableArray<SeriesPoint> DeltaHigh => _deltaHigh.Points();

    public ImmutableArray<PhaseRecord> Phases => [.. _phases];

    public ImmutableArray<SeriesPoint> Position(Venue venue) => _positions[(int)venue - 1].Points();

    /// <summary>Time spent per state up to a moment.</summary>
    public ImmutableArray<PhaseTime> TimeInPhase(DateTimeOffset until) =>
    [
        .. _phaseTimes.Select(p => new PhaseTime(
            p.Key.Display(),
            Seconds(p.Value.Time + (p.Key == State.Phase && !State.Ended && until > State.PhaseSince ? until - State.PhaseSince : TimeSpan.Zero)),
            p.Value.Entered)),
    ];

    /// <summary>Takes the next event of the journal.</summary>
    public void Take(long sequence, StrategyEvent happened)
    {
        var before = State;
        State = _machine.Apply(before, happened, sequence);
        _pairs.Take(sequence, happened, before, State);
        _delta.Take(before, happened);
        switch (happened)
        {
            case StrategyEvent.IncarnationStarted e:
                Enter(before, e.At);
                break;
            case StrategyEvent.PhaseEntered e:
                Enter(before, e.At);
                break;
            case StrategyEvent.EquityMarked e:
                _marks.Add(Seen(e.At), e.Equity.Value);
                break;
            case StrategyEvent.FactBooked e:
                Book(e);
                Moved(before, e.At);
                break;
            case StrategyEvent.OutcomeSeen e:
                Moved(before, e.At);
                break;
            case StrategyEvent.OrderAnswered e:
                Moved(before, e.At);
                break;
            case StrategyEvent.LegsIntended e:
                Moved(before, e.At);
                break;
            case StrategyEvent.LadderStepped e:
                Moved(before, e.At);
                break;
            case StrategyEvent.Stopped e:
                Leave(before, e.At);
                _marks.Add(Seen(e.At), e.Equity.Value);
                break;
            default:
                break;
        }
    }

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;

    private DateTimeOffset Seen(DateTimeOffset at)
    {
        LastAt = at > LastAt ? at : LastAt;
        return at;
    }

    private void Enter(StrategyState before, DateTimeOffset at)
    {
        if (before.Sequence > 0 && !before.Ended)
            Leave(before, at);
        var (time, entered) = _phaseTimes.GetValueOrDefault(State.Phase);
        _phaseTimes[State.Phase] = (time, entered + 1);
        _phases.Enqueue(new(State.Phase.Display(), Seen(at), State.PhaseReason));
        if (_phases.Count > MostPhases)
            _phases.Dequeue();
    }

    private void Leave(StrategyState before, DateTimeOffset at)
    {
        var (time, entered) = _phaseTimes.GetValueOrDefault(before.Phase);
        _phaseTimes[before.Phase] = (at > before.PhaseSince ? time + (at - before.PhaseSince) : time, entered);
        Seen(at);
    }

    // Positions and the delta interval move only with orders and facts.
    private void Moved(StrategyState before, DateTimeOffset at)
    {
        Seen(at);
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (before.BaseAt(venue) != State.BaseAt(venue))
                _positions[(int)venue - 1].Add(at, State.BaseAt(venue).Value);
        }

        var delta = DeltaInterval.Of(State);
        _deltaLow.Add(at, delta.Low.Value);
        _deltaHigh.Add(at, delta.High.Value);
    }

    private void Book(StrategyEvent.FactBooked e)
    {
        var cash = _cash.GetValueOrDefault(e.Venue) ?? new(Symbol.Text, e.Venue.Key(), 0, 0m, 0m, 0m, 0m);
        _cash[e.Venue] = e.Fact.Fact switch
        {
            AccountFact.Trade trade => cash with
            {
                Trades = cash.Trades + 1,
                Volume = cash.Volume + (trade.Price * trade.Quantity).Value,
                Fees = cash.Fees + FeeOf(trade),
            },
            AccountFact.Row { Kind: RowKind.Fee } row when row.Asset == Asset.Usdt => cash with { Fees = cash.Fees - row.Change },
            AccountFact.Row { Kind: RowKind.Funding } row when row.Asset == Asset.Usdt => cash with { Funding = cash.Funding + row.Change },
            AccountFact.Row { Kind: RowKind.RealisedPnl or RowKind.Transfer or RowKind.Airdrop } => cash,
            AccountFact.Row row when row.Asset == Asset.Usdt => cash with { Other = cash.Other + row.Change },
            _ => cash,
        };
        if (e.Fact.Fact is AccountFact.OpeningPosition { Size.IsZero: false }
            || (e.Fact.Fact is AccountFact.OpeningBalance open && open.Asset == Symbol.Base && open.Amount != 0m))
            AdoptedAt = e.At;
    }

    private decimal FeeOf(AccountFact.Trade trade) =>
        trade.FeeAsset == Asset.Usdt ? trade.Fee : trade.FeeAsset == Symbol.Base ? (trade.Price * new Quantity(trade.Fee)).Value : 0m;
}
