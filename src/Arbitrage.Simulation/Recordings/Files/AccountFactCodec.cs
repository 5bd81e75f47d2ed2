using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Files;

/// <summary>Facts of our own account as bytes and back, in full: they are few. Numbers of the cases are stored.</summary>
internal static class AccountFactCodec
{
    private const byte Trade = 1, Row = 2, OpeningBalance = 3, OpeningPosition = 4;

    public static void Write(ByteSink sink, Venue venue, AccountFact fact)
    {
        sink.Byte((byte)venue);
        sink.Byte(fact switch
        {
            AccountFact.Trade => Trade,
            AccountFact.Row => Row,
            AccountFact.OpeningBalance => OpeningBalance,
            AccountFact.OpeningPosition => OpeningPosition,
            _ => throw new ArgumentException($"{fact.GetType().Name} is no fact that can be recorded.", nameof(fact)),
        });
        sink.Text(fact.Key);
        sink.Text(fact.Symbol?.Text ?? "");
        sink.Whole((ulong)fact.AtVenue.UtcTicks);
        switch (fact)
        {
            case AccountFact.Trade t:
                sink.Text(t.TradeId);
                sink.Text(t.VenueOrderId);
                sink.Text(t.Order?.Text ?? "");
                sink.Byte((byte)t.Side);
                Number(sink, t.Price.Value);
                Number(sink, t.Quantity.Value);
                Number(sink, t.Fee);
                sink.Text(t.FeeAsset.Text);
                sink.Byte(t.Maker ? (byte)1 : (byte)0);
                sink.Byte((byte)t.Cause);
                break;
            case AccountFact.Row r:
                sink.Text(r.RowId);
                sink.Byte((byte)r.Kind);
                sink.Text(r.Asset.Text);
                Number(sink, r.Change);
                break;
            case AccountFact.OpeningBalance b:
                sink.Text(b.Asset.Text);
                Number(sink, b.Amount);
                break;
            case AccountFact.OpeningPosition p:
                Number(sink, p.Size.Value);
                Number(sink, p.Entry.Value);
                break;
        }
    }

    public static AccountFact Read(ref ByteSource source, out Venue venue)
    {
        venue = Defined<Venue>(source.Byte());
        var @case = source.Byte();
        var key = source.Text();
        var symbol = SymbolOf(source.Text());
        var ticks = source.Whole();
        if (ticks > (ulong)DateTimeOffset.MaxValue.UtcTicks)
            throw ByteSource.Malformed("has an impossible time");
        var at = new DateTimeOffset((long)ticks, TimeSpan.Zero);
        return @case switch
        {
            Trade => new AccountFact.Trade(
                key, symbol, at, source.Text(), source.Text(), OrderOf(source.Text()), Defined<Side>(source.Byte()), PriceOf(ref source),
                new(Number(ref source)), Number(ref source), new(source.Text()), source.Byte() != 0, Defined<TradeCause>(source.Byte())),
            Row => new AccountFact.Row(key, symbol, at, source.Text(), Defined<RowKind>(source.Byte()), new(source.Text()), Number(ref source)),
            OpeningBalance => new AccountFact.OpeningBalance(key, symbol, at, new(source.Text()), Number(ref source)),
            OpeningPosition => new AccountFact.OpeningPosition(key, symbol, at, new(Number(ref source)), PriceOf(ref source)),
            _ => throw ByteSource.Malformed($"is an account fact of case {@case}, which there is not"),
        };
    }

    private static void Number(ByteSink sink, decimal value) => default(DecimalColumn).Write(sink, value);

    private static decimal Number(ref ByteSource source) => default(DecimalColumn).Read(ref source);

    private static Price PriceOf(ref ByteSource source) =>
        Number(ref source) is var value and >= 0m ? new(value) : throw ByteSource.Malformed("has a price below zero");

    private static Symbol? SymbolOf(string text)
    {
        try
        {
            return text.Length == 0 ? null : new Symbol(text);
        }
        catch (FormatException)
        {
            throw ByteSource.Malformed("has a symbol that is none");
        }
    }

    private static ClientOrderId? OrderOf(string text) => text.Length == 0 ? null
        : ClientOrderId.TryParse(text, out var id) ? id : throw ByteSource.Malformed("has a client order id that is none");

    private static T Defined<T>(byte number)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), number);
        return Enum.IsDefined(value) ? value : throw ByteSource.Malformed($"has a {typeof(T).Name} of number {number}, which there is not");
    }
}
