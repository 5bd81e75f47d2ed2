using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>Whether the request budget has room for the calls of one decision, which together count before any of them is sent.</summary>
internal sealed class RequestAdmission(RequestRules rules, ConnectionView view, DateTimeOffset now)
{
    private List<(int Pool, Symbol? Market, int Units)>? _taken;

    /// <summary>True for everything that asks the venue for nothing.</summary>
    public bool HasRoom(ConnectionEffect call, RequestStanding limits)
    {
        if (view.Requests is not { } usage || call is ConnectionEffect.TellStrategy or ConnectionEffect.TellLedger or ConnectionEffect.TellGuard or ConnectionEffect.Alert)
            return true;
        var isBanned = limits.IsBanned(now);
        if (!isBanned && !rules.IsLimited && limits.Closed.IsEmpty)
            return true;
        var plan = rules.Plan(call, usage.Pages);
        if (isBanned)
            return plan.IsEmpty;
        var (of, market, halvings) = (ClassOf(call), RequestUsage.MarketOf(call), limits.HalvingsAt(now));
        foreach (var planned in plan)
        {
            foreach (var charge in rules.Charges(planned.Kind))
            {
                var pool = rules.Pools[charge.Pool];
                if (limits.IsClosed(NameOf(pool, market), now))
                    return false;
                if (pool.IsLimited
                    && usage.LeftFor(charge.Pool, market, of, halvings) - Taken(charge.Pool, market) < Needed(plan, charge.Pool))
                    return false;
            }
        }

        return true;
    }

    /// <summary>The call is part of the decision.</summary>
    public void Take(ConnectionEffect call)
    {
        if (view.Requests is not { } usage || !rules.IsLimited)
            return;
        foreach (var planned in rules.Plan(call, usage.Pages))
        {
            foreach (var charge in rules.Charges(planned.Kind))
                (_taken ??= []).Add((charge.Pool, RequestUsage.MarketOf(call), charge.Units * planned.Count));
        }
    }

    /// <summary>Name of a group in events and status.</summary>
    public static string NameOf(RequestPool pool, Symbol? market) => pool.IsPerSymbol && market is { } symbol ? $"{pool.Name} {symbol.Text}" : pool.Name;

    private RequestClass ClassOf(ConnectionEffect call) => call switch
    {
        ConnectionEffect.SendCancel => RequestClass.Urgent,
        ConnectionEffect.SendCreate { Intent.Risk: RiskClass.Reducing } => RequestClass.Urgent,
        ConnectionEffect.SendCreate => RequestClass.Ordinary,
        ConnectionEffect.ArmDeadMan => RequestClass.Opening, // it cancels for us when we no longer can
        _ => view.IsReady ? RequestClass.Ordinary : RequestClass.Opening,
    };

    private int Needed(IEnumerable<PlannedRequests> plan, int pool)
    {
        var units = 0;
        foreach (var planned in plan)
        {
            foreach (var charge in rules.Charges(planned.Kind))
                units += charge.Pool == pool ? charge.Units * planned.Count : 0;
        }

        return units;
    }

    private int Taken(int pool, Symbol? market)
    {
        var units = 0;
        foreach (var taken in _taken ?? [])
            units += taken.Pool == pool && (!rules.Pools[pool].IsPerSymbol || taken.Market == market) ? taken.Units : 0;
        return units;
    }
}
