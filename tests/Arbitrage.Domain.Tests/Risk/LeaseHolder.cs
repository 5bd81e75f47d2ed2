using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Risk;

/// <summary>
/// What a strategy promises about its leases, without the rest of it: it spends only under a grant that it holds, states its use with a rising
/// version, closes what it does not hold, and asks again under the same number. The truth that the guard's charge has to cover.
/// </summary>
internal sealed class LeaseHolder(Symbol symbol)
{
    private readonly SortedDictionary<long, (long Request, decimal Amount, decimal Spent)> _held = [];
    private long _version = 1;
    private long _lastRequest;
    private (long Id, decimal Amount)? _asked;
    private bool _isKnown = true;

    public Symbol Symbol => symbol;

    public Epoch Epoch { get; private set; } = new(0, 1);

    /// <summary>What positions tie up.</summary>
    public decimal Used { get; private set; }

    /// <summary>What positions tie up, and what may yet be spent.</summary>
    public decimal AtMost => Used + _held.Values.Sum(l => l.Amount - l.Spent);

    public RiskGuardInput? Ask(decimal amount)
    {
        if (!_isKnown)
            return null;
        _asked ??= (++_lastRequest, amount);
        return new RiskGuardInput.RequestLease(symbol, Epoch, _asked.Value.Id, new(_asked.Value.Amount), new(_asked.Value.Amount), Everywhere(_asked.Value.Amount));
    }

    public void Spend(int share)
    {
        if (_held.Count == 0)
            return;
        var (id, lease) = _held.First();
        var part = (lease.Amount - lease.Spent) * share / 20m;
        _held[id] = lease with { Spent = lease.Spent + part };
        Used += part;
    }

    public RiskGuardInput? Release() => _held.Count == 0 ? null : Close(_held.First().Key);

    public RiskGuardInput Shrink(int share)
    {
        Used -= Used * share / 20m;
        return Close(0);
    }

    public RiskGuardInput Restart()
    {
        (Epoch, _isKnown, _asked) = (new(0, ++_version), false, null);
        _held.Clear();
        return new RiskGuardInput.RaiseEpoch(symbol, Epoch);
    }

    public RiskGuardInput Probe() => new RiskGuardInput.RaiseEpoch(symbol, Epoch);

    public IEnumerable<RiskGuardInput> Hear(StrategyInput answer)
    {
        switch (answer)
        {
            case StrategyInput.LeaseGranted granted when _isKnown && _asked?.Id == granted.RequestId:
                _asked = null;
                _held.Add(granted.LeaseId, (granted.RequestId, granted.Exposure.Value, 0m));
                break;
            case StrategyInput.LeaseGranted granted when _isKnown && !_held.ContainsKey(granted.LeaseId):
                yield return Close(granted.LeaseId);
                break;
            case StrategyInput.LeaseRefused refused when _asked?.Id == refused.RequestId:
                _asked = null;
                break;
            case StrategyInput.GuardAcknowledged known when known.Epoch == Epoch:
                _isKnown = true;
                foreach (var id in _asked is null ? known.OpenLeases.Where(l => !_held.ContainsKey(l)) : [])
                    yield return Close(id);
                break;
            default:
                break;
        }
    }

    public static PerVenue Everywhere(decimal amount) => PerVenue.Everywhere(new(new(amount), new(amount)));

    private RiskGuardInput.CloseLease Close(long id)
    {
        _held.Remove(id);
        var outside = Math.Max(Used - _held.Values.Sum(l => l.Spent), 0m);
        var closedBelow = _held.Values.Select(l => l.Request).Append(_asked?.Id ?? _lastRequest + 1).Min();
        return new(symbol, Epoch, id, new(outside), new(outside), Everywhere(outside), ++_version, closedBelow);
    }
}
