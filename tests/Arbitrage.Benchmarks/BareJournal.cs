using System.Diagnostics;
using Akka.Actor;
using Akka.Persistence;
using Arbitrage.Actors.Hosting;

namespace Arbitrage.Benchmarks;

/// <summary>Two serial journal commits and nothing else, through the same plugin and file as the machines: what their two durable writes cost bare.</summary>
internal sealed class BareJournal : UntypedPersistentActor
{
    // About the size of an intent with two legs.
    private static readonly byte[] Event = new byte[600];

    public BareJournal() => JournalPluginId = TradingJournal.MoneyPlugin;

    public override string PersistenceId => "bare-journal";

    protected override void OnCommand(object message)
    {
        if (message is not Commit)
        {
            Unhandled(message);
            return;
        }

        var (asker, began) = (Sender, Stopwatch.GetTimestamp());
        Persist(Event, _ => Persist(Event, _ => asker.Tell(new Committed(Stopwatch.GetTimestamp() - began))));
    }

    protected override void OnRecover(object message)
    {
    }

    /// <summary>Asks for the two commits.</summary>
    internal sealed record Commit
    {
        public static Commit Instance { get; } = new();
    }

    /// <summary>Stopwatch ticks they took.</summary>
    internal sealed record Committed(long Ticks);
}
