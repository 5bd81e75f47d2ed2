using System.Diagnostics;
using Akka.Actor;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Strategy;

/// <summary>
/// The slots of one symbol as one wake-up: at most one message is in the mailbox, however many books change. Allocates nothing per tick.
/// </summary>
internal sealed class BookWake(IReadOnlyList<BookSlot> slots)
{
    private readonly long[] _read = new long[slots.Count];
    private int _isQueued;
    private long _wokenAt;

    /// <summary>`Stopwatch` stamp of the change that woke the reader last.</summary>
    public long WokenAt => Volatile.Read(ref _wokenAt);

    /// <summary>Tells the reader from now on; at once if something is there already.</summary>
    public void Start(IActorRef reader)
    {
        foreach (var slot in slots)
            slot.OnChange(() => Wake(reader));
    }

    public void Stop()
    {
        foreach (var slot in slots)
            slot.OnChange(null);
    }

    /// <summary>Copies what changed since the last read into the view; from here on a change wakes again.</summary>
    public void ReadInto(StrategyView view)
    {
        // First: a book that changes while we copy must wake us again.
        Volatile.Write(ref _isQueued, 0);
        for (var i = 0; i < slots.Count; i++)
        {
            var published = slots[i].Published;
            if (published == _read[i])
                continue;
            slots[i].Read(view.BookAt(slots[i].Venue));
            _read[i] = published;
        }
    }

    private void Wake(IActorRef reader)
    {
        if (Interlocked.Exchange(ref _isQueued, 1) != 0)
            return;
        Volatile.Write(ref _wokenAt, Stopwatch.GetTimestamp());
        reader.Tell(BooksWoken.Instance, ActorRefs.NoSender);
    }
}

/// <summary>One shared message.</summary>
internal sealed class BooksWoken : INoSerializationVerificationNeeded, INotInfluenceReceiveTimeout
{
    public static readonly BooksWoken Instance = new();
}
