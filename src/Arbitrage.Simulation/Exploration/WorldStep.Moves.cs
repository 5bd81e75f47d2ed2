using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Exploration;

/// <summary>What each move does to the truth, and what the strategy hears of it.</summary>
internal sealed partial class WorldStep
{
    // An order of a pair that ended before the exploration began.
    private static readonly ClientOrderId LongAgo = ClientOrderId.For(0, ClientOrderId.StrategyTag("long ago"), 1, 'a');

    private void Carry(WorldMove move)
    {
        switch (move.Kind)
        {
            case MoveKind.Acknowledge:
                Acknowledge((Venue)move.Which);
                break;
            case MoveKind.TellFills:
                TellFills((Venue)move.Which);
                break;
            case MoveKind.BookReturns or MoveKind.BookGone:
                Change((Venue)move.Which, t => t with { HasBook = !t.HasBook });
                MoveBooks();
                break;
            case MoveKind.SessionReturns or MoveKind.SessionLost:
                Change((Venue)move.Which, t => t with { IsUp = !t.IsUp });
                Give(Session((Venue)move.Which));
                if (_world.At((Venue)move.Which).IsUp)
                    Give(Funds((Venue)move.Which));
                break;
            case MoveKind.AcknowledgementLost:
                Change((Venue)move.Which, t => t with { IsAsked = false });
                break;
            case MoveKind.PriceMoves or MoveKind.PriceJumps:
                _world = _world with { IsDear = !_world.IsDear };
                MoveBooks();
                break;
            case MoveKind.BooksMove:
                MoveBooks();
                break;
            case MoveKind.Tick or MoveKind.Oversleep:
                if (_world.IsTicked || move.Kind == MoveKind.Oversleep)
                    _world = _world with { Now = Deadlines.Next(_world, settings) };
                ShowBooks();
                Give(new StrategyInput.ClockTicked());
                Reassure();
                break;
            case MoveKind.LiquidationFar or MoveKind.LiquidationNear:
                _world = _world with { IsLiquidationNear = !_world.IsLiquidationNear };
                Give(Funds(Venue.GateFutures));
                break;
            case MoveKind.LateFill:
                var ghost = _world.Ghost!;
                _world = _world with { Ghost = null };
                Log(ghost.Intent.Venue, new(ghost.Id, ghost.Side, move.Amount, PriceOf(ghost)));
                TellFills(ghost.Intent.Venue);
                break;
            case MoveKind.Deleverage:
                Force(Venue.GateFutures, Side.Buy, 2m, TradeCause.AutoDeleveraging);
                break;
            case MoveKind.Liquidate:
                Force(Venue.GateFutures, Side.Buy, _world.HeldAt(Venue.GateFutures).Abs.Value, TradeCause.Liquidation);
                break;
            case MoveKind.SellByHand:
                Force(Venue.MexcSpot, Side.Sell, 2m, TradeCause.Foreign);
                break;
            case MoveKind.OldNews:
                Give(new StrategyInput.IntentAnswered(Venue.MexcSpot, LongAgo, new IntentAnswer.Refused(RefusalReason.Budget)));
                Give(new StrategyInput.OrderAcknowledged(Venue.MexcSpot, LongAgo));
                Give(new StrategyInput.OrderInDoubt(Venue.MexcSpot, LongAgo, "timeout"));
                Give(new StrategyInput.OrderFinished(Venue.MexcSpot, LongAgo, new OrderOutcome.NotSent(RefusalReason.Killed), 0));
                break;
            case MoveKind.Restart:
                Recover();
                break;
            default:
                if (!CarryOfGuard(move.Kind))
                    CarryOfOrder(move, _world.Orders.First(o => o.Id.Letter == 'a' + move.Which));
                break;
        }
    }

    private void Force(Venue venue, Side side, decimal contracts, TradeCause cause)
    {
        var price = side == Side.Buy ? SmallMarket.Ask(venue, _world.IsDear) : SmallMarket.Bid(venue, _world.IsDear);
        Log(venue, new(null, side, contracts, price, cause));
        TellFills(venue);
    }

