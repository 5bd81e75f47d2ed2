using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// Records of one CSV file in the order of its rows. Goes to a record, says when it was received, and only then parses it into the caller's object, so that
/// several files can be merged without a copy.
/// </summary>
internal abstract class RowSource(string path, Leg leg) : IDisposable
{
    private bool _begun;

    /// <summary>Whose records these are.</summary>
    public Leg Leg { get; } = leg;

    /// <summary>Receipt of the record that the source stands on.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Its number among all records of the instrument; 0 where the recorder did not count.</summary>
    public virtual long Order => 0;

    /// <summary>The file.</summary>
    protected CsvTable Table { get; } = new(path);

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="RecordingException">The file is wrong here.</exception>
    public bool MoveNext()
    {
        if (!Advance())
            return false;
        var at = TimeOfRow();
        if (_begun && at < At)
            throw Table.Wrong(TimeColumn, "it is before the line above; sort the file by time.");
        (At, _begun) = (at, true);
        return true;
    }

    /// <summary>Parses the record that the source stands on.</summary>
    /// <exception cref="RecordingException">A cell is wrong.</exception>
    public abstract void Take(MarketRecord into);

    /// <summary>The order of this record contradicts another file of the same instrument.</summary>
    public virtual RecordingException OutOfOrder(long last) => throw new InvalidOperationException("Only counted records have an order.");

    /// <inheritdoc/>
    public void Dispose() => Table.Dispose();

    /// <summary>Column of the time.</summary>
    protected abstract int TimeColumn { get; }

    /// <summary>Time of the current row.</summary>
    protected abstract DateTimeOffset TimeOfRow();

    /// <summary>Goes to the row with which the next record begins; false at the end.</summary>
    protected virtual bool Advance() => Table.Read();

    /// <summary>Adds best bid and ask, which must not be crossed. No sizes where their columns are negative.</summary>
    protected void AddBest(MarketRecord into, int bidColumn, int bidSizeColumn, int askColumn, int askSizeColumn)
    {
        decimal bid = Table.Price(bidColumn), ask = Table.Price(askColumn);
        if (bid >= ask)
            throw Crossed(bidColumn, bid, ask);
        into.Add(Side.Buy, new(new(bid), bidSizeColumn < 0 ? Quantity.Zero : Leg.Unit.ToBase(Table.Size(bidSizeColumn), bid)));
        into.Add(Side.Sell, new(new(ask), askSizeColumn < 0 ? Quantity.Zero : Leg.Unit.ToBase(Table.Size(askSizeColumn), ask)));
    }

    /// <summary>Bid at or above ask.</summary>
    protected RecordingException Crossed(int column, decimal bid, decimal ask) => Table.Wrong(
        column, $"bid {DecimalText.Plain(bid)} is not below ask {DecimalText.Plain(ask)}: the book is crossed; correct the row or take it out.");
}

/// <summary>One instrument of a scenario.</summary>
/// <param name="Venue">Role.</param>
/// <param name="Symbol">What.</param>
/// <param name="Unit">Meaning of its sizes.</param>
internal sealed record Leg(Venue Venue, Symbol Symbol, SizeUnit Unit);
