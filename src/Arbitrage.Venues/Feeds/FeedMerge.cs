using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Feeds;

/// <summary>
/// One feed out of the connections that carry it: one most of the time, two while it rolls over. With two, every quote and trade is told once, by whichever
/// has it first, and quotes never go back in sequence, also not when the old connection has gone and the new one is still behind. With one, everything
/// passes as it came.
/// </summary>
internal sealed class FeedMerge(IMarketFeedSink sink, ImmutableArray<SymbolName> symbols)
{
    // Longest time that one connection may be behind the other.
    private static readonly TimeSpan CatchesUpWithin = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<FeedLine> _up = [];
    private readonly bool[] _catchesUp = new bool[symbols.Length];
    private readonly long[] _last = new long[symbols.Length];
    private readonly Dictionary<TradeKey, int> _told = [];
    private readonly Dictionary<(FeedLine Line, TradeKey Trade), int> _heard = [];
    private DateTimeOffset _comparesTradesUntil = DateTimeOffset.MinValue;
    private int _lines;

    // MEXC leaves ids out: equal trades are told as often as the connection that has heard most of them has heard them.
    private readonly record struct TradeKey(int Symbol, string? Id, Side Taker, Price Price, Quantity Quantity, DateTimeOffset AtVenue);

    /// <summary>One more connection.</summary>
    public FeedLine Join()
    {
        lock (_gate)
        {
            if (++_lines > 1)
            {
                Array.Fill(_catchesUp, true);
                _comparesTradesUntil = DateTimeOffset.MaxValue;
            }
        }

        return new(this, symbols.Length);
    }

    /// <summary>The connection will say nothing more.</summary>
    public void Leave(FeedLine line)
    {
        lock (_gate)
        {
            _up.Remove(line);
            _lines--;
        }
    }

    /// <summary>Whether everything is subscribed on this connection.</summary>
    public bool IsUp(FeedLine line)
    {
        lock (_gate)
            return _up.Contains(line);
    }

    public void OnUp(FeedLine line)
    {
        lock (_gate)
        {
            if (!_up.Contains(line))
                _up.Add(line);
        }
    }

    public void OnDown(FeedLine line, string why)
    {
        lock (_gate)
        {
            _up.Remove(line);
            if (_up.Count > 0)
                return;
            Array.Clear(_last);
            Array.Clear(_catchesUp);
            sink.OnDown(why);
        }
    }

    public void OnQuote(FeedLine line, int symbol, in BestQuote quote, DateTimeOffset now)
    {
        lock (_gate)
        {
            line.Note(symbol, quote, now);
            // Without an id nothing can be compared: then both connections are told.
            if (_catchesUp[symbol])
            {
                if (quote.Sequence != 0 && quote.Sequence <= _last[symbol])
                    return;
                _catchesUp[symbol] = _lines > 1;
            }

            _last[symbol] = quote.Sequence;
            sink.OnQuote(symbols[symbol].Symbol, quote, now);
        }
    }

    public void OnTrade(FeedLine line, int symbol, PublicTrade trade, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (ComparesTrades(now) && !IsNews(line, new(symbol, trade.Id, trade.Taker, trade.Price, trade.Quantity, trade.AtVenue)))
                return;
            sink.OnTrade(symbols[symbol].Symbol, trade, now);
        }
    }

    public void OnMark(FeedLine line, int symbol, PerpetualState state, DateTimeOffset now)
    {
        lock (_gate)
        {
            line.MarkedAt[symbol] = now;
            // A mark has no sequence: the elder connection tells it as long as it is up.
            if (_lines > 1 && _up.Count > 0 && _up[0] != line)
                return;
            sink.OnPerpetual(symbols[symbol].Symbol, state, now);
        }
    }

    /// <summary>Reads what the line has noted about a symbol.</summary>
    public T Read<T>(FeedLine line, Func<FeedLine, T> read)
    {
        lock (_gate)
            return read(line);
    }

    private bool ComparesTrades(DateTimeOffset now)
    {
        if (_comparesTradesUntil == DateTimeOffset.MinValue)
            return false;
        if (_lines > 1)
            return true;
        if (_comparesTradesUntil == DateTimeOffset.MaxValue)
            _comparesTradesUntil = now + CatchesUpWithin;
        if (now < _comparesTradesUntil)
            return true;
        _comparesTradesUntil = DateTimeOffset.MinValue;
        _told.Clear();
        _heard.Clear();
        return false;
    }

    private bool IsNews(FeedLine line, TradeKey trade)
    {
        var heard = _heard[(line, trade)] = _heard.GetValueOrDefault((line, trade)) + 1;
        if (heard <= _told.GetValueOrDefault(trade))
            return false;
        _told[trade] = heard;
        return true;
    }
}

/// <summary>What one connection says, and when it last said something of each symbol.</summary>
internal sealed class FeedLine(FeedMerge merge, int symbols)
{
    private readonly BestQuote[] _quotes = new BestQuote[symbols];
    private readonly DateTimeOffset[] _quotedAt = new DateTimeOffset[symbols];

    /// <summary>When a mark was heard last; written under the merge's lock.</summary>
    public DateTimeOffset[] MarkedAt { get; } = new DateTimeOffset[symbols];

    /// <summary>Whether everything is subscribed on this connection.</summary>
    public bool IsUp => merge.IsUp(this);

    /// <summary>Everything is subscribed.</summary>
    public void OnUp() => merge.OnUp(this);

    /// <summary>The connection will say nothing more.</summary>
    public void Leave() => merge.Leave(this);

    /// <summary>The connection is gone.</summary>
    public void OnDown(string why)
    {
        merge.Read(this, static line =>
        {
            Array.Clear(line._quotes);
            Array.Clear(line._quotedAt);
            Array.Clear(line.MarkedAt);
            return true;
        });
        merge.OnDown(this, why);
    }

    public void OnQuote(int symbol, in BestQuote quote, DateTimeOffset now) => merge.OnQuote(this, symbol, quote, now);

    public void OnTrade(int symbol, PublicTrade trade, DateTimeOffset now) => merge.OnTrade(this, symbol, trade, now);

    public void OnMark(int symbol, PerpetualState state, DateTimeOffset now) => merge.OnMark(this, symbol, state, now);

    /// <summary>The last quote heard here and when; or what a probe has put in its place.</summary>
    public (BestQuote Quote, DateTimeOffset At) LastQuote(int symbol) => merge.Read(this, line => (line._quotes[symbol], line._quotedAt[symbol]));

    /// <summary>When a mark was heard last.</summary>
    public DateTimeOffset LastMark(int symbol) => merge.Read(this, line => line.MarkedAt[symbol]);

    /// <summary>A probe has shown that nothing was missed up to now.</summary>
    public void Prove(int symbol, BestQuote quote, DateTimeOffset now) => merge.Read(this, line =>
    {
        if (line._quotes[symbol].Sequence <= quote.Sequence)
            line.Note(symbol, quote, now);
        return true;
    });

    internal void Note(int symbol, in BestQuote quote, DateTimeOffset now)
    {
        _quotes[symbol] = quote;
        _quotedAt[symbol] = now;
    }
}