    // A tick probes the epoch, and everybody who has nothing new to say says that.
    private void Reassure()
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (!_world.At(venue).IsAsked)
                Give(new StrategyInput.EpochAcknowledged(venue, _world.State.Epoch, ClaimedAt(venue)));
        }

        var guard = _world.Guard;
        if (!guard.IsAsked && !guard.IsModeUntold)
            Give(new StrategyInput.GuardAcknowledged(_world.State.Epoch, guard.Older, guard.Mode, guard.Sequence, guard.Venues));
    }

    private ImmutableArray<ClientOrderId> ClaimedAt(Venue venue) =>
        [.. _world.Orders.Where(o => o.Intent.Venue == venue && o.Stage == OrderStage.Working).Select(o => o.Id)];

    private bool CarryOfGuard(MoveKind kind)
    {
        var guard = _world.Guard;
        switch (kind)
        {
            case MoveKind.GuardAcknowledges:
                _world = _world with { Guard = guard with { IsAsked = false, IsModeUntold = false } };
                Give(new StrategyInput.GuardAcknowledged(_world.State.Epoch, guard.Older, guard.Mode, guard.Sequence, guard.Venues));
                return true;
            case MoveKind.GuardSilent:
                _world = _world with { Guard = guard with { IsAsked = false } };
                return true;
            case MoveKind.Grant:
                var asked = guard.LeaseAsked!;
                guard = guard with { LeaseAsked = null };
                if (guard.AnswerOf(asked) is null)
                {
                    guard = guard with
                    {
                        Open = guard.Open.Add(guard.NextLease),
                        Last = new(asked.RequestId, guard.NextLease),
                        NextLease = guard.NextLease + 1,
                    };
                }

                _world = _world with { Guard = guard };
                Give(new StrategyInput.LeaseGranted(
                    asked.RequestId, guard.Last.LeaseId, new(0, 1), asked.Capital, asked.Exposure, SmallMarket.Long));
                return true;
            case MoveKind.RefuseLease or MoveKind.LeaseLost:
                var request = guard.LeaseAsked!;
                _world = _world with { Guard = guard with { LeaseAsked = null } };
                if (kind == MoveKind.RefuseLease)
                    Give(new StrategyInput.LeaseRefused(request.RequestId, "limit"));
                return true;
            case MoveKind.GrantLate:
                Give(new StrategyInput.LeaseGranted(0, guard.Older[0], new(0, 1), new(1m), new(1m), SmallMarket.Long));
                return true;
            case MoveKind.RefuseLeaseLate:
                _world = _world with { Guard = guard with { Unheard = null } };
                Give(new StrategyInput.LeaseRefused(guard.Unheard!.RequestId, "epoch"));
                return true;
            case MoveKind.TellMode or MoveKind.Reduce or MoveKind.ReduceMexc or MoveKind.Halt or MoveKind.Resume:
                var mode = kind switch
                {
                    MoveKind.Reduce => TradingMode.Reducing,
                    MoveKind.Halt => TradingMode.Halted,
                    MoveKind.Resume => TradingMode.Active,
                    _ => guard.Mode,
                };
                var sequence = kind == MoveKind.TellMode ? guard.Sequence : guard.Sequence + 1;
                var isMexcReducing = kind == MoveKind.ReduceMexc || (kind != MoveKind.Resume && guard.IsMexcReducing);
                guard = guard with { Mode = mode, Sequence = sequence, IsModeUntold = false, IsMexcReducing = isMexcReducing };
                _world = _world with { Guard = guard };
                Give(new StrategyInput.ModeOrdered(mode, sequence, "ordered", guard.Venues));
                return true;
            case MoveKind.LedgerHalts:
                Give(new StrategyInput.HaltOrdered("ledger"));
                return true;
            case MoveKind.StopClosing or MoveKind.StopKeeping:
                Give(new StrategyInput.StopRequested(kind == MoveKind.StopClosing ? OnStop.Close : OnStop.KeepHedged, "stop"));
                return true;
            case MoveKind.LeaseAges:
                AgeLease();
                return true;
            case MoveKind.EntryAges:
                var inventory = _world.State.Inventory;
                _world = _world with
                {
                    State = _world.State with
                    {
                        Inventory = inventory with { Lots = inventory.Lots.SetItem(0, inventory.Lots[0] with { At = _world.Now - SmallMarket.Long }) },
                    },
                };
                return true;
            default:
                return false;
        }
    }

    // The clock of a lease runs at any speed: its times move into the past, as if it had been asked for earlier.
    private void AgeLease()
    {
        var held = _world.State.Lease.Held!;
        var by = _world.Now - held.AskedAt < SmallMarket.Long / 2 ? SmallMarket.Long / 2 : SmallMarket.Long;
        var aged = held with
        {
            AskedAt = _world.Now - by,
            Token = held.Token with { ExpiresAt = _world.Now - by + SmallMarket.Long },
        };
        _world = _world with { State = _world.State with { Lease = _world.State.Lease with { Held = aged } } };
    }

    private void CarryOfOrder(WorldMove move, OrderTruth order)
    {
        var (venue, id) = (order.Intent.Venue, order.Id);
        switch (move.Kind)
        {
            case MoveKind.Claim or MoveKind.ClaimUnheard:
                _world = _world.With(order with { Stage = OrderStage.Working, IsMute = move.Kind == MoveKind.ClaimUnheard });
                if (move.Kind == MoveKind.ClaimUnheard)
                    break;
                Give(new StrategyInput.IntentAnswered(venue, id, IntentAnswer.Claimed.Instance));
                Give(new StrategyInput.OrderAcknowledged(venue, id));
                break;
            case MoveKind.SayClaimed:
                Give(new StrategyInput.IntentAnswered(venue, id, IntentAnswer.Claimed.Instance));
                break;
            case MoveKind.RefuseLate or MoveKind.Refuse or MoveKind.Void:
                _world = _world.With(order with { Stage = OrderStage.NeverSent });
                Give(new StrategyInput.IntentAnswered(venue, id, move.Kind switch
                {
                    MoveKind.Void => IntentAnswer.Voided.Instance,
                    MoveKind.Refuse => new IntentAnswer.Refused(RefusalReason.Budget),
                    _ => new IntentAnswer.Refused(order.Intent.Epoch < _world.State.Epoch ? RefusalReason.OldEpoch : RefusalReason.Expired),
                }));
                break;
            case MoveKind.OrderLost:
                _world = _world.With(order with { Stage = OrderStage.Lost });
                break;
            case MoveKind.Slow:
                _world = _world.With(order with { IsSlow = true });
                break;
            case MoveKind.Doubt:
                _world = _world.With(order with { IsInDoubt = true });
                Give(new StrategyInput.OrderInDoubt(venue, id, "timeout"));
                break;
            case MoveKind.FillOne:
                Fill(order, 1m);
                TellFills(venue);
                break;
            case MoveKind.TellOutcome:
                TellOutcome(order);
                break;
            default:
                End(move, order);
                break;
        }
    }

    private void End(WorldMove move, OrderTruth order)
    {
        var venue = order.Intent.Venue;
        if (move.Amount > 0)
            order = Fill(order, move.Amount);
        OrderOutcome outcome = move.Kind switch
        {
            MoveKind.NotSent => new OrderOutcome.NotSent(RefusalReason.Killed),
            MoveKind.Reject => new OrderOutcome.Rejected(VenueReject.Other, "no"),
            MoveKind.RejectKey => new OrderOutcome.Rejected(VenueReject.Authentication, "key"),
            MoveKind.NoEffect => OrderOutcome.NoEffect.Instance,
            MoveKind.Finish or MoveKind.FinishShort or MoveKind.FinishOutcomeFirst or MoveKind.FinishUnheard =>
                new OrderOutcome.Ended(new(order.Filled), PriceOf(order) * new Quantity(order.Filled)),
            _ => throw new UnreachableException($"{move}"),
        };
        var upTo = _world.State.Accounts[venue].Cursor + _world.At(venue).Untold.Length;
        var isUnheard = move.Kind == MoveKind.FinishUnheard;
        order = order with { Stage = OrderStage.Finished, Outcome = outcome, UpTo = upTo, IsMute = isUnheard };
        _world = _world.With(order);
        if (isUnheard)
        {
            Change(venue, t => t with { IsMute = !t.Untold.IsEmpty });
            return;
        }

        if (move.Kind != MoveKind.FinishOutcomeFirst)
            TellFills(venue, withFunds: false);
        TellOutcome(order);
        Give(Funds(venue));
    }

    private OrderTruth Fill(OrderTruth order, decimal contracts)
    {
        Log(order.Intent.Venue, new(order.Id, order.Side, contracts, PriceOf(order)));
        var filled = order with { Filled = order.Filled + contracts };
        _world = _world.With(filled);
        return filled;
    }

    // The best price, and never worse than the cap.
    private Price PriceOf(OrderTruth order)
    {
        var (venue, cap) = (order.Intent.Venue, order.Intent.Cap);
        var (bid, ask) = (SmallMarket.Bid(venue, _world.IsDear), SmallMarket.Ask(venue, _world.IsDear));
        return order.Side == Side.Buy ? ask < cap ? ask : cap : bid > cap ? bid : cap;
    }

    private void Log(Venue venue, UntoldFill fill) => Change(venue, t => t with { Untold = t.Untold.Add(fill) });

    private void Change(Venue venue, Func<VenueTruth, VenueTruth> change) => _world = _world.With(venue, change(_world.At(venue)));

    private void TellOutcome(OrderTruth order) =>
        Give(new StrategyInput.OrderFinished(order.Intent.Venue, order.Id, order.Outcome!, order.UpTo));

    private void TellFills(Venue venue, bool withFunds = true)
    {
        var truth = _world.At(venue);
        if (!truth.Untold.IsEmpty)
        {
            var at = _world.State.Accounts[venue].Cursor;
            var facts = ImmutableArray.CreateBuilder<NumberedFact>();
            foreach (var fill in truth.Untold)
                facts.Add(new(++at, at, Trade(venue, at, fill)));
            // The fills are in the input before the truth forgets that they were untold: what is held stays the same throughout.
            var told = new StrategyInput.FactsArrived(venue, facts.ToImmutable());
            _world = _world.With(venue, truth with { Untold = [], IsMute = false });
            Give(told);
            var missing = at - _world.State.Accounts[venue].Cursor;
            if (missing != 0)
                throw new WorldViolation("I4", $"{missing} of the facts told by {venue.Key()} are not booked");
        }

        if (withFunds)
            Give(Funds(venue));
    }

    private static AccountFact.Trade Trade(Venue venue, long number, UntoldFill fill)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        return new(
            $"trade:{id}", SmallMarket.Coin, DateTimeOffset.UnixEpoch, id, id, fill.Order, fill.Side, fill.Price, new(fill.Quantity), 0m, Asset.Usdt, false,
            fill.Cause);
    }

    private void MoveBooks()
    {
        ShowBooks();
        Give(StrategyInput.BooksMoved.Instance);
    }

    // Acknowledgement, session and funds come together: their order among themselves is the connection's, and fixed.
    private void Acknowledge(Venue venue)
    {
        Change(venue, t => t with { IsAsked = false });
        var claimed = ClaimedAt(venue);
        foreach (var order in _world.Orders.Where(o => claimed.Contains(o.Id)).ToArray())
            _world = _world.With(order with { IsMute = false });
        Give(new StrategyInput.EpochAcknowledged(venue, _world.State.Epoch, claimed));
        if (!_world.At(venue).IsUp || _world.View.SessionAt(venue) is { Ready: true, FundsKnown: true })
            return;
        Give(Session(venue));
        Give(Funds(venue));
    }
}
