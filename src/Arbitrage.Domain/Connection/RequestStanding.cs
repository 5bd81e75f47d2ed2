using System.Collections.Immutable;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>What a connection durably knows of the venue's patience with it: the fold of what it journals about limits. Times are local.</summary>
/// <param name="Closed">Groups that a refusal closed, until when and how often in a row.</param>
/// <param name="BannedUntil">Nothing is asked before; `MinValue` when never banned.</param>
/// <param name="BanReason">The venue's words.</param>
/// <param name="Bans">How many bans in a row.</param>
/// <param name="Halvings">How often the pace was halved as of the last refusal; it doubles again every minute.</param>
/// <param name="SlowedAt">When the last refused group reopened.</param>
/// <param name="Hours">Requests and trades of the last 24 hours; Gate measures one against the other.</param>
/// <param name="IsTurnoverLow">The last judgement of them.</param>
public sealed record RequestStanding(
    ImmutableSortedDictionary<string, GroupClosure> Closed,
    DateTimeOffset BannedUntil,
    string BanReason,
    int Bans,
    int Halvings,
    DateTimeOffset SlowedAt,
    ImmutableArray<TurnoverHour> Hours,
    bool IsTurnoverLow)
{
    /// <summary>A ban this long after the end of the one before is a new beginning; closures are kept for as long.</summary>
    public static readonly TimeSpan Forgiveness = TimeSpan.FromMinutes(5);

    // At a quarter of the pace and less, reads no longer keep up with what has to be known; more refusals close groups for longer instead.
    private const int MostHalvings = 3;

    private static readonly TimeSpan PaceDoublesEvery = TimeSpan.FromMinutes(1);

    /// <summary>Before the first refusal.</summary>
    public static RequestStanding None { get; } = new(
        ImmutableSortedDictionary.Create<string, GroupClosure>(StringComparer.Ordinal), DateTimeOffset.MinValue, "", 0, 0,
        DateTimeOffset.MinValue, [], false);

    /// <summary>True while nothing may be asked.</summary>
    public bool IsBanned(DateTimeOffset now) => now < BannedUntil;

    /// <summary>True while nothing of this group may be asked.</summary>
    public bool IsClosed(string group, DateTimeOffset now) => Closed.TryGetValue(group, out var closure) && now < closure.Until;

    /// <summary>How often the pace is still halved.</summary>
    public int HalvingsAt(DateTimeOffset now)
    {
        if (Halvings == 0)
            return 0;
        var recovered = now <= SlowedAt ? 0 : (now - SlowedAt).Ticks / PaceDoublesEvery.Ticks;
        return (int)Math.Max(0, Halvings - recovered);
    }

    /// <summary>One more than now, up to the most.</summary>
    internal int HalvingsAfterRefusal(DateTimeOffset now) => Math.Min(MostHalvings, HalvingsAt(now) + 1);

    internal RequestStanding After(ConnectionEvent.GroupClosed e) => this with
    {
        Closed = Closed.RemoveRange(Closed.Where(c => e.At - c.Value.Until > Forgiveness).Select(c => c.Key))
            .SetItem(e.Group, new(e.Until, e.InARow)),
        Halvings = e.Halvings,
        SlowedAt = e.Until,
    };

    internal RequestStanding After(ConnectionEvent.Banned e) => this with { BannedUntil = e.Until, BanReason = e.Why, Bans = e.InARow };

    internal RequestStanding After(ConnectionEvent.TurnoverJudged e) => this with { IsTurnoverLow = e.IsLow };

    internal RequestStanding WithRequests(int count, DateTimeOffset at) => this with { Hours = TurnoverHour.Add(Hours, at, count, 0, 0m) };

    internal RequestStanding WithFill(AccountFact.Trade trade, DateTimeOffset at) =>
        this with { Hours = TurnoverHour.Add(Hours, at, 0, 1, (trade.Price * trade.Quantity).Value) };
}

/// <summary>A group of requests that the venue refused.</summary>
/// <param name="Until">Local time before which nothing of it is asked.</param>
/// <param name="InARow">How many refusals in a row, each after the one before had ended.</param>
public sealed record GroupClosure(DateTimeOffset Until, int InARow);
