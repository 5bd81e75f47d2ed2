using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Exploration;

/// <summary>
/// The strategy and the truth around it: what its connections and the guard have decided, what the venues did and what of it was not told
/// yet. Only answers that this truth allows are ever given.
/// </summary>
internal sealed record SmallWorld
{
    /// <summary>Fold of the strategy's journal.</summary>
    public required StrategyState State { get; init; }

    /// <summary>What its view holds; gone with a restart.</summary>
    public required StrategyViewMoment View { get; init; }

    /// <summary>Local time, and the venues' as well.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Gate spot, Gate futures, MEXC.</summary>
    public required ImmutableArray<VenueTruth> Venues { get; init; }

    /// <summary>Orders of the current pair, in the order of their letters.</summary>
    public ImmutableArray<OrderTruth> Orders { get; init; } = [];

    /// <summary>The guard.</summary>
    public required GuardTruth Guard { get; init; }

    /// <summary>MEXC is at its dear price.</summary>
    public bool IsDear { get; init; }

    /// <summary>The venue tells a liquidation price that is near.</summary>
    public bool IsLiquidationNear { get; init; }

    /// <summary>An order that was resolved as without effect, wrongly: it may still show up as filled.</summary>
    public OrderTruth? Ghost { get; init; }

    /// <summary>Adversities that may still happen.</summary>
    public required int Adversities { get; init; }

    /// <summary>Nothing happened since the last tick: the next one comes with a deadline. Otherwise one comes at once.</summary>
    public bool IsTicked { get; init; }

    /// <summary>The incarnation has stopped.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Truth of a venue.</summary>
    public VenueTruth At(Venue venue) => Venues[(int)venue - 1];

    /// <summary>The world with another truth of a venue.</summary>
    public SmallWorld With(Venue venue, VenueTruth truth) => this with { Venues = Venues.SetItem((int)venue - 1, truth) };

    /// <summary>The world with another truth of an order.</summary>
    public SmallWorld With(OrderTruth order)
    {
        for (var i = 0; i < Orders.Length; i++)
        {
            if (Orders[i].Id == order.Id)
                return this with { Orders = Orders.SetItem(i, order) };
        }

        return this with { Orders = Orders.Add(order) };
    }

    /// <summary>What a venue holds in truth: what is booked and what was not told yet.</summary>
    public Quantity HeldAt(Venue venue)
    {
        var held = State.BaseAt(venue).Value;
        foreach (var fill in At(venue).Untold)
            held += fill.Side.Sign() * fill.Quantity;
        return new(held);
    }

    /// <summary>Net delta in every outcome that is still possible at the venues.</summary>
    public DeltaInterval PossibleDelta()
    {
        var net = 0m;
        foreach (var venue in Domain.Markets.Venues.All)
            net += HeldAt(venue).Value;
        var (low, high) = (net, net);
        foreach (var order in Orders)
        {
            if (!order.MayFill)
                continue;
            low -= order.Side == Side.Sell ? order.Left : 0m;
            high += order.Side == Side.Buy ? order.Left : 0m;
        }

        return new(new(low), new(high));
    }
}

/// <summary>One venue and the connection to it.</summary>
/// <param name="IsUp">The session is up.</param>
/// <param name="HasBook">The book comes in.</param>
/// <param name="IsAsked">An epoch was told to it and is not acknowledged.</param>
/// <param name="IsMute">What it has to tell got lost: it tells it when asked.</param>
/// <param name="Untold">Fills that the strategy was not told yet, oldest first.</param>
internal sealed record VenueTruth(bool IsUp, bool HasBook, bool IsAsked, bool IsMute, ImmutableArray<UntoldFill> Untold)
{
    /// <summary>Up, with a book, asked nothing.</summary>
    public static VenueTruth Healthy { get; } = new(true, true, false, false, []);
}

/// <summary>A fill, or a trade of the venue's own.</summary>
internal sealed record UntoldFill(ClientOrderId? Order, Side Side, decimal Quantity, Price Price, TradeCause Cause = TradeCause.Own);

/// <summary>Where an order is.</summary>
internal enum OrderStage
{
    /// <summary>Told to the connection, not looked at yet.</summary>
    InFlight = 1,

    /// <summary>What was told got lost.</summary>
    Lost = 2,

    /// <summary>Claimed and sent; may still fill.</summary>
    Working = 3,

    /// <summary>The connection knows its outcome.</summary>
    Finished = 4,

    /// <summary>Refused or voided: never sent.</summary>
    NeverSent = 5,
}

/// <summary>One order as its connection and venue know it.</summary>
internal sealed record OrderTruth(OrderIntent Intent, OrderStage Stage)
{
    /// <summary>Its id.</summary>
    public ClientOrderId Id => Intent.Id;

    /// <summary>Its side.</summary>
    public Side Side => Intent.Side;

    /// <summary>Filled at the venue, told or not.</summary>
    public decimal Filled { get; init; }

    /// <summary>The connection cannot tell what became of it.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>The venue takes its time.</summary>
    public bool IsSlow { get; init; }

    /// <summary>What the connection told of it got lost: it tells it when asked.</summary>
    public bool IsMute { get; init; }

    /// <summary>A successor asked to void it.</summary>
    public bool IsVoidAsked { get; init; }

    /// <summary>Outcome, once finished.</summary>
    public OrderOutcome? Outcome { get; init; }

    /// <summary>Symbol offset behind which all its fills are.</summary>
    public long UpTo { get; init; }

    /// <summary>What may still fill.</summary>
    public decimal Left => Intent.Quantity.Value - Filled;

    /// <summary>It may have an effect yet.</summary>
    public bool MayFill => Stage is OrderStage.InFlight or OrderStage.Lost or OrderStage.Working;
}

/// <summary>The guard as far as one symbol sees it.</summary>
/// <param name="IsAsked">An epoch was told to it and is not acknowledged.</param>
/// <param name="LeaseAsked">Request without an answer; null for none.</param>
/// <param name="Open">Grants that are still charged.</param>
/// <param name="Older">Those of them that an earlier incarnation got.</param>
/// <param name="Unheard">Request of an earlier incarnation that was not answered.</param>
/// <param name="NextLease">Number of the next grant.</param>
/// <param name="Last">The newest grant: its request asked again gets the same one while it is open.</param>
/// <param name="Mode">Mode of the symbol.</param>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="IsModeUntold">The strategy was not told of it yet.</param>
/// <param name="IsMexcReducing">MEXC, of all venues, is in REDUCING.</param>
internal sealed record GuardTruth(
    bool IsAsked, RiskGuardInput.RequestLease? LeaseAsked, ImmutableArray<long> Open, ImmutableArray<long> Older, RiskGuardInput.RequestLease? Unheard,
    long NextLease, GrantTruth Last, TradingMode Mode, long Sequence, bool IsModeUntold, bool IsMexcReducing)
{
    /// <summary>Modes of the venues; null while all are active.</summary>
    public VenueModes? Venues => IsMexcReducing ? new(TradingMode.Active, TradingMode.Active, TradingMode.Reducing) : null;

    /// <summary>Nothing asked, active.</summary>
    public static GuardTruth Start { get; } = new(false, null, [], [], null, 1, new(0, 0), TradingMode.Active, 1, false, false);

    /// <summary>The open grant that answered this request before; null for none.</summary>
    public long? AnswerOf(RiskGuardInput.RequestLease request) => request.RequestId == Last.RequestId && Open.Contains(Last.LeaseId) ? Last.LeaseId : null;
}

/// <summary>A request and the lease that answered it.</summary>
internal readonly record struct GrantTruth(long RequestId, long LeaseId);
