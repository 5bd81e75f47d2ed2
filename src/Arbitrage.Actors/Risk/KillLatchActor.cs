using Akka.Actor;
using Arbitrage.Actors.Routing;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Risk;

/// <summary>
/// A person on this node stops new risk: this node at once, the cluster as soon as the guard has journaled it. Without symbol and venue it is all.
/// Answered with a <see cref="KillReport"/> at once (NOT CONFIRMED), again when the guard has journaled it, and as others confirm.
/// </summary>
public sealed record KillHere(Symbol? Symbol, TradingMode Mode, string By, string Reason, Venue? Venue = null) : INoSerializationVerificationNeeded;

/// <summary>A person lets the scope trade again. Speaks of what this node's latch knows now: a kill that comes after it stays.</summary>
public sealed record ResumeHere(Symbol? Symbol, string By, string Reason, Venue? Venue = null) : INoSerializationVerificationNeeded;

/// <summary>
/// Keeps the node's <see cref="KillLatch"/> equal to what the guard journaled: asks every second, repeats an unconfirmed kill, and tells whoever
/// killed how far it got. One a node.
/// </summary>
public sealed class KillLatchActor : UntypedActor, IWithTimers
{
    // Afterwards the person asks again; by then the leases have ended.
    private const int ReportsAtMost = 120;

    private readonly string _node;
    private readonly KillLatch _latch;
    private readonly RiskSettings _risk;
    private readonly ITradingRoutes _routes;
    private readonly List<Pressed> _unconfirmed = [];
    private readonly List<Pressed> _reporting = [];

    public KillLatchActor(string node, KillLatch latch, RiskSettings risk, ITradingRoutes routes) =>
        (_node, _latch, _risk, _routes) = (node, latch, risk, routes);

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(string node, KillLatch latch, RiskSettings risk, ITradingRoutes routes) =>
        Akka.Actor.Props.Create(() => new KillLatchActor(node, latch, risk, routes));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Ask.Instance, Ask.Instance, TimeSpan.FromSeconds(1));
        AskLatch();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LatchTold told:
                Learn(told.Latch);
                break;
            case GuardStatus status:
                Report(status.State);
                break;
            case KillHere kill:
                var seen = _latch.Kill(new(kill.Symbol, kill.Venue), kill.Mode);
                Kill(new(new(kill.Symbol, kill.Mode, kill.By, kill.Reason, kill.Venue, seen), Sender));
                break;
            case ResumeHere resume:
                _routes.Guard.Tell(new ToGuard(new RiskGuardInput.Resume(
                    resume.Symbol, resume.By, resume.Reason, resume.Venue, _latch.Known?.Sequence ?? 0)));
                break;
            case Ask:
                foreach (var pressed in _unconfirmed)
                    _routes.Guard.Tell(new ToGuard(pressed.Kill));
                if (_reporting.Count > 0)
                    _routes.Guard.Tell(new GetGuard());
                AskLatch();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Kill(Pressed pressed)
    {
        _unconfirmed.Add(pressed);
        _routes.Guard.Tell(new ToGuard(pressed.Kill));
        pressed.ReplyTo.Tell(KillReport.NotConfirmed(pressed.Kill.Scope, pressed.Kill.Mode, _node));
    }

    private void Learn(LatchState latch)
    {
        var isNews = latch.Sequence > (_latch.Known?.Sequence ?? 0);
        _latch.Set(latch);
        foreach (var pressed in _unconfirmed.Where(p => !_latch.IsPending(p.Kill.Scope)).ToArray())
        {
            _unconfirmed.Remove(pressed);
            _reporting.Add(pressed);
            _routes.Guard.Tell(new GetGuard());
        }

        // The guard lists this node among those that hold it.
        if (isNews)
            AskLatch();
    }

    // A wider kill may cover a narrower one, which then has no order of its own: what covers it is reported.
    private void Report(RiskGuardState state)
    {
        foreach (var pressed in _reporting.ToArray())
        {
            var report = KillReport.Of(state, _risk, pressed.Kill.Scope) ?? KillReport.Of(state, _risk, RiskScope.All);
            if (report is not null && !report.SaysTheSameAs(pressed.Told))
                pressed.ReplyTo.Tell(report);
            if (report is null or { Waiting.IsEmpty: true } || ++pressed.Reports >= ReportsAtMost)
                _reporting.Remove(pressed);
            pressed.Told = report;
        }
    }

    private void AskLatch() => _routes.Guard.Tell(new ToGuard(new RiskGuardInput.AskLatch(_node, _latch.Known?.Sequence ?? 0)));

    private sealed class Pressed(RiskGuardInput.Kill kill, IActorRef replyTo)
    {
        public RiskGuardInput.Kill Kill => kill;

        public IActorRef ReplyTo => replyTo;

        public KillReport? Told { get; set; }

        public int Reports { get; set; }
    }

    private sealed class Ask : INoSerializationVerificationNeeded
    {
        public static readonly Ask Instance = new();
    }
}
