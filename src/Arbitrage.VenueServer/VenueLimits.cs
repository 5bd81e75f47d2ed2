using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer;

/// <summary>
/// Request limits as the venues' documents state them; each can be set. Gate counts per account and endpoint, placing on spot per account and
/// market, in orders. MEXC's sources disagree; these are the common pools of 2026 with the weights of each call.
/// </summary>
public sealed record VenueLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    /// <summary>The documented numbers.</summary>
    public static VenueLimits Documented { get; } = new();

    /// <summary>Gate, public calls, per endpoint and address.</summary>
    public RateLimit GatePublic { get; init; } = new(200, TenSeconds);

    /// <summary>Gate, private calls of spot, futures and wallet that neither place nor cancel, per endpoint.</summary>
    public RateLimit GateQuery { get; init; } = new(200, TenSeconds);

    /// <summary>Gate, other private calls (`/account/...`), per endpoint.</summary>
    public RateLimit GateAccount { get; init; } = new(150, TenSeconds);

    /// <summary>Gate spot, orders placed and amended over REST and socket, per market.</summary>
    public RateLimit GateSpotPlace { get; init; } = new(10, Second);

    /// <summary>Gate spot, cancels.</summary>
    public RateLimit GateSpotCancel { get; init; } = new(200, Second);

    /// <summary>Gate futures, orders placed and amended over REST.</summary>
    public RateLimit GateFuturesPlace { get; init; } = new(100, Second);

    /// <summary>Gate futures, cancels over REST.</summary>
    public RateLimit GateFuturesCancel { get; init; } = new(200, Second);

    /// <summary>Gate futures, orders placed, amended and cancelled over the socket.</summary>
    public RateLimit GateFuturesSocket { get; init; } = new(100, Second);

    /// <summary>Gate, sockets of one address, spot and futures together.</summary>
    public int GateConnections { get; init; } = 300;

    /// <summary>Gate spot: so many place, cancel and amend requests within 24 hours before they are judged. The venue names no number.</summary>
    public int GateSpotJudgedFrom { get; init; } = 1000;

    /// <summary>Gate spot: traded USDT a request below which an account is slowed.</summary>
    public decimal GateSpotLeastValue { get; init; } = 0.1m;

    /// <summary>Gate futures: more requests than this within 24 hours are judged.</summary>
    public int GateFuturesJudgedFrom { get; init; } = 86_400;

    /// <summary>Gate futures: fills a request below which an account is slowed.</summary>
    public decimal GateFuturesLeastFills { get; init; } = 0.01m;

    /// <summary>Gate, orders placed and amended by an account that is slowed, over all markets of a product.</summary>
    public RateLimit GateSlowed { get; init; } = new(10, TenSeconds);

    /// <summary>The same on Gate futures when there were at least some fills.</summary>
    public RateLimit GateFuturesSlowed { get; init; } = new(20, TenSeconds);

    /// <summary>MEXC, weight of all calls of one address.</summary>
    public RateLimit MexcAddress { get; init; } = new(300, TenSeconds);

    /// <summary>MEXC, weight of all order placements of the account.</summary>
    public RateLimit MexcAccount { get; init; } = new(500, TenSeconds);

    /// <summary>MEXC, `GET /account` and `POST /batchOrders`, each.</summary>
    public RateLimit MexcSlow { get; init; } = new(2, Second);

    /// <summary>MEXC: so many calls that came in spite of a 429 before its time was over bring a ban (418). The venue documents no number.</summary>
    public int MexcPatience { get; init; } = 10;

    /// <summary>MEXC: length of the ban; documented as two minutes to three days.</summary>
    public TimeSpan MexcBan { get; init; } = TimeSpan.FromMinutes(2);
}
