using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

// The same questions as on the tick path, all of them and with their figures. Whether a pair is taken is decided in the other half of this class: a
// property holds the two against each other.
internal static partial class Opportunities
{
    /// <summary>What every gate says to a pair now.</summary>
    public static OpportunityExplanation Explain(StrategyTurn turn, SpreadDirection direction, PairPurpose purpose)
    {
        var gates = new Gates();
        var isEntry = purpose == PairPurpose.Entry;
        var (sell, buy) = (direction.SellVenue(), direction.BuyVenue());
        Before(turn, gates);
        var spread = turn.View.Spread(isEntry ? direction : direction.Opposite());
        var overdue = !isEntry && turn.State.Inventory.Lots[0].Overdue;
        if (isEntry)
            EntrySpread(turn, gates, spread, direction);
        else
            ReturnSpread(turn, gates, spread, direction, overdue);
        var obstacle = Obstacle(turn, direction, isEntry ? TradingMode.Active : TradingMode.Reducing);
        Obstacles(turn, gates, direction, isEntry ? TradingMode.Active : TradingMode.Reducing);
        var skip = obstacle;
        if (isEntry)
        {
            var drawdown = Equity.DrawdownPct(turn);
            gates.Add(OpportunityGate.Drawdown, !Equity.IsEntryStopped(turn), drawdown, turn.Settings.MaxDrawdownPct, "%",
                $"drawdown {drawdown:0.###} % of the capital allotted, at {turn.Settings.MaxDrawdownPct} % entries stop");
            skip ??= Equity.IsEntryStopped(turn) ? SkipReason.Drawdown : null;
        }

        var ratio = isEntry ? spread.EntryRatio : spread.ReturnRatio(overdue);
        if (turn.Rules(sell) is { } sellRules && turn.Rules(buy) is { } buyRules && ratio > 0m
            && turn.View.BookAt(sell).IsUsable && turn.View.BookAt(buy).IsUsable)
        {
            var after = Sized(turn, gates, direction, purpose, ratio, sellRules, buyRules);
            skip ??= after;
        }

        var isOpportunity = isEntry ? spread.IsAbove : spread.ReturnPays(turn.View, overdue);
        return new(purpose, direction, isOpportunity ? skip : null, gates.All());
    }

    private static void Before(StrategyTurn turn, Gates gates)
    {
        var reads = turn.Phase is StrategyPhase.MonitoringSpreads or StrategyPhase.PreparingArbitrage && !turn.State.Ended;
        gates.Add(OpportunityGate.Phase, reads, null, null, "",
            turn.State.Ended ? "the strategy has ended" : $"{turn.Phase.Display()} since {turn.State.PhaseSince:HH:mm:ss.fff}: {turn.State.PhaseReason}");
        var isOut = turn.Phase == StrategyPhase.MonitoringSpreads && Rebalancing.IsDue(turn) && turn.CanReduce(Venue.GateFutures) && !Rebalancing.MayWait(turn);
        gates.Add(OpportunityGate.Delta, !isOut, turn.State.NetDelta.Value, turn.State.Contract.Value, turn.Settings.Symbol.Base.Text,
            $"net delta {turn.State.NetDelta}, one contract is {turn.State.Contract}");
        var (waited, cooldown) = (turn.Now - turn.State.Profit.LastPair, Cooldown(turn.State.Profit.EmptyInRow));
        gates.Add(OpportunityGate.Cooldown, waited >= cooldown, Ms(waited), Ms(cooldown), "ms",
            cooldown == TimeSpan.Zero
                ? "the last pair brought something"
                : $"{turn.State.Profit.EmptyInRow} pairs in a row brought nothing: {Ms(cooldown):0} ms have to pass, {Ms(waited):0} have");
    }

    private static void EntrySpread(StrategyTurn turn, Gates gates, SpreadView spread, SpreadDirection direction)
    {
        var (net, gross) = (turn.View.NetEdgePct(direction), turn.View.GrossEdgePct(direction));
        gates.Add(OpportunityGate.Spread, spread.IsAbove, net, turn.Settings.EntryThresholdPct, "%",
            net is null
                ? "no two usable books"
                : $"{Top(turn, direction)}: gross {gross:0.####} % less costs {spread.Costs * 100m:0.####} % is {net:0.####} %, the threshold {turn.Settings.EntryThresholdPct} %");
    }

