using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's request limits (sheets, spot section 8 and futures section 7). Nothing is counted when the server runs without limits.</summary>
internal sealed class GateBudget(VenueLimits? limits, TimeProvider clock, IReadOnlyDictionary<Venue, VenueModel> models)
{
    private readonly RateMeter _meter = new(clock);
    private readonly Dictionary<Venue, GateConduct> _conducts = limits is not { } counted
        ? []
        : new[] { Venue.GateSpot, Venue.GateFutures }.ToDictionary(venue => venue, venue => new GateConduct(counted, models[venue], clock));

    /// <summary>How the account behaves at a product; null when nothing is counted.</summary>
    public GateConduct? ConductAt(Venue venue) => _conducts.GetValueOrDefault(venue);

    /// <summary>A public call.</summary>
    public void Public(GateCall call, string endpoint) => Take(call, $"public {endpoint} {call.Input.Address}", l => l.GatePublic, 1);

    /// <summary>A private call that neither places nor cancels.</summary>
    public void Query(GateCall call, string endpoint)
    {
        var isOther = endpoint.Contains("/account/", StringComparison.Ordinal);
        Take(call, endpoint, l => isOther ? l.GateAccount : l.GateQuery, 1);
    }

    /// <summary>Orders placed or amended; on spot each market has its own count.</summary>
    public void Place(GateCall call, Symbol symbol, int orders = 1)
    {
        var conduct = ConductAt(call.Model.Venue);
        conduct?.Count(1);
        if (call.Model.Venue == Venue.GateSpot)
            Take(call, $"spot place {symbol.Text}", l => l.GateSpotPlace, orders);
        else if (call.Input.IsSocket)
            Take(call, "futures socket", l => l.GateFuturesSocket, orders);
        else
            Take(call, "futures place", l => l.GateFuturesPlace, orders);
        // Who is slowed has this limit beside the others, and is told the one that is tighter.
        if (conduct?.Slowed is { } slow)
            Take(call, $"slowed {call.Model.Venue.Key()}", _ => slow, orders);
    }

    /// <summary>A cancel, single or batch.</summary>
    public void Cancel(GateCall call)
    {
        ConductAt(call.Model.Venue)?.Count(1);
        if (call.Model.Venue == Venue.GateSpot)
            Take(call, "spot cancel", l => l.GateSpotCancel, 1);
        else if (call.Input.IsSocket)
            Take(call, "futures socket", l => l.GateFuturesSocket, 1);
        else
            Take(call, "futures cancel", l => l.GateFuturesCancel, 1);
    }

    private void Take(GateCall call, string key, Func<VenueLimits, RateLimit> limit, int units)
    {
        if (limits is null)
            return;
        var verdict = _meter.Take(key, limit(limits), units);
        call.Input.Tell(verdict);
        if (!verdict.Allowed)
            throw GateRefusalException.TooMany();
    }
}
