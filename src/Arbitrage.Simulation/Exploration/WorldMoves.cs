using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Simulation.Exploration;

/// <summary>What the truth of a world allows to happen next. Depends on nothing that the canonical form leaves out.</summary>
internal static class WorldMoves
{
    /// <summary>All of them, the kind ones first. Time passes only when nothing is left that healthy parts do at once.</summary>
    public static void Of(SmallWorld world, List<WorldMove> moves)
    {
        moves.Clear();
        if (world.IsStopped)
        {
            if (world.Adversities > 0)
                moves.Add(new(MoveKind.Restart));
            return;
        }

        Answers(world, moves);
        Surroundings(world, moves);
        if (world.Adversities > 0)
            Adversities(world, moves);
    }

    private static void Answers(SmallWorld world, List<WorldMove> moves)
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var truth = world.At(venue);
            if (truth.IsAsked)
                moves.Add(WorldMove.At(MoveKind.Acknowledge, venue));
            if (!truth.Untold.IsEmpty && !truth.IsMute)
                moves.Add(WorldMove.At(MoveKind.TellFills, venue));
        }

        if (world.Guard.IsAsked)
            moves.Add(new(MoveKind.GuardAcknowledges));
        if (world.Guard is { LeaseAsked: not null, Mode: TradingMode.Active })
            moves.Add(new(MoveKind.Grant));
        if (world.Guard.IsModeUntold)
            moves.Add(new(MoveKind.TellMode));
        foreach (var order in world.Orders)
        {
            if (world.State.Orders.TryGetValue(order.Id, out var known))
                AnswersOf(world, order, known, moves);
        }
    }

    private static void AnswersOf(SmallWorld world, OrderTruth order, OrderState known, List<WorldMove> moves)
    {
        var at = (byte)(order.Id.Letter - 'a');
        var isOld = order.Intent.Epoch < world.State.Epoch && world.State.Accounts[order.Intent.Venue].Acknowledged;
        switch (order.Stage)
        {
            case OrderStage.InFlight or OrderStage.Lost when order.IsVoidAsked:
                moves.Add(new(MoveKind.Void, at));
                break;
            case OrderStage.InFlight when isOld || world.Now > order.Intent.NotAfter || !world.At(order.Intent.Venue).IsUp:
                moves.Add(new(MoveKind.RefuseLate, at));
                break;
            case OrderStage.InFlight:
                moves.Add(new(MoveKind.Claim, at));
                break;
            case OrderStage.Working:
                if (known.Answer is null && !order.IsMute)
                    moves.Add(new(MoveKind.SayClaimed, at));
                Endings(world, order, at, moves);
                break;
            case OrderStage.Finished when known.Outcome is null && !order.IsMute:
                moves.Add(new(MoveKind.TellOutcome, at));
                break;
            default:
                break;
        }
    }

    // Full when the price allows it, otherwise nothing; of an order that takes its time anything may come out.
    private static void Endings(SmallWorld world, OrderTruth order, byte at, List<WorldMove> moves)
    {
        var most = (byte)MostThatFills(world, order);
        if (TakesTime(order))
        {
            for (byte filled = 0; filled <= most; filled++)
                moves.Add(new(MoveKind.Finish, at, filled));
            if (order.IsInDoubt && order.Filled == 0m)
                moves.Add(new(MoveKind.NoEffect, at));
        }
        else
        {
            moves.Add(new(MoveKind.Finish, at, Reaches(world, order) ? most : (byte)0));
        }
    }

    // In doubt, slow, or claimed unheard: nobody waits for it.
    private static bool TakesTime(OrderTruth order) => order.Stage == OrderStage.Working && (order.IsInDoubt || order.IsSlow || order.IsMute);

    private static void Surroundings(SmallWorld world, List<WorldMove> moves)
    {
        if (moves.TrueForAll(m => m.Kind is MoveKind.Finish or MoveKind.NoEffect && TakesTime(world.Orders.First(o => o.Id.Letter == 'a' + m.Which))))
            moves.Add(new(MoveKind.Tick));
        if (world.State.Phase is StrategyPhase.MonitoringSpreads or StrategyPhase.PreparingArbitrage)
        {
            moves.Add(new(MoveKind.BooksMove));
            moves.Add(new(MoveKind.PriceMoves));
        }

        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (!world.At(venue).HasBook)
                moves.Add(WorldMove.At(MoveKind.BookReturns, venue));
            if (!world.At(venue).IsUp)
                moves.Add(WorldMove.At(MoveKind.SessionReturns, venue));
        }

        if (world.IsLiquidationNear)
            moves.Add(new(MoveKind.LiquidationFar));
        if (world.Guard.IsModeUntold is false && (world.Guard.Mode != TradingMode.Active || world.Guard.IsMexcReducing))
            moves.Add(new(MoveKind.Resume));
    }

    private static void Adversities(SmallWorld world, List<WorldMove> moves)
    {
        var state = world.State;
        if (state.Phase is not (StrategyPhase.MonitoringSpreads or StrategyPhase.PreparingArbitrage))
            moves.Add(new(MoveKind.PriceJumps));
        if (!world.IsTicked)
            moves.Add(new(MoveKind.Oversleep));
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var truth = world.At(venue);
            if (truth.HasBook)
                moves.Add(WorldMove.At(MoveKind.BookGone, venue));
            if (truth.IsUp)
                moves.Add(WorldMove.At(MoveKind.SessionLost, venue));
            if (truth.IsAsked)
                moves.Add(WorldMove.At(MoveKind.AcknowledgementLost, venue));
        }

        if (world.Guard.IsAsked)
            moves.Add(new(MoveKind.GuardSilent));
        if (world.Guard.LeaseAsked is not null)
        {
            moves.Add(new(MoveKind.RefuseLease));
            moves.Add(new(MoveKind.LeaseLost));
        }

        if (!world.Guard.Older.IsEmpty)
            moves.Add(new(MoveKind.GrantLate));
        if (world.Guard.Unheard is not null)
            moves.Add(new(MoveKind.RefuseLeaseLate));
        moves.Add(new(MoveKind.OldNews));
        if (state.Lease.Held is { } held && held.Token.ExpiresAt > world.Now)
            moves.Add(new(MoveKind.LeaseAges));
        if (!state.Inventory.Lots.IsEmpty && world.Now - state.Inventory.Lots[0].At < SmallMarket.Long)
            moves.Add(new(MoveKind.EntryAges));
        foreach (var order in world.Orders)
            AdversitiesOf(world, order, moves);
        if (world.Ghost is { } ghost)
            moves.Add(new(MoveKind.LateFill, 0, (byte)ghost.Left));
        if (world.HeldAt(Venue.GateFutures).Value <= -2m)
        {
            moves.Add(new(MoveKind.Deleverage));
            moves.Add(new(MoveKind.Liquidate));
        }

        if (world.HeldAt(Venue.MexcSpot).Value >= 2m)
            moves.Add(new(MoveKind.SellByHand));
        if (!world.IsLiquidationNear && world.At(Venue.GateFutures).IsUp && !state.BaseAt(Venue.GateFutures).IsZero)
            moves.Add(new(MoveKind.LiquidationNear));
        Commands(world, moves);
    }

    private static void Commands(SmallWorld world, List<WorldMove> moves)
    {
        if (world.Guard.Mode == TradingMode.Active)
            moves.Add(new(MoveKind.Reduce));
        if (!world.Guard.IsMexcReducing)
            moves.Add(new(MoveKind.ReduceMexc));
        if (world.Guard.Mode != TradingMode.Halted)
            moves.Add(new(MoveKind.Halt));
        if (world.State.Mode.HaltReason is null)
            moves.Add(new(MoveKind.LedgerHalts));
        if (world.State.Stop is not { Automatic: false, OnStop: OnStop.Close })
            moves.Add(new(MoveKind.StopClosing));
        if (world.State.Stop is not { Automatic: false, OnStop: OnStop.KeepHedged })
            moves.Add(new(MoveKind.StopKeeping));
        moves.Add(new(MoveKind.Restart));
    }

    private static void AdversitiesOf(SmallWorld world, OrderTruth order, List<WorldMove> moves)
    {
        var at = (byte)(order.Id.Letter - 'a');
        if (order.Stage == OrderStage.InFlight)
        {
            moves.Add(new(MoveKind.Refuse, at));
            moves.Add(new(MoveKind.OrderLost, at));
            if (world.Now <= order.Intent.NotAfter && world.At(order.Intent.Venue).IsUp)
                moves.Add(new(MoveKind.ClaimUnheard, at));
        }

        if (order is not { Stage: OrderStage.Working, IsInDoubt: false, IsSlow: false, IsMute: false })
            return;
        var most = (byte)MostThatFills(world, order);
        if (order.Filled == 0m)
        {
            moves.Add(new(MoveKind.NotSent, at));
            moves.Add(new(MoveKind.Reject, at));
            moves.Add(new(MoveKind.RejectKey, at));
        }

        moves.Add(new(MoveKind.Slow, at));
        moves.Add(new(MoveKind.Doubt, at));
        moves.Add(new(MoveKind.FinishUnheard, at, 0));
        if (!Reaches(world, order) || most == 0)
            return;
        for (byte filled = 0; filled < most; filled++)
            moves.Add(new(MoveKind.FinishShort, at, filled));
        if (most > 1)
            moves.Add(new(MoveKind.FillOne, at));
        moves.Add(new(MoveKind.FinishOutcomeFirst, at, most));
        moves.Add(new(MoveKind.FinishUnheard, at, most));
    }

    private static bool Reaches(SmallWorld world, OrderTruth order) => order.Side == Side.Buy
        ? SmallMarket.Ask(order.Intent.Venue, world.IsDear) <= order.Intent.Cap
        : SmallMarket.Bid(order.Intent.Venue, world.IsDear) >= order.Intent.Cap;

    // A venue fills no more than is left, and does not sell what is not there nor close more than is open.
    private static decimal MostThatFills(SmallWorld world, OrderTruth order)
    {
        var venue = order.Intent.Venue;
        var held = world.HeldAt(venue).Value;
        if (venue.IsSpot())
            return order.Side == Side.Sell ? Math.Min(order.Left, Math.Max(held, 0m)) : order.Left;
        return order.Intent.ReduceOnly ? Math.Min(order.Left, Math.Abs(held)) : order.Left;
    }
}
