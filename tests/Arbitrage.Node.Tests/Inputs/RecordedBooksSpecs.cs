using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Inputs;

namespace Arbitrage.Node.Tests.Inputs;

/// <summary>Books come back from a recording digit for digit, and only what changed is in it.</summary>
public class RecordedBooksSpecs
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_course_of_three_books_comes_back()
    {
        var (random, written, read) = (new Random(1), new RecordedBooks(), new RecordedBooks());
        var (live, replayed, record) = (NewView(), NewView(), new RecordBytes());
        for (var step = 0; step < 2_000; step++)
        {
            var book = live.BookAt((Venue)random.Next(1, 4));
            Change(book, random, Start + TimeSpan.FromTicks(step * 12_345));
            record.Begin(InputRecordKind.Books, 1, step + 1, Start);
            written.Write(record, live);
            var fields = new RecordFields(record.Written);
            Assert.Equal((byte)InputRecordKind.Books, fields.Byte());
            Assert.Equal((1, step + 1, Start), (fields.Number(), fields.Number(), fields.Time()));
            read.Read(ref fields, replayed);
            Assert.True(fields.IsAtEnd);
            foreach (var venue in Domain.Markets.Venues.All)
                AssertSame(live.BookAt(venue), replayed.BookAt(venue));
        }
    }

    [Fact]
    public void A_book_that_did_not_change_is_not_in_the_record()
    {
        var (books, view, record) = (new RecordedBooks(), NewView(), new RecordBytes());
        view.BookAt(Venue.GateSpot).Set(Levels(new(1), 3), Levels(new(2), 3), 1_000, Start, Start);
        int Length()
        {
            record.Begin(InputRecordKind.Books, 1, 1, Start);
            var head = record.Length;
            books.Write(record, view);
            return record.Length - head;
        }

        Assert.True(Length() > 10);
        Assert.Equal(1, Length());
        view.BookAt(Venue.GateSpot).Touch(Start.AddSeconds(1));
        Assert.InRange(Length(), 2, 16);
        books.Clear();
        Assert.True(Length() > 10);
    }

    [Theory]
    [InlineData("1.00")]
    [InlineData("0.000000001234")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("7.9228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000000")]
    public void A_decimal_keeps_its_digits(string text)
    {
        var value = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var record = new RecordBytes();
        record.Begin(InputRecordKind.Input, 0, 1, Start);
        var head = record.Length;
        record.Decimal(value);
        record.Decimal(-value);
        var fields = new RecordFields(record.Written[head..]);

        Assert.Equal(decimal.GetBits(value), decimal.GetBits(fields.Decimal()));
        Assert.Equal(decimal.GetBits(-value), decimal.GetBits(fields.Decimal()));
    }

    private static StrategyView NewView() => new(new() { Symbol = new("BTC_USDT") });

    private static void Change(Book book, Random random, DateTimeOffset now)
    {
        switch (random.Next(6))
        {
            case 0:
                book.Invalidate();
                break;
            case 1:
                book.Touch(now);
                break;
            case 2:
                book.Set([], [], random.NextInt64(), default, now);
                break;
            default:
                book.Set(
                    Levels(random, random.Next(Book.Depth + 1)), Levels(random, random.Next(Book.Depth + 1)), random.NextInt64(1_000_000),
                    now.AddMilliseconds(-random.Next(100)), now);
                break;
        }
    }

    private static BookLevel[] Levels(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new BookLevel(
            new(new decimal(random.Next(), random.Next(3), 0, false, (byte)random.Next(12))), new(new decimal(random.Next(9), 0, 0, false, 2))))];

    private static void AssertSame(Book a, Book b)
    {
        Assert.Equal(
            (a.Sequence, a.Status, a.AtVenue, a.ReceivedAt, a.AliveAt, a.BidCount, a.AskCount),
            (b.Sequence, b.Status, b.AtVenue, b.ReceivedAt, b.AliveAt, b.BidCount, b.AskCount));
        Assert.Equal(Bits(a.Bids), Bits(b.Bids));
        Assert.Equal(Bits(a.Asks), Bits(b.Asks));
    }

    private static int[] Bits(ReadOnlySpan<BookLevel> levels) =>
        [.. levels.ToArray().SelectMany(l => (int[])[.. decimal.GetBits(l.Price.Value), .. decimal.GetBits(l.Quantity.Value)])];
}
