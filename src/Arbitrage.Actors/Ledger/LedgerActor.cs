using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Ledger;

/// <summary>The book of record of one venue account, beside its connection.</summary>
public sealed class LedgerActor : EventSourcedActor<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>
{
    private readonly Venue _venue;
    private readonly ITradingRoutes _routes;

    public LedgerActor(Venue venue, ITradingRoutes routes, ActorHooks hooks)
        : base(PersistenceIds.Ledger(venue), new LedgerMachine(venue), new(), hooks) => (_venue, _routes) = (venue, routes);

    public static Props Props(Venue venue, ITradingRoutes routes, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new LedgerActor(venue, routes, hooks));

    protected override LedgerInput Stamp(LedgerInput input, DateTimeOffset now) => input with { Now = now };

    protected override LedgerInput NewTick() => new LedgerInput.ClockTicked();

    protected override bool TryReceive(object message)
    {
        switch (message)
        {
            case ToLedger envelope:
                Take(envelope.Input);
                return true;
            case GetLedger:
                Sender.Tell(new LedgerStatus(_venue, Sequence, State));
                return true;
            default:
                return false;
        }
    }

    protected override void Perform(LedgerEffect effect)
    {
        switch (effect)
        {
            case LedgerEffect.TellConnection tell:
                _routes.Connections.Tell(new ToConnection(_venue, tell.Input));
                break;
            case LedgerEffect.TellStrategy tell:
                _routes.Strategies.Tell(new ToStrategy(tell.Symbol, tell.Input));
                break;
            case LedgerEffect.TellGuard tell:
                _routes.Guard.Tell(new ToGuard(tell.Input));
                break;
            case LedgerEffect.Alert alert:
                Hooks.Alerts.Raise(PersistenceId, alert.Code, alert.Text);
                break;
            default:
                throw new InvalidOperationException($"Unknown effect {effect}.");
        }
    }
}
