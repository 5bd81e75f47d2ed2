using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Machine = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Exploration;

/// <summary>
/// Carries out one move: changes the truth, gives the machine its inputs, journals what it decides and lets the truth hear its effects. Every
/// event is watched as it is applied. One instance goes from world to world; it keeps nothing between two moves.
/// </summary>
internal sealed partial class WorldStep(Machine machine, StrategySettings settings, IWorldWatch watch)
{
    private static readonly ClockReading Clock = new(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));

    private readonly StrategyView _view = new(settings);
    private readonly StrategyViewMoment _fresh = new StrategyView(settings).Remember();
    private readonly BookLevel[] _bids = new BookLevel[1];
    private readonly BookLevel[] _asks = new BookLevel[1];
    private SmallWorld _world = null!;

    /// <summary>The world at its start: an empty journal, healthy venues, the first questions asked.</summary>
    public SmallWorld Begin(int adversities)
    {
        _world = new()
        {
            State = machine.Initial,
            View = _fresh,
            Now = SmallMarket.Start,
            Venues = [VenueTruth.Healthy, VenueTruth.Healthy, VenueTruth.Healthy],
            Guard = GuardTruth.Start,
            Adversities = adversities,
        };
        Recover();
        return Settled();
    }

    /// <summary>The world after a move.</summary>
    public SmallWorld After(SmallWorld world, WorldMove move)
    {
        _world = move.IsAdverse ? world with { Adversities = world.Adversities - 1 } : world;
        _view.Recall(world.View);
        ShowBooks();
        Carry(move);
        _world = _world with { IsTicked = move.Kind is MoveKind.Tick or MoveKind.Oversleep };
        return Settled();
    }

    private SmallWorld Settled()
    {
        // What became of orders is of interest until their pair has ended; one that was called without effect may still turn up.
        var ended = _world.Orders.Any(o => !_world.State.Orders.ContainsKey(o.Id));
        if (ended)
        {
            var ghost = _world.Orders.FirstOrDefault(o => !_world.State.Orders.ContainsKey(o.Id) && o.Outcome is OrderOutcome.NoEffect);
            _world = _world with
            {
                Orders = [.. _world.Orders.Where(o => _world.State.Orders.ContainsKey(o.Id))],
                Ghost = ghost ?? _world.Ghost,
            };
        }

        if (_world.Adversities == 0 && _world.Ghost is not null)
            _world = _world with { Ghost = null };
        return _world with { View = _view.Remember() };
    }

    private void Recover()
    {
        _view.Recall(_fresh);
        _view.Now = _world.Now;
        _world = _world with
        {
            IsStopped = false,
            Guard = _world.Guard with
            {
                IsAsked = false,
                LeaseAsked = null,
                Older = _world.Guard.Open,
                Unheard = _world.Guard.LeaseAsked ?? _world.Guard.Unheard,
            },
            Venues = [.. _world.Venues.Select(v => v with { IsAsked = false })],
        };
        Take(machine.Recovered(_world.State, _world.State.Sequence + 1, _world.Now));
        ShowBooks();
    }

    private void Give(StrategyInput input)
    {
        if (_world.IsStopped)
            return;
        var stamped = input is StrategyInput.BooksMoved ? input : input with { Now = _world.Now };
        watch.OnInput(_world, stamped);
        _view.Now = _world.Now;
        machine.Observe(_view, stamped);
        var decision = machine.Decide(_world.State, _view, stamped);
        machine.Decided(_world.State, _view, stamped, decision);
        if (decision.Events.IsEmpty && decision.Effects.Any(e => e is IDurableEffect))
            throw new WorldViolation("I2", $"an order without an event on {stamped}");
        Take(decision);
    }

    private void Take(Decision<StrategyEvent, StrategyEffect> decision)
    {
        foreach (var decided in decision.Events)
        {
            var happened = decided is StrategyEvent.RecoveryAttempted attempt
                ? attempt with { RetryAt = attempt.At + Deadlines.LongestBackOff(attempt.Attempt) }
                : decided;
            var before = _world;
            _world = _world with { State = machine.Apply(_world.State, happened, _world.State.Sequence + 1) };
            watch.OnEvent(before, happened, _world.State);
        }

        foreach (var effect in decision.Effects)
            Hear(effect);
    }

    private void Hear(StrategyEffect effect)
    {
        switch (effect)
        {
            case StrategyEffect.SubmitOrder submit:
                if (_world.Orders.Any(o => o.Id == submit.Intent.Id))
                    throw new WorldViolation("I1", $"order {submit.Intent.Id} is submitted twice");
                if (!_world.State.Orders.ContainsKey(submit.Intent.Id))
                    throw new WorldViolation("I2", $"order {submit.Intent.Id} is submitted without an intent");
                _world = _world.With(new OrderTruth(submit.Intent, OrderStage.InFlight));
                break;
            case StrategyEffect.ResubmitOrder again:
                Again(again.Intent, isVoid: false);
                break;
            case StrategyEffect.TellConnection tell:
                Hear(tell.Venue, tell.Input);
                break;
            case StrategyEffect.TellGuard tell:
                Hear(tell.Input);
                break;
            case StrategyEffect.StopSelf:
                _world = _world with { IsStopped = true };
                break;
            default:
                break;
        }
    }

    private void Hear(Venue venue, ConnectionInput input)
    {
        var truth = _world.At(venue);
        switch (input)
        {
            case ConnectionInput.RaiseEpoch when HasEpochNews(venue):
                _world = _world.With(venue, truth with { IsAsked = true });
                break;
            case ConnectionInput.PullSymbolFacts when truth.IsMute:
                _world = _world.With(venue, truth with { IsMute = false });
                break;
            case ConnectionInput.Void voided:
                Again(voided.Intent, isVoid: true);
                break;
            default:
                break;
        }
    }

    // An acknowledgement tells something new when it is the first, or when it lists a claim that was not heard of.
    private bool HasEpochNews(Venue venue) => !_world.State.Accounts[venue].Acknowledged
        || _world.Orders.Any(o => o.Intent.Venue == venue && o.Stage == OrderStage.Working
            && _world.State.Orders.TryGetValue(o.Id, out var known) && known.Answer is null);

    // Asked again about an order: what is known of it is told again, what is not known arrives after all.
    private void Again(OrderIntent intent, bool isVoid)
    {
        var order = _world.Orders.FirstOrDefault(o => o.Id == intent.Id)
            ?? throw new WorldViolation("I2", $"order {intent.Id} is asked about and was never submitted");
        var stage = order.Stage == OrderStage.Lost && !isVoid ? OrderStage.InFlight : order.Stage;
        var unclaimed = stage is OrderStage.InFlight or OrderStage.Lost;
        _world = _world.With(order with { Stage = stage, IsMute = false, IsVoidAsked = order.IsVoidAsked || (isVoid && unclaimed) });
    }

    private void Hear(RiskGuardInput input)
    {
        var guard = _world.Guard;
        switch (input)
        {
            case RiskGuardInput.RaiseEpoch when !_world.State.Recovery.GuardConfirmed:
                _world = _world with { Guard = guard with { IsAsked = true } };
                break;
            case RiskGuardInput.RequestLease request:
                _world = _world with { Guard = guard with { LeaseAsked = request } };
                break;
            case RiskGuardInput.CloseLease close when guard.Open.Contains(close.LeaseId):
                _world = _world with { Guard = guard with { Open = guard.Open.Remove(close.LeaseId), Older = guard.Older.Remove(close.LeaseId) } };
                break;
            case RiskGuardInput.Kill kill:
                _world = _world with { Guard = guard with { Mode = kill.Mode, Sequence = guard.Sequence + 1, IsModeUntold = true } };
                break;
            default:
                break;
        }
    }

    private void ShowBooks()
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var book = _view.BookAt(venue);
            _bids[0] = new(SmallMarket.Bid(venue, _world.IsDear), new(100m));
            _asks[0] = new(SmallMarket.Ask(venue, _world.IsDear), new(100m));
            book.Set(_bids, _asks, 1, _world.Now, _world.Now);
            if (!_world.At(venue).HasBook)
                book.Invalidate();
        }

        _view.Now = _world.Now;
        machine.Observe(_view, StrategyInput.BooksMoved.Instance);
    }

    private StrategyInput Session(Venue venue) => _world.At(venue).IsUp
        ? new StrategyInput.SessionChanged(venue, true, "", SmallMarket.Rules(venue), Clock)
        : new StrategyInput.SessionChanged(venue, false, "down", null, Clock);

    private StrategyInput Funds(Venue venue)
    {
        var held = _world.HeldAt(venue);
        if (venue.IsSpot())
            return new StrategyInput.FundsSeen(venue, SmallMarket.Plenty, held, null, Clock);
        var mark = new Price(1m);
        var position = held.IsZero
            ? null
            : new PositionReport(
                SmallMarket.Coin, held, mark, mark, _world.IsLiquidationNear ? new(1.1m) : default, new(held.Abs.Value / 2m), settings.FuturesLeverage, true);
        return new StrategyInput.FundsSeen(venue, SmallMarket.Plenty, default, position, Clock);
    }
}