    private static void ReturnSpread(StrategyTurn turn, Gates gates, SpreadView spread, SpreadDirection direction, bool overdue)
    {
        var cost = turn.View.ReturnCostPct(direction.Opposite());
        var limit = overdue ? turn.Settings.MaxReturnCostPct : turn.Settings.ExitThresholdPct;
        gates.Add(OpportunityGate.Spread, spread.ReturnPays(turn.View, overdue), cost, limit, "%",
            cost is null
                ? "no two usable books"
                : $"{Top(turn, direction)}: bringing base back costs {cost:0.####} %, {(overdue ? "overdue, at most" : "at most")} {limit} %");
    }

    private static void Obstacles(StrategyTurn turn, Gates gates, SpreadDirection direction, TradingMode strictest)
    {
        var (sell, buy) = (direction.SellVenue(), direction.BuyVenue());
        var mode = turn.State.Mode;
        gates.Add(OpportunityGate.Mode, mode.Effective <= strictest && turn.State.Stop is null, null, null, "",
            turn.State.Stop is { } stop ? $"a stop was asked for: {stop.Reason}" : $"{mode.Effective}{(mode.HaltReason is { } why ? $": {why}" : "")}");
        var live = turn.State.Orders.Values.Count(o => !turn.State.IsFinal(o));
        gates.Add(OpportunityGate.InDoubt, live == 0, live, 0m, "", live == 0 ? "no order is open or in doubt" : $"{live} orders are open, unanswered or in doubt");
        gates.Add(OpportunityGate.Session, turn.IsReconciled || live > 0, null, null, "", Sessions(turn));
        var (sellAge, buyAge) = (AgeOf(turn, sell), AgeOf(turn, buy));
        gates.Add(OpportunityGate.Stale, turn.IsFresh(sell) && turn.IsFresh(buy), Ms(sellAge > buyAge ? sellAge : buyAge), Ms(turn.Settings.StaleAfter), "ms",
            $"{BookText(turn, sell, sellAge)}, {BookText(turn, buy, buyAge)}, at most {Ms(turn.Settings.StaleAfter):0} ms");
        var skew = Skew(turn, direction);
        gates.Add(OpportunityGate.Skew, skew <= turn.Settings.MaxSkew, Ms(skew), Ms(turn.Settings.MaxSkew), "ms",
            $"{Ms(skew):0} ms between the books, at most {Ms(turn.Settings.MaxSkew):0}");
        if (!turn.View.BookAt(sell).IsUsable || !turn.View.BookAt(buy).IsUsable)
            return;
        var (one, other) = (turn.View.BookAt(sell).Mid.Value, turn.View.BookAt(buy).Mid.Value);
        var gap = Math.Abs(one - other) / Math.Min(one, other) * 100m;
        gates.Add(OpportunityGate.MidGap, Math.Abs(one - other) <= 0.05m * Math.Min(one, other), gap, 5m, "%", $"mids {gap:0.###} % apart, at most 5 %");
        if (turn.Rules(sell) is { } sellRules && turn.Rules(buy) is { } buyRules)
        {
            gates.Add(OpportunityGate.Suspended, sellRules.Tradable && buyRules.Tradable, null, null, "",
                sellRules.Tradable && buyRules.Tradable ? "both venues trade the coin" : $"{(sellRules.Tradable ? buy : sell).Key()} does not trade the coin");
        }
    }

