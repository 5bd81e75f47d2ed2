using Akka.Actor;
using Akka.Pattern;
using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Ledger;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Soak;

/// <summary>Parent of the real connections and ledgers, each behind back-off as in a node; routes by venue.</summary>
internal sealed class Accounts : UntypedActor
{
    private readonly Dictionary<Venue, IActorRef> _connections = [];
    private readonly Dictionary<Venue, IActorRef> _ledgers = [];

    public Accounts(
        IReadOnlyList<ConnectionSettings> settings, Func<Venue, IRequestObserver, VenuePorts> ports, KillLatch latch,
        Func<IActorRef, ITradingRoutes> routes, ActorHooks hooks)
    {
        var own = routes(Self);
        foreach (var one in settings)
        {
            _connections[one.Venue] = Context.ActorOf(
                Backed(ExchangeConnectionActor.Props(one, requests => ports(one.Venue, requests), latch, own, hooks)), $"connection-{one.Venue.Key()}");
            _ledgers[one.Venue] = Context.ActorOf(Backed(LedgerActor.Props(one.Venue, own, hooks)), $"ledger-{one.Venue.Key()}");
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ToConnection to:
                _connections[to.Venue].Forward(to);
                break;
            case GetConnection get:
                _connections[get.Venue].Forward(get);
                break;
            case ToLedger to:
                _ledgers[to.Venue].Forward(to);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static Props Backed(Props machine) => BackoffSupervisor.Props(
        Backoff.OnStop(machine, "machine", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 0.2, maxNrOfRetries: -1)
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)));
}
