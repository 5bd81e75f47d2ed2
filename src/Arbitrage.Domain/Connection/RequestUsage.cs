using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// What a connection has spent of its limits lately, and which reads wait for room. Volatile: a new incarnation does not know what its
/// predecessor spent, and begins as if that had been all but the reserve.
/// </summary>
public sealed class RequestUsage
{
    // More pages than any read of ours takes; what is beyond is a bug that must not block the reads for ever.
    private const int MostPages = 50;

    private readonly RequestRules _rules;
    private readonly RequestMeter?[] _meters;
    private readonly SortedDictionary<Symbol, RequestMeter>?[] _perSymbol;
    private readonly int[] _pages = new int[(int)RequestKind.Other + 1];
    private readonly int[] _seenSinceRead = new int[(int)RequestKind.Other + 1];
    private readonly List<ConnectionEffect> _wanted = [];
    private readonly TimeSpan _longestFlight;
    private bool _hasDecided;
    private DateTimeOffset _began = DateTimeOffset.MinValue;
    private DateTimeOffset _passed = DateTimeOffset.MinValue;

    /// <param name="rules">Limits.</param>
    /// <param name="longestFlight">After this long a request whose end was not seen has ended.</param>
    public RequestUsage(RequestRules rules, TimeSpan longestFlight)
    {
        (_rules, _longestFlight) = (rules, longestFlight);
        _meters = [.. rules.Pools.Select(pool => pool.IsLimited && !pool.IsPerSymbol ? new RequestMeter(pool, longestFlight) : null)];
        _perSymbol = [.. rules.Pools.Select(pool => pool.IsLimited && pool.IsPerSymbol ? new SortedDictionary<Symbol, RequestMeter>() : null)];
    }

    /// <summary>Reads and cancels that found no room yet, oldest first.</summary>
    public IReadOnlyList<ConnectionEffect> Wanted => _wanted;

    /// <summary>Cancels that reached the venue and are not in the journal yet.</summary>
    public int CancelsSeen { get; private set; }

    /// <summary>Requests that the last read of a kind took; at least 1.</summary>
    public int Pages(RequestKind kind) => Math.Clamp(_pages[(int)kind], 1, MostPages);

    /// <summary>What a class may still take of a pool.</summary>
    internal int LeftFor(int pool, Symbol? symbol, RequestClass of, int halvings)
    {
        if (!_rules.Pools[pool].IsLimited)
            return RequestPool.Unlimited;
        if (MeterOf(pool, symbol) is { } meter)
            return meter.LeftFor(of, halvings);
        return NewMeter(pool).LeftFor(of, halvings); // nothing of this market yet
    }

    /// <summary>What is left of every limited pool; a pool per market shows its fullest.</summary>
    internal IEnumerable<(RequestPool Pool, int Left)> Remaining() => _rules.Pools
        .Select((pool, i) => (pool, Left: _meters[i]?.Left ?? _perSymbol[i]?.Values.Select(m => m.Left).Append(NewMeter(i).Left).Min() ?? pool.Units))
        .Where(p => p.pool.IsLimited);

    /// <summary>What is left of every limit that is kept, and which groups are closed.</summary>
    /// <param name="limits">What is durably known of refusals.</param>
    /// <param name="now">Local time.</param>
    public ImmutableArray<RequestsLeft> Tell(RequestStanding limits, DateTimeOffset now) =>
        [.. Remaining().Select(p => new RequestsLeft(p.Pool.Name, p.Left, p.Pool.Units, p.Pool.Window, ClosedUntil(limits, p.Pool, now)))];

    private static DateTimeOffset? ClosedUntil(RequestStanding limits, RequestPool pool, DateTimeOffset now)
    {
        DateTimeOffset? until = null;
        foreach (var (group, closure) in limits.Closed)
        {
            if (closure.Until > now && (group == pool.Name || (pool.IsPerSymbol && group.StartsWith(pool.Name + " ", StringComparison.Ordinal))))
                until = until is { } known && known > closure.Until ? known : closure.Until;
        }

        return until;
    }

    internal void Begin(DateTimeOffset now)
    {
        if (!_rules.IsLimited)
            return;
        _began = now;
        foreach (var meter in Meters())
            meter.Begin(now);
    }

    /// <summary>At the first decision: there was nobody before, and what was assumed is not so.</summary>
    internal void BeginFreshIf(bool isFirst)
    {
        if (!isFirst || _hasDecided)
        {
            _hasDecided = true;
            return;
        }

        (_hasDecided, _began) = (true, DateTimeOffset.MinValue);
        foreach (var meter in Meters())
            meter.Clear();
    }

    internal void Pass(DateTimeOffset now)
    {
        if (!_rules.IsLimited)
            return;
        _passed = now;
        foreach (var meter in _meters)
            meter?.Pass(now);
        foreach (var symbols in _perSymbol)
        {
            if (symbols is null)
                continue;
            foreach (var meter in symbols.Values)
                meter.Pass(now);
        }
    }