    // Size, confidence and lease; the reason counted when one of them says no.
    private static SkipReason? Sized(
        StrategyTurn turn, Gates gates, SpreadDirection direction, PairPurpose purpose, decimal ratio, Instrument sellRules, Instrument buyRules)
    {
        Quantity? most = null;
        if (purpose == PairPurpose.Return)
            most = new(turn.State.Inventory.Lots.Sum(l => l.Base.Value));
        var usable = Leases.Usable(turn);
        var limits = LimitsOf(turn, direction, usable, most);
        var (planned, blame) = Sizing.Plan(
            turn.View.BookAt(direction.SellVenue()), turn.View.BookAt(direction.BuyVenue()), sellRules, buyRules, ratio, limits);
        var coin = turn.Settings.Symbol.Base.Text;
        var have = $"{limits.Inventory} {coin} to sell at {direction.SellVenue().Key()}, {limits.Quote.Value:0.##} USDT at {direction.BuyVenue().Key()}, a leg at most {limits.LegValue.Value:0.##} USDT";
        gates.Add(OpportunityGate.Size, planned is not null, planned?.Sell.Value ?? 0m, null, coin,
            planned is { } p ? $"{p.Sell} {coin} of {p.Available} that pay: {have}" : $"{Reason(blame)}: {have}");
        SkipReason? skip = planned is null ? blame : null;
        if (planned is { } plan && purpose == PairPurpose.Entry)
        {
            var confidence = ConfidenceOf(turn, direction, plan);
            var isConfident = confidence.Score >= turn.Settings.ConfidenceMin;
            gates.Add(OpportunityGate.Confidence, isConfident, confidence.Score, turn.Settings.ConfidenceMin, "",
                $"{confidence.Score:0.###} = freshness {confidence.Freshness:0.###} x depth {confidence.Depth:0.###} x persistence {confidence.Persistence:0.###}, at least {turn.Settings.ConfidenceMin}");
            skip ??= isConfident ? null : SkipReason.NotConfident;
        }

        gates.Add(OpportunityGate.Lease, usable != Notional.Zero, usable.Value, null, "USDT",
            turn.State.Lease.Held is { } held ? $"{usable.Value:0.##} USDT usable of lease {held.Token.Id} until {held.Token.ExpiresAt:HH:mm:ss.fff}" : "no lease is held");
        return skip ?? (usable == Notional.Zero ? SkipReason.Lease : null);
    }

    private static string Sessions(StrategyTurn turn)
    {
        if (!turn.State.Recovery.GuardConfirmed)
            return "the guard does not know this incarnation yet";
        foreach (var venue in Venues.All)
        {
            var (session, account) = (turn.View.SessionAt(venue), turn.State.Accounts[venue]);
            if (!session.Ready || !account.Up)
                return $"{venue.Key()} is down: {session.Why}";
            if (!account.Acknowledged)
                return $"{venue.Key()} does not know this incarnation yet";
            if (session.Clock.ErrorBound > turn.Settings.ClockErrorMax)
                return $"the clock of {venue.Key()} is known to {Ms(session.Clock.ErrorBound):0} ms, at most {Ms(turn.Settings.ClockErrorMax):0} are allowed";
            if (!session.FundsKnown || session.Instrument is null)
                return $"funds or rules at {venue.Key()} are not known yet";
        }

        return "guard and all venues are up and known";
    }

    private static string Top(StrategyTurn turn, SpreadDirection direction) =>
        $"bid {turn.View.BookAt(direction.SellVenue()).BestBid} at {direction.SellVenue().Key()}, ask {turn.View.BookAt(direction.BuyVenue()).BestAsk} at {direction.BuyVenue().Key()}";

    private static string BookText(StrategyTurn turn, Venue venue, TimeSpan age) => turn.View.BookAt(venue) switch
    {
        { Status: BookStatus.Empty } => $"{venue.Key()} has no book",
        { IsUsable: false } => $"{venue.Key()} is not synchronised or crossed",
        _ => $"{venue.Key()} {Ms(age):0} ms old",
    };

    private static string Reason(SkipReason blame) => blame switch
    {
        SkipReason.NoInventory => "too little to sell",
        SkipReason.NoQuote => "too little USDT",
        _ => "what pays is below a legal size",
    };

    private static TimeSpan AgeOf(StrategyTurn turn, Venue venue) => turn.Now - turn.View.BookAt(venue).AliveAt;

    private static decimal Ms(TimeSpan span) => (decimal)span.Ticks / TimeSpan.TicksPerMillisecond;

    private sealed class Gates
    {
        private readonly ImmutableArray<GateAnswer>.Builder _all = ImmutableArray.CreateBuilder<GateAnswer>();

        public void Add(OpportunityGate gate, bool isOpen, decimal? actual, decimal? limit, string unit, string text) =>
            _all.Add(new(gate, isOpen, actual, limit, unit, text));

        public ImmutableArray<GateAnswer> All() => _all.ToImmutable();
    }
}
