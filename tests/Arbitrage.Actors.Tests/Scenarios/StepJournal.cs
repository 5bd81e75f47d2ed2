using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Arbitrage.Simulation.Scenarios;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>
/// The journal of a scenario as a plugin of Akka.Persistence. It speaks the plugin's protocol itself: the base class of plugins hops between threads,
/// and here everything has its place in one order.
/// </summary>
internal sealed class StepJournal : UntypedActor
{
    private static readonly ConcurrentDictionary<string, ScenarioJournals> Journals = new(StringComparer.Ordinal);

    private readonly ScenarioJournals _journals = Journals[Context.System.Name];

    public static void Use(string system, ScenarioJournals journals) => Journals[system] = journals;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WriteMessages write:
                foreach (var envelope in write.Messages)
                    Take(envelope, write);
                break;
            case ReplayMessages replay:
                var entries = _journals.Of(replay.PersistenceId);
                foreach (var entry in entries.Skip((int)replay.FromSequenceNr - 1))
                {
                    replay.PersistentActor.Tell(
                        new ReplayedMessage(new Persistent(entry.Happened, entry.Sequence, replay.PersistenceId)), ActorRefs.NoSender);
                }

                replay.PersistentActor.Tell(new RecoverySuccess(entries.Count), ActorRefs.NoSender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(IPersistentEnvelope envelope, WriteMessages write)
    {
        if (envelope is not AtomicWrite atomic)
        {
            write.PersistentActor.Tell(new LoopMessageSuccess(envelope.Payload, write.ActorInstanceId), envelope.Sender);
            return;
        }

        var events = (IImmutableList<IPersistentRepresentation>)atomic.Payload;
        _journals.Write(atomic.PersistenceId, atomic.LowestSequenceNr, [.. events.Select(e => e.Payload)], failure =>
        {
            if (failure is null)
                write.PersistentActor.Tell(WriteMessagesSuccessful.Instance, ActorRefs.NoSender);
            else
                write.PersistentActor.Tell(new WriteMessagesFailed(failure, 1), ActorRefs.NoSender);
            foreach (var e in events)
            {
                write.PersistentActor.Tell(
                    failure is null
                        ? new WriteMessageSuccess(e, write.ActorInstanceId)
                        : new WriteMessageFailure(e, failure, write.ActorInstanceId),
                    e.Sender);
            }
        });
    }
}

/// <summary>A snapshot store that keeps nothing: recovery reads the whole journal.</summary>
internal sealed class NoSnapshots : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LoadSnapshot:
                Sender.Tell(new LoadSnapshotResult(null, long.MaxValue));
                break;
            case SaveSnapshot save:
                Sender.Tell(new SaveSnapshotSuccess(save.Metadata));
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
