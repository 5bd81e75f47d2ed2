using Arbitrage.Domain.Markets;

namespace Arbitrage.Venues.Ports;

/// <summary>
/// The latest book of one symbol at one venue: written by the market stream, read by the strategy. Conflates, never queues: a writer wakes the
/// reader once, and the slot re-arms only when it is read. Allocates nothing.
/// </summary>
public sealed class BookSlot(Venue venue, Symbol symbol)
{
    private readonly Lock _gate = new();
    private readonly Book _latest = new();
    private Action? _wake;
    private bool _armed = true;

    /// <summary>Where.</summary>
    public Venue Venue { get; } = venue;

    /// <summary>What.</summary>
    public Symbol Symbol { get; } = symbol;

    /// <summary>Books published.</summary>
    public long Published { get; private set; }

    /// <summary>Whom to wake; replaces the former reader. Wakes at once if something is there already.</summary>
    public void OnChange(Action? wake)
    {
        lock (_gate)
        {
            _wake = wake;
            _armed = Published == 0;
        }

        if (Published > 0)
            wake?.Invoke();
    }

    /// <summary>Publishes a new state of the book.</summary>
    public void Publish(Book book)
    {
        Action? wake;
        lock (_gate)
        {
            _latest.CopyFrom(book);
            Published++;
            wake = _armed ? _wake : null;
            _armed = _armed && wake is null;
        }

        wake?.Invoke();
    }

    /// <summary>Copies the latest book out and re-arms the wake-up.</summary>
    public void Read(Book into)
    {
        lock (_gate)
        {
            into.CopyFrom(_latest);
            _armed = true;
        }
    }
}
