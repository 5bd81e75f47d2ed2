using System.Numerics;
using System.Runtime.InteropServices;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Node.Inputs;

/// <summary>
/// The books of one strategy as the last record left them, on the writing and on the reading side: a record holds only the books that
/// changed since, and of a book only its times and the levels that changed. Allocates nothing.
/// </summary>
internal sealed class RecordedBooks
{
    private readonly Book[] _books = [new(), new(), new()];

    /// <summary>Forgets everything: the next record holds every book that is not empty, in full.</summary>
    public void Clear()
    {
        foreach (var book in _books)
            book.Set([], [], 0, default, default, BookStatus.Empty);
    }

    /// <summary>Writes the books of the view that are not as they were.</summary>
    public void Write(RecordBytes record, StrategyView view)
    {
        byte changed = 0;
        for (var i = 0; i < _books.Length; i++)
        {
            if (!IsSame(_books[i], view.BookAt((Venue)(i + 1))))
                changed |= (byte)(1 << i);
        }

        record.Byte(changed);
        for (var i = 0; i < _books.Length; i++)
        {
            if ((changed & (1 << i)) == 0)
                continue;
            var book = view.BookAt((Venue)(i + 1));
            Write(record, _books[i], book);
            _books[i].CopyFrom(book);
        }
    }

    /// <summary>Reads a record of <see cref="Write(RecordBytes,StrategyView)"/> into the view.</summary>
    public void Read(ref RecordFields record, StrategyView view)
    {
        var changed = record.Byte();
        for (var i = 0; i < _books.Length; i++)
        {
            if ((changed & (1 << i)) == 0)
                continue;
            Read(ref record, _books[i]);
            view.BookAt((Venue)(i + 1)).CopyFrom(_books[i]);
        }
    }

    private static bool IsSame(Book a, Book b) =>
        a.Sequence == b.Sequence && a.Status == b.Status && a.AliveAt == b.AliveAt && a.ReceivedAt == b.ReceivedAt && a.AtVenue == b.AtVenue
        && AreSame(a.Bids, b.Bids) && AreSame(a.Asks, b.Asks);

    // Bit by bit: 1.0 and 1.00 are two ways to write a price, and the recording keeps what was read.
    private static bool AreSame(ReadOnlySpan<BookLevel> a, ReadOnlySpan<BookLevel> b) =>
        MemoryMarshal.AsBytes(a).SequenceEqual(MemoryMarshal.AsBytes(b));

    private static void Write(RecordBytes record, Book before, Book now)
    {
        record.Byte((byte)now.Status);
        record.Signed(now.Sequence - before.Sequence);
        record.Signed(now.AtVenue.UtcTicks - before.AtVenue.UtcTicks);
        record.Signed(now.ReceivedAt.UtcTicks - before.ReceivedAt.UtcTicks);
        record.Signed(now.AliveAt.UtcTicks - now.ReceivedAt.UtcTicks);
        Write(record, before.Bids, now.Bids);
        Write(record, before.Asks, now.Asks);
    }

    private static void Write(RecordBytes record, ReadOnlySpan<BookLevel> before, ReadOnlySpan<BookLevel> now)
    {
        uint changed = 0;
        for (var i = 0; i < now.Length; i++)
        {
            if (i >= before.Length || !AreSame(before.Slice(i, 1), now.Slice(i, 1)))
                changed |= 1u << i;
        }

        record.Byte((byte)now.Length);
        record.Number(changed);
        for (var left = changed; left != 0; left &= left - 1)
        {
            ref readonly var level = ref now[BitOperations.TrailingZeroCount(left)];
            record.Decimal(level.Price.Value);
            record.Decimal(level.Quantity.Value);
        }
    }

    private static void Read(ref RecordFields record, Book book)
    {
        Span<BookLevel> bids = stackalloc BookLevel[Book.Depth];
        Span<BookLevel> asks = stackalloc BookLevel[Book.Depth];
        var status = (BookStatus)record.Byte();
        var sequence = book.Sequence + record.Signed();
        var atVenue = RecordFields.TimeOf(book.AtVenue.UtcTicks + record.Signed());
        var receivedAt = RecordFields.TimeOf(book.ReceivedAt.UtcTicks + record.Signed());
        var aliveAt = RecordFields.TimeOf(receivedAt.UtcTicks + record.Signed());
        var bidCount = Read(ref record, book.Bids, bids);
        var askCount = Read(ref record, book.Asks, asks);
        if (status is not (BookStatus.Empty or BookStatus.Synchronised or BookStatus.Unsynchronised) || aliveAt < receivedAt)
            throw new FormatException($"a book of status {(int)status}, received {receivedAt:O}, alive {aliveAt:O} is not one");
        book.Set(bids[..bidCount], asks[..askCount], sequence, atVenue, receivedAt, status);
        book.Touch(aliveAt);
    }

    private static int Read(ref RecordFields record, scoped ReadOnlySpan<BookLevel> before, scoped Span<BookLevel> now)
    {
        var count = record.Byte();
        var changed = record.Number();
        if (count > Book.Depth || changed >> count != 0)
            throw new FormatException($"a book side of {count} levels is not one");
        for (var i = 0; i < count; i++)
        {
            if ((changed & (1L << i)) != 0)
                now[i] = new(new(record.Decimal()), new(record.Decimal()));
            else if (i < before.Length)
                now[i] = before[i];
            else
                throw new FormatException($"level {i + 1} of a book was never recorded");
        }

        return count;
    }
}
