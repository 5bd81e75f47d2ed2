using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Risk;

/// <summary>A person on this node stops new risk: this node at once, the cluster as soon as the guard has journaled it. Null is everything.</summary>
public sealed record KillHere(Symbol? Symbol, TradingMode Mode, string By, string Reason) : INoSerializationVerificationNeeded;

/// <summary>
/// Keeps the node's <see cref="KillLatch"/> equal to what the guard journaled: asks every second, repeats an unconfirmed kill. One a node.
/// </summary>
public sealed class KillLatchActor : UntypedActor, IWithTimers
{
    private readonly string _node;
    private readonly KillLatch _latch;
    private readonly ITradingRoutes _routes;
    private readonly List<RiskGuardInput.Kill> _unconfirmed = [];

    public KillLatchActor(string node, KillLatch latch, ITradingRoutes routes) => (_node, _latch, _routes) = (node, latch, routes);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string node, KillLatch latch, ITradingRoutes routes) =>
        Akka.Actor.Props.Create(() => new KillLatchActor(node, latch, routes));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Ask.Instance, Ask.Instance, TimeSpan.FromSeconds(1));
        AskGuard();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LatchTold told:
                _latch.Set(told.Latch);
                _unconfirmed.RemoveAll(kill => kill.Symbol is { } one ? !_latch.IsPending(one) : !_latch.IsPendingAll);
                break;
            case KillHere kill:
                _latch.Kill(kill.Symbol);
                var input = new RiskGuardInput.Kill(kill.Symbol, kill.Mode, kill.By, kill.Reason);
                _unconfirmed.Add(input);
                _routes.Guard.Tell(new ToGuard(input));
                break;
            case Ask:
                foreach (var unconfirmed in _unconfirmed)
                    _routes.Guard.Tell(new ToGuard(unconfirmed));
                AskGuard();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AskGuard() => _routes.Guard.Tell(new ToGuard(new RiskGuardInput.AskLatch(_node)));

    private sealed class Ask : INoSerializationVerificationNeeded
    {
        public static readonly Ask Instance = new();
    }
}
