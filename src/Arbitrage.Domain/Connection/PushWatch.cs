using System.Collections.Immutable;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// The private stream compared with the venue's lists, trade by trade: one that a list tells and the stream does not, although its session was up when
/// it happened, was lost on a stream that looks healthy (LEAN TradeStation#101). Volatile: what an incarnation has not heard it does not miss.
/// </summary>
internal sealed class PushWatch
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, DateTimeOffset> _pushed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (AccountFact.Trade Trade, DateTimeOffset ReadAt)> _onlyRead = new(StringComparer.Ordinal);

    /// <summary>The stream told a trade.</summary>
    public void Pushed(AccountFact.Trade trade, DateTimeOffset now)
    {
        _pushed[trade.Key] = now;
        _onlyRead.Remove(trade.Key);
    }

    /// <summary>A list told trades.</summary>
    /// <param name="trades">As read.</param>
    /// <param name="since">Venue time from which on the stream should have told them.</param>
    /// <param name="now">Local time.</param>
    public void Read(ImmutableArray<AccountFact.Trade> trades, DateTimeOffset since, DateTimeOffset now)
    {
        foreach (var trade in trades)
        {
            // A forced close has a channel and an alert of its own.
            if (trade.AtVenue > since && trade.Cause is TradeCause.Own or TradeCause.Foreign && !_pushed.ContainsKey(trade.Key))
                _onlyRead.TryAdd(trade.Key, (trade, now));
        }
    }

    /// <summary>The session is another one: what the old one had not told is not waited for.</summary>
    public void Reopened() => _onlyRead.Clear();

    /// <summary>Venue time before which what was pushed may be forgotten already.</summary>
    public static DateTimeOffset RememberedFrom(DateTimeOffset venueNow) => venueNow - (Kept / 2);

    /// <summary>Trades that a list told so long ago that the push is lost; each is answered once.</summary>
    public ImmutableArray<AccountFact.Trade> Missed(DateTimeOffset now, TimeSpan patience)
    {
        if (_onlyRead.Count == 0)
            return [];
        ImmutableArray<AccountFact.Trade> missed = [.. _onlyRead.Values.Where(r => now - r.ReadAt >= patience).Select(r => r.Trade)];
        foreach (var trade in missed)
            Pushed(trade, now);
        return missed;
    }

    /// <summary>Drops what was pushed so long ago that no list is compared with it any more.</summary>
    public void Forget(DateTimeOffset now)
    {
        foreach (var key in _pushed.Where(p => now - p.Value > Kept).Select(p => p.Key).ToArray())
            _pushed.Remove(key);
    }
}
