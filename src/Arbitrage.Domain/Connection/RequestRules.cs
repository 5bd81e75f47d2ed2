using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// Limits of one venue account, and what each kind of request takes from them. Sources: exchange sheets, Gate spot section 8, Gate futures
/// section 7, MEXC section 6 (Gate docs v4 "rate limit" of 2026, MEXC spot v3 docs and its support of January 2026).
/// </summary>
public sealed class RequestRules
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    // Deposits, withdrawals and transfers both ways are four calls.
    private const int MexcRowCalls = 4;

    private readonly ImmutableArray<RequestCharge>[] _charges = new ImmutableArray<RequestCharge>[(int)RequestKind.Other + 1];
    private readonly ImmutableArray<RequestPool>.Builder _pools = ImmutableArray.CreateBuilder<RequestPool>();
    private readonly Venue _venue;
    private readonly int _symbols;

    private RequestRules(Venue venue, int symbols)
    {
        (_venue, _symbols) = (venue, symbols);
        Array.Fill(_charges, []);
    }

    /// <summary>The limits, our own cap first.</summary>
    public ImmutableArray<RequestPool> Pools { get; private set; }

    /// <summary>True when at least one of them counts.</summary>
    public bool IsLimited { get; private set; }

    /// <summary>The rules that a connection with these settings keeps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a venue, or a negative cap.</exception>
    public static RequestRules Of(ConnectionSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(settings.RequestsPerMinute, nameof(settings));
        var rules = new RequestRules(settings.Venue, settings.Symbols.Length);
        rules._pools.Add(OwnCap(settings));
        switch (settings.Venue)
        {
            case Venue.GateSpot: rules.GateSpot(); break;
            case Venue.GateFutures: rules.GateFutures(); break;
            case Venue.MexcSpot: rules.Mexc(); break;
            default: throw new ArgumentOutOfRangeException(nameof(settings), settings.Venue, "Not a venue.");
        }

        rules.Pools = settings.Limits == RequestLimits.None
            ? [.. rules._pools.Select((pool, i) => i == 0 ? pool : pool with { Units = RequestPool.Unlimited, Reserve = 0 })]
            : rules._pools.ToImmutable();
        rules.IsLimited = rules.Pools.Any(pool => pool.IsLimited);
        return rules;
    }

    /// <summary>What one request of a kind takes; our own cap first, then the limit that the venue's reply speaks of.</summary>
    public ImmutableArray<RequestCharge> Charges(RequestKind kind) => _charges[(int)kind];

    /// <summary>The group that a refusal of such a request closes.</summary>
    public RequestPool GroupOf(RequestKind kind) => Pools[_charges[(int)kind][1].Pool];

    /// <summary>Requests that an effect leads to; none when it asks the venue for nothing.</summary>
    /// <param name="effect">What.</param>
    /// <param name="pages">Requests that the last read of a kind took.</param>
    public ImmutableArray<PlannedRequests> Plan(ConnectionEffect effect, Func<RequestKind, int> pages) => effect switch
    {
        ConnectionEffect.SendCreate => [new(RequestKind.Place, 1)],
        ConnectionEffect.SendCancel => [new(RequestKind.Cancel, 1)],
        ConnectionEffect.QueryOrder => [new(RequestKind.Order, 1)],
        ConnectionEffect.ReadOpenOrders => [new(
            RequestKind.OpenOrders, Math.Max(_venue == Venue.MexcSpot ? _symbols : 1, pages(RequestKind.OpenOrders)))],
        ConnectionEffect.ReadTrades => [new(RequestKind.Trades, pages(RequestKind.Trades))],
        ConnectionEffect.ReadRows => [new(RequestKind.Rows, Math.Max(_venue == Venue.MexcSpot ? MexcRowCalls : 1, pages(RequestKind.Rows)))],
        ConnectionEffect.ReadAccount when _venue == Venue.GateFutures => [new(RequestKind.Account, 1), new(RequestKind.Positions, 1)],
        ConnectionEffect.ReadAccount => [new(RequestKind.Account, 1)],
        // Position mode is read before, and set when it is wrong.
        ConnectionEffect.SetLeverage when !_venue.IsSpot() => [new(RequestKind.Account, 1), new(RequestKind.Leverage, 2)],
        ConnectionEffect.ArmDeadMan when _venue != Venue.MexcSpot => [new(RequestKind.DeadMan, _symbols)],
        _ => [],
    };

    // Requests a minute, kept in windows of ten seconds so that a restart does not have to wait out a whole minute; a cap so small that a tenth
    // second's share says nothing is kept in minutes. Gate's two accounts share one key, and each has half of its cap.
    private static RequestPool OwnCap(ConnectionSettings settings)
    {
        if (settings.RequestsPerMinute == 0)
            return new("own", RequestPool.Unlimited, TenSeconds, 0);
        var sharers = settings.Venue == Venue.MexcSpot ? 1 : 2;
        var units = settings.RequestsPerMinute / (6 * sharers);
        return units >= 10
            ? new("own", units, TenSeconds, units / 5)
            : new("own", settings.RequestsPerMinute, TimeSpan.FromMinutes(sharers), settings.RequestsPerMinute / 5);
    }

    private void GateSpot()
    {
        // Placing and amending is counted per account and market, in orders.
        Charge(new("place", 10, Second, 3, IsPerSymbol: true), RequestKind.Place);
        Charge(new("cancel", 200, Second, 0), RequestKind.Cancel);
        GateReads();
        Charge(GateEndpoint("fees"), RequestKind.Fees);
    }

    private void GateFutures()
    {
        // 100 placed and 200 cancelled a second over REST, 100 of both together over the socket: the strictest covers every way an order takes.
        Charge(new("orders", 100, Second, 20), RequestKind.Place, RequestKind.Cancel);
        GateReads();
        Charge(GateEndpoint("positions"), RequestKind.Positions);
        Charge(GateEndpoint("leverage"), RequestKind.Leverage);
        Charge(GateEndpoint("fees"), RequestKind.Fees);
    }

    private void GateReads()
    {
        Charge(GateEndpoint("order"), RequestKind.Order);
        Charge(GateEndpoint("open_orders"), RequestKind.OpenOrders);
        Charge(GateEndpoint("trades"), RequestKind.Trades);
        Charge(GateEndpoint("rows"), RequestKind.Rows);
        Charge(GateEndpoint("account"), RequestKind.Account);
        Charge(GateEndpoint("dead_man"), RequestKind.DeadMan);
        Charge(GateEndpoint("public"), RequestKind.Time);
        // "/account/..." and what else is not of spot, futures or wallet.
        Charge(new("other", 150, TenSeconds, 15), RequestKind.StreamKey, RequestKind.Other, RequestKind.Positions, RequestKind.Leverage, RequestKind.Fees);
    }

    // A tenth is left for pages that a read turns out to need.
    private static RequestPool GateEndpoint(string name) => new(name, 200, TenSeconds, 20);

    // The sources disagree; these are the strictest of each: the common pool of 2026 for all calls of an address, the orders and requests a second
    // that the venue's support named. 50 of the documented 300 are left to the public calls of the same address (rules, depth snapshots).
    private void Mexc()
    {
        var address = Add(new("address", 250, TenSeconds, 80));
        var placed = Add(new("account", 500, TenSeconds, 50));
        var orders = Add(new("orders", 10, Second, 3));
        var requests = Add(new("requests", 20, Second, 6));
        var reads = Add(new("account_reads", 2, Second, 0));
        Set(RequestKind.Place, (address, 1), (placed, 1), (orders, 1), (requests, 1));
        Set(RequestKind.Cancel, (address, 1), (orders, 1), (requests, 1));
        Set(RequestKind.Order, (address, 2), (requests, 1));
        Set(RequestKind.OpenOrders, (address, 3), (requests, 1));
        Set(RequestKind.Trades, (address, 10), (requests, 1));
        Set(RequestKind.Rows, (address, 1), (requests, 1));
        Set(RequestKind.Account, (address, 10), (requests, 1), (reads, 1));
        Set(RequestKind.Fees, (address, 20), (requests, 1));
        foreach (var kind in new[]
                 {
                     RequestKind.Positions, RequestKind.Leverage, RequestKind.DeadMan, RequestKind.StreamKey, RequestKind.Time, RequestKind.Other,
                 })
            Set(kind, (address, 1), (requests, 1));
    }

    private int Add(RequestPool pool)
    {
        _pools.Add(pool);
        return _pools.Count - 1;
    }

    private void Charge(RequestPool pool, params RequestKind[] kinds)
    {
        var index = Add(pool);
        foreach (var kind in kinds)
            Set(kind, (index, 1));
    }

    private void Set(RequestKind kind, params (int Pool, int Units)[] charges) =>
        _charges[(int)kind] = [new(0, 1), .. charges.Select(c => new RequestCharge(c.Pool, c.Units))];
}
