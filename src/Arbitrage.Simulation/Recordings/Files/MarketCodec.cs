using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>
/// Market records as bytes and back. Stateful: a record is told by the one before of its leg, and everything starts afresh at the beginning of a block. The
/// time of receipt is the container's.
/// </summary>
/// <remarks>
/// First byte: kind (3 bits), venue time (2 bits: none, whole milliseconds, ticks), update ids (1 bit), and one bit that says "one level a side" of a ticker or
/// "sold by the taker" of a trade. Then leg, venue time, update ids, levels. Facts of accounts are told in full.
/// </remarks>
internal sealed class MarketCodec(ImmutableArray<RecordedLeg> legs)
{
    private const int KindBits = 7, InMilliseconds = 1 << 3, InTicks = 2 << 3, TimeBits = 3 << 3, HasUpdates = 1 << 5, OneASide = 1 << 6, Sold = 1 << 6;

    private readonly LegState[] _states = [.. legs.Select(_ => new LegState())];

    /// <summary>The next record begins a block.</summary>
    public void Forget()
    {
        foreach (var state in _states)
            state.Forget();
    }

    /// <summary>Writes a record.</summary>
    /// <exception cref="ArgumentException">Nothing was read into it, or it is of a leg that the header does not have.</exception>
    public void Write(MarketRecord record, ByteSink sink)
    {
        sink.Clear();
        if (record.Kind == MarketRecordKind.Account)
        {
            sink.Byte((byte)record.Kind);
            AccountFactCodec.Write(sink, record.Venue, record.Fact!);
            return;
        }

        var leg = LegOf(record);
        var state = _states[leg];
        var hasUpdates = record.FirstUpdate != 0 || record.LastUpdate != 0;
        var flag = record.Kind switch
        {
            MarketRecordKind.Trade => record.Taker == Side.Sell ? Sold : 0,
            MarketRecordKind.BookTicker => record.Bids.Length == 1 && record.Asks.Length == 1 ? OneASide : 0,
            MarketRecordKind.Snapshot or MarketRecordKind.Depth or MarketRecordKind.Down => 0,
            _ => throw new ArgumentException($"A record of kind {record.Kind} says nothing that could be stored.", nameof(record)),
        };
        sink.Byte((byte)((int)record.Kind | TimeFlag(record.AtVenue) | (hasUpdates ? HasUpdates : 0) | flag));
        sink.Whole((ulong)leg);
        WriteTime(record.AtVenue, state, sink);
        if (hasUpdates)
        {
            sink.Signed(unchecked(record.FirstUpdate - state.LastUpdate));
            sink.Signed(unchecked(record.LastUpdate - record.FirstUpdate));
            state.LastUpdate = record.LastUpdate;
        }

        if (record.Kind == MarketRecordKind.Trade)
        {
            sink.Signed(unchecked(record.TradeId - state.TradeId));
            state.TradeId = record.TradeId;
            state.TradePrice.Write(sink, record.Price.Value);
            state.TradeSize.Write(sink, record.Quantity.Value);
            return;
        }

        if (flag != OneASide)
        {
            sink.Whole((ulong)record.Bids.Length);
            sink.Whole((ulong)record.Asks.Length);
        }

        WriteLevels(record, state, sink);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a record of this recording; what is wrong with them.</exception>
    public void Read(ReadOnlySpan<byte> bytes, DateTimeOffset receivedAt, MarketRecord into)
    {
        var source = new ByteSource(bytes);
        var first = source.Byte();
        var kind = (MarketRecordKind)(first & KindBits);
        if (kind == MarketRecordKind.Account)
        {
            var fact = AccountFactCodec.Read(ref source, out var venue);
            into.SetFact(venue, receivedAt, fact);
        }
        else
        {
            var leg = source.Whole();
            if (leg >= (ulong)_states.Length || kind is MarketRecordKind.None or > MarketRecordKind.Down)
                throw ByteSource.Malformed($"is of leg {leg} and kind {(int)kind}, which there is not");
            ReadMarket(kind, first, legs[(int)leg].Instrument, _states[(int)leg], receivedAt, ref source, into);
        }

        source.End();
    }

    private static void ReadMarket(
        MarketRecordKind kind, byte first, Instrument leg, LegState state, DateTimeOffset receivedAt, ref ByteSource source, MarketRecord into)
    {
        var atVenue = ReadTime(first, state, ref source);
        long firstUpdate = 0, lastUpdate = 0;
        if ((first & HasUpdates) != 0)
        {
            firstUpdate = unchecked(state.LastUpdate + source.Signed());
            state.LastUpdate = lastUpdate = unchecked(firstUpdate + source.Signed());
        }

        if (kind == MarketRecordKind.Trade)
        {
            state.TradeId = unchecked(state.TradeId + source.Signed());
            var price = PriceOf(state.TradePrice.Read(ref source));
            into.SetTrade(
                leg.Venue, leg.Symbol, receivedAt, atVenue, state.TradeId, (first & Sold) != 0 ? Side.Sell : Side.Buy, price,
                new(state.TradeSize.Read(ref source)));
            return;
        }

        into.Begin(kind, leg.Venue, leg.Symbol, receivedAt, atVenue, firstUpdate, lastUpdate);
        var (bids, asks) = (1, 1);
        if (kind != MarketRecordKind.BookTicker || (first & OneASide) == 0)
            (bids, asks) = (source.Count(), source.Count());
        if (kind == MarketRecordKind.BookTicker)
        {
            for (; bids > 0; bids--)
                into.Add(Side.Buy, new(PriceOf(state.TickerBid.Read(ref source)), new(state.TickerBidSize.Read(ref source))));
            for (; asks > 0; asks--)
                into.Add(Side.Sell, new(PriceOf(state.TickerAsk.Read(ref source)), new(state.TickerAskSize.Read(ref source))));
            return;
        }

        for (; bids > 0; bids--)
            into.Add(Side.Buy, ReadLevel(ref state.BidPrice, ref state.Size, ref source));
        for (; asks > 0; asks--)
            into.Add(Side.Sell, ReadLevel(ref state.AskPrice, ref state.Size, ref source));
    }

    private static void WriteLevels(MarketRecord record, LegState state, ByteSink sink)
    {
        if (record.Kind == MarketRecordKind.BookTicker)
        {
            foreach (ref readonly var level in record.Bids)
            {
                state.TickerBid.Write(sink, level.Price.Value);
                state.TickerBidSize.Write(sink, level.Quantity.Value);
            }

            foreach (ref readonly var level in record.Asks)
            {
                state.TickerAsk.Write(sink, level.Price.Value);
                state.TickerAskSize.Write(sink, level.Quantity.Value);
            }

            return;
        }

        foreach (ref readonly var level in record.Bids)
            WriteLevel(level, ref state.BidPrice, ref state.Size, sink);
        foreach (ref readonly var level in record.Asks)
            WriteLevel(level, ref state.AskPrice, ref state.Size, sink);
    }

    // Sizes of neighbouring levels have nothing to do with each other; many are zero.
    private static void WriteLevel(in BookLevel level, ref DecimalColumn price, ref DecimalColumn size, ByteSink sink)
    {
        price.Write(sink, level.Price.Value);
        size.FromZero();
        size.Write(sink, level.Quantity.Value);
    }

    private static BookLevel ReadLevel(ref DecimalColumn price, ref DecimalColumn size, ref ByteSource source)
    {
        var at = PriceOf(price.Read(ref source));
        size.FromZero();
        return new(at, new(size.Read(ref source)));
    }

    private static int TimeFlag(DateTimeOffset? atVenue) => atVenue switch
    {
        null => 0,
        { } at when at.UtcTicks % TimeSpan.TicksPerMillisecond == 0 => InMilliseconds,
        _ => InTicks,
    };

    // Venues tell whole milliseconds; what was told before them is rounded down on both sides.
    private static void WriteTime(DateTimeOffset? atVenue, LegState state, ByteSink sink)
    {
        if (atVenue is not { } at)
            return;
        var ticks = at.UtcTicks;
        if (ticks % TimeSpan.TicksPerMillisecond == 0)
            sink.Signed((ticks / TimeSpan.TicksPerMillisecond) - (state.VenueTicks / TimeSpan.TicksPerMillisecond));
        else
            sink.Signed(ticks - state.VenueTicks);
        state.VenueTicks = ticks;
    }

    private static DateTimeOffset? ReadTime(byte first, LegState state, ref ByteSource source)
    {
        var coding = first & TimeBits;
        if (coding == 0)
            return null;
        var later = source.Signed();
        if (coding == InMilliseconds)
        {
            var milliseconds = unchecked((state.VenueTicks / TimeSpan.TicksPerMillisecond) + later);
            state.VenueTicks = (ulong)milliseconds <= (ulong)(DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMillisecond)
                ? milliseconds * TimeSpan.TicksPerMillisecond
                : -1;
        }
        else
        {
            state.VenueTicks = coding == InTicks ? unchecked(state.VenueTicks + later) : -1;
        }

        return (ulong)state.VenueTicks <= (ulong)DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(state.VenueTicks, TimeSpan.Zero)
            : throw ByteSource.Malformed("has an impossible time");
    }

    private static Price PriceOf(decimal value) => value >= 0m ? new(value) : throw ByteSource.Malformed("has a price below zero");

    private int LegOf(MarketRecord record)
    {
        for (var i = 0; i < legs.Length; i++)
        {
            if (legs[i].Instrument.Venue == record.Venue && ReferenceOrEqual(legs[i].Instrument.Symbol.Text, record.Symbol.Text))
                return i;
        }

        throw new ArgumentException($"{record.Symbol} at {record.Venue.Key()} is no leg of the recording's header.", nameof(record));
    }

    private static bool ReferenceOrEqual(string one, string other) => ReferenceEquals(one, other) || string.Equals(one, other, StringComparison.Ordinal);
}