    internal void Seen(RequestSeen seen, DateTimeOffset now)
    {
        _seenSinceRead[(int)seen.Kind]++;
        if (seen.Kind == RequestKind.Cancel)
            CancelsSeen += seen.Units;
        if (!_rules.IsLimited)
            return;
        foreach (var charge in _rules.Charges(seen.Kind))
        {
            MeterFor(charge.Pool, seen.Symbol)?.Seen(now, charge.Units * seen.Units);
        }

        if (seen.Remaining is { } left && MeterFor(_rules.Charges(seen.Kind)[1].Pool, seen.Symbol) is { } told)
            told.AtMost(now, left);
    }

    /// <summary>A read of this kind has been answered in full: so many requests it took.</summary>
    internal void ReadEnded(RequestKind kind) => (_pages[(int)kind], _seenSinceRead[(int)kind]) = (_seenSinceRead[(int)kind], 0);

    /// <summary>An order that was admitted was stopped before the socket.</summary>
    internal void NotPlaced(Symbol symbol)
    {
        if (!_rules.IsLimited)
            return;
        foreach (var charge in _rules.Charges(RequestKind.Place))
            MeterFor(charge.Pool, symbol)?.NotSent(charge.Units);
    }

    /// <summary>The decision is made: what it asks for is on its way, what it postponed waits.</summary>
    internal void Decided(ImmutableArray<ConnectionEffect> effects, DateTimeOffset now)
    {
        foreach (var effect in effects)
        {
            if (effect is ConnectionEffect.Postpone(var postponed))
                Want(postponed);
            else if (effect is not (ConnectionEffect.TellStrategy or ConnectionEffect.TellLedger or ConnectionEffect.TellGuard or ConnectionEffect.Alert))
                Admit(effect, now);
        }
    }

    internal void CancelsCounted(int count) => CancelsSeen -= count;

    internal void DropWanted(Predicate<ConnectionEffect> match) => _wanted.RemoveAll(match);

    internal static bool AreSame(ConnectionEffect left, ConnectionEffect right) => (left, right) switch
    {
        (ConnectionEffect.ReadTrades l, ConnectionEffect.ReadTrades r) => l.Symbol == r.Symbol,
        (ConnectionEffect.ReadRows, ConnectionEffect.ReadRows) => true,
        (ConnectionEffect.QueryOrder l, ConnectionEffect.QueryOrder r) => l.Id == r.Id,
        (ConnectionEffect.SendCancel l, ConnectionEffect.SendCancel r) => l.Id == r.Id,
        _ => left == right,
    };

    internal static Symbol? MarketOf(ConnectionEffect effect) => effect is ConnectionEffect.SendCreate create ? create.Intent.Symbol : null;

    private void Admit(ConnectionEffect effect, DateTimeOffset now)
    {
        if (_wanted.Count > 0)
            _wanted.RemoveAll(wanted => AreSame(wanted, effect));
        if (!_rules.IsLimited)
            return;
        var market = MarketOf(effect);
        foreach (var planned in _rules.Plan(effect, Pages))
        {
            foreach (var charge in _rules.Charges(planned.Kind))
                MeterFor(charge.Pool, market)?.Admit(now, charge.Units * planned.Count);
        }
    }

    // The earliest beginning stands; of everything else the latest.
    private void Want(ConnectionEffect effect)
    {
        var at = _wanted.FindIndex(wanted => AreSame(wanted, effect));
        if (at < 0)
            _wanted.Add(effect);
        else
            _wanted[at] = (_wanted[at], effect) switch
            {
                (ConnectionEffect.ReadTrades known, ConnectionEffect.ReadTrades more) => known.From < more.From ? known : more,
                (ConnectionEffect.ReadRows known, ConnectionEffect.ReadRows more) => known.From < more.From ? known : more,
                _ => effect,
            };
    }

    private RequestMeter? MeterOf(int pool, Symbol? symbol) => _perSymbol[pool] is { } symbols
        ? symbol is { } market ? symbols.GetValueOrDefault(market) : null
        : _meters[pool];

    private RequestMeter? MeterFor(int pool, Symbol? symbol)
    {
        if (_perSymbol[pool] is not { } symbols || symbol is not { } market)
            return _meters[pool];
        if (!symbols.TryGetValue(market, out var meter))
            symbols.Add(market, meter = NewMeter(pool));
        return meter;
    }

    private RequestMeter NewMeter(int pool)
    {
        var meter = new RequestMeter(_rules.Pools[pool], _longestFlight);
        if (_began != DateTimeOffset.MinValue)
        {
            meter.Begin(_began);
            meter.Pass(_passed);
        }

        return meter;
    }

    private IEnumerable<RequestMeter> Meters() =>
        _meters.OfType<RequestMeter>().Concat(_perSymbol.OfType<SortedDictionary<Symbol, RequestMeter>>().SelectMany(s => s.Values));
}
