using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>A grant as the guard's journal holds it.</summary>
/// <param name="Symbol">Whose.</param>
/// <param name="Capital">USDT at a venue.</param>
/// <param name="Exposure">USDT.</param>
/// <param name="At">True time at which it became durable.</param>
/// <param name="IsClosed">Given back.</param>
internal sealed record TrueGrant(Symbol Symbol, decimal Capital, decimal Exposure, DateTimeOffset At, bool IsClosed);

/// <summary>What the guard's journal says is charged, granted and stopped; summed up without the guard's own arithmetic.</summary>
internal sealed class GuardTruth
{
    private readonly Dictionary<long, TrueGrant> _grants = [];
    private readonly Dictionary<Symbol, (decimal Capital, decimal Exposure)> _uses = [];
    private readonly Dictionary<(Symbol? Symbol, Venue? Venue), (TradingMode Mode, DateTimeOffset At)> _modes = [];
    private readonly HashSet<(Symbol? Symbol, Venue? Venue, TradingMode Mode, string By, string Reason)> _ordered = [];

    /// <summary>A grant that was ever made; null when there is none of this number.</summary>
    public TrueGrant? Grant(long id) => _grants.GetValueOrDefault(id);

    /// <summary>Stated use of a symbol plus its open grants.</summary>
    public (decimal Capital, decimal Exposure) ChargeOf(Symbol symbol)
    {
        var charge = _uses.GetValueOrDefault(symbol);
        foreach (var grant in _grants.Values)
        {
            if (grant.Symbol == symbol && !grant.IsClosed)
                charge = (charge.Capital + grant.Capital, charge.Exposure + grant.Exposure);
        }

        return charge;
    }

    /// <summary>Charges of all symbols.</summary>
    public (decimal Capital, decimal Exposure) Total()
    {
        var total = (Capital: 0m, Exposure: 0m);
        foreach (var use in _uses.Values)
            total = (total.Capital + use.Capital, total.Exposure + use.Exposure);
        foreach (var grant in _grants.Values)
        {
            if (!grant.IsClosed)
                total = (total.Capital + grant.Capital, total.Exposure + grant.Exposure);
        }

        return total;
    }

    /// <summary>True time since which new risk of a symbol at a venue is stopped; null when it is not.</summary>
    public DateTimeOffset? StoppedSince(Symbol symbol, Venue venue)
    {
        DateTimeOffset? since = null;
        foreach (var (scope, (mode, at)) in _modes)
        {
            if (mode != TradingMode.Active && (scope.Symbol is null || scope.Symbol == symbol) && (scope.Venue is null || scope.Venue == venue)
                && (since is null || at < since))
                since = at;
        }

        return since;
    }

    /// <summary>Whether this order of an operator is in the journal, or one of its scope that stops as much.</summary>
    public bool HasJournaled(RiskGuardInput.Kill kill)
    {
        if (_ordered.Contains((kill.Symbol, kill.Venue, kill.Mode, kill.By, kill.Reason)))
            return true;
        foreach (var (scope, (mode, _)) in _modes)
        {
            if (mode >= kill.Mode && (scope == (kill.Symbol, kill.Venue) || scope == default))
                return true;
        }

        return false;
    }

    public void Heard(RiskGuardEvent happened, DateTimeOffset now)
    {
        switch (happened)
        {
            case RiskGuardEvent.LeaseGranted e:
                _grants[e.LeaseId] = new(e.Symbol, e.Capital.Value, e.Exposure.Value, now, IsClosed: false);
                break;
            case RiskGuardEvent.LeaseClosed e:
                if (_grants.TryGetValue(e.LeaseId, out var grant))
                    _grants[e.LeaseId] = grant with { IsClosed = true };
                _uses[e.Symbol] = (e.CapitalInUse.Value, e.ExposureInUse.Value);
                break;
            case RiskGuardEvent.UseRestated e:
                _uses[e.Symbol] = (e.CapitalInUse.Value, e.ExposureInUse.Value);
                break;
            case RiskGuardEvent.ModeSet e:
                var scope = (e.Symbol, e.Venue);
                _modes[scope] = (e.Mode, Since(_modes.GetValueOrDefault(scope), e.Mode, now));
                _ordered.Add((e.Symbol, e.Venue, e.Mode, e.By, e.Reason));
                break;
            default:
                break;
        }
    }

    // A second kill does not give the first one more time.
    private static DateTimeOffset Since((TradingMode Mode, DateTimeOffset At) before, TradingMode mode, DateTimeOffset now) =>
        before.Mode is TradingMode.Active or default(TradingMode) || mode == TradingMode.Active ? now : before.At;
}
