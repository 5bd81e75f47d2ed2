using System.Numerics;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Driver;

/// <summary>Books on their way from the venues to the slots: each takes the same time, so they arrive in the order in which they left.</summary>
internal sealed class BookTransit(VirtualTime time, TimeSpan takes) : TimeLane
{
    private Parcel[] _ring = [new(), new(), new(), new()];
    private int _first, _count;

    public long Published { get; private set; }

    /// <summary>A book leaves its venue now; null for one that no strategy reads.</summary>
    public void Add(BookSlot? slot, DisplayedBook book)
    {
        if (slot is null)
            return;
        if (_count == _ring.Length)
            Grow();
        var parcel = _ring[(_first + _count) & (_ring.Length - 1)];
        (parcel.Slot, parcel.Due, parcel.Order) = (slot, time.NowTicks + takes.Ticks, time.NextOrder());
        book.CopyTo(parcel.Book, time.Now + takes);
        if (_count++ == 0)
            Head(parcel.Due, parcel.Order);
    }

    internal override void Run()
    {
        var parcel = _ring[_first];
        _first = (_first + 1) & (_ring.Length - 1);
        if (--_count > 0)
            Head(_ring[_first].Due, _ring[_first].Order);
        else
            Empty();
        Published++;
        // Whoever is woken by this only schedules his reading, so nothing can be added to the ring before the slot has its copy.
        parcel.Slot!.Publish(parcel.Book);
    }

    private void Grow()
    {
        var larger = new Parcel[(int)BitOperations.RoundUpToPowerOf2((uint)_ring.Length * 2)];
        for (var i = 0; i < larger.Length; i++)
            larger[i] = i < _count ? _ring[(_first + i) & (_ring.Length - 1)] : new();
        (_ring, _first) = (larger, 0);
    }

    private sealed class Parcel
    {
        public Book Book { get; } = new();

        public BookSlot? Slot { get; set; }

        public long Due { get; set; }

        public long Order { get; set; }
    }
}
