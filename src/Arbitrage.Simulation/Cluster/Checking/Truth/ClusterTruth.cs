using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking.Truth;

/// <summary>
/// What is true of a simulated cluster, put together from journals, wire and venues. The machines' own books are not asked. Hears of each fact before
/// any checker does.
/// </summary>
internal sealed class ClusterTruth
{
    private readonly ICluster _cluster;
    private readonly Dictionary<string, TrueOrder> _orders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<Symbol, SymbolTruth> _symbols = [];
    private readonly Dictionary<string, SymbolTruth> _byJournal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Venue> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<(Venue, Symbol), (Epoch Epoch, Incarnation By)> _raised = [];
    private readonly TimeSpan[] _offset = new TimeSpan[(int)Venue.MexcSpot + 1];

    public ClusterTruth(ICluster cluster)
    {
        _cluster = cluster;
        foreach (var settings in cluster.Settings.Strategies)
        {
            var symbol = new SymbolTruth(settings);
            _symbols.Add(settings.Symbol, symbol);
            _byJournal.Add(JournalIds.Strategy(settings.Symbol), symbol);
        }

        foreach (var venue in cluster.Settings.Connections.Keys)
            _connections.Add(JournalIds.Connection(venue), venue);
    }

    /// <summary>All symbols, ordered.</summary>
    public IEnumerable<SymbolTruth> Symbols => _symbols.Values;

    /// <summary>The guard's journal.</summary>
    public GuardTruth Guard { get; } = new();

    /// <summary>What people traded by hand.</summary>
    public OthersTrades Others { get; } = new();

    /// <summary>All intents that were ever heard of.</summary>
    public IEnumerable<TrueOrder> Orders => _orders.Values;

    /// <summary>The order of a client id; null when nobody ever spoke of it.</summary>
    public TrueOrder? Find(string? id) => id is null ? null : _orders.GetValueOrDefault(id);

    /// <summary>What a strategy durably knows.</summary>
    public SymbolTruth Of(Symbol symbol) => _symbols[symbol];

    /// <summary>The symbol of a strategy's journal; null when the journal is not a strategy's.</summary>
    public SymbolTruth? StrategyOf(string persistenceId) => _byJournal.GetValueOrDefault(persistenceId);

    /// <summary>The venue of a connection's journal; null when it is none.</summary>
    public Venue? ConnectionOf(string persistenceId) => _connections.TryGetValue(persistenceId, out var venue) ? venue : null;

    /// <summary>Newest epoch of a strategy that a connection durably knows, and which incarnation wrote it.</summary>
    public (Epoch Epoch, Incarnation By) RaisedAt(Venue venue, Symbol symbol) => _raised.GetValueOrDefault((venue, symbol));

    /// <summary>The venue's own clock now, as its last receipt of an order showed it.</summary>
    public DateTimeOffset VenueNow(Venue venue) => _cluster.Now + _offset[(int)venue];

    /// <summary>
    /// Worst exposure of a symbol in USDT: what is held plus all that may still fill on that side, at the larger of cap and mark. What a person traded by
    /// hand counts once the symbol's use was stated with it.
    /// </summary>
    public decimal WorstExposure(Symbol symbol)
    {
        var spot = HeldValue(symbol, Venue.GateSpot) + HeldValue(symbol, Venue.MexcSpot);
        var perpetual = HeldValue(symbol, Venue.GateFutures);
        foreach (var order in _orders.Values)
        {
            if (order.Intent is not { } intent || intent.Symbol != symbol || !order.MayFill(VenueNow(intent.Venue)))
                continue;
            if (intent.Side == Side.Buy && intent.Venue.IsSpot())
                spot += OpenValue(order);
            else if (intent.Side == Side.Sell && !intent.Venue.IsSpot())
                perpetual += OpenValue(order);
        }

        // The perpetual hedges what was traded by hand as soon as it is booked.
        perpetual -= (Others.Unstated(symbol, Venue.GateSpot) + Others.Unstated(symbol, Venue.MexcSpot)) * Mark(symbol, Venue.GateFutures);
        return Math.Max(spot, perpetual);
    }

    /// <summary>USDT that a symbol may tie up at one venue at worst.</summary>
    public decimal WorstCapital(Symbol symbol, Venue venue)
    {
        var leverage = venue.IsSpot() ? 1m : Math.Max(Of(symbol).Settings.FuturesLeverage, 1m);
        var tied = HeldValue(symbol, venue) / leverage;
        foreach (var order in _orders.Values)
        {
            if (order.Intent is { } intent && intent.Symbol == symbol && intent.Venue == venue && intent.Risk == RiskClass.AddsRisk
                && intent.Side == (venue.IsSpot() ? Side.Buy : Side.Sell) && order.MayFill(VenueNow(venue)))
                tied += OpenValue(order) / leverage;
        }

        return tied;
    }

    public void Heard(in Durable durable)
    {
        switch (durable.Happened)
        {
            case StrategyEvent e:
                if (StrategyOf(durable.By.PersistenceId) is { } symbol)
                    Heard(symbol, e);
                if (e is StrategyEvent.FactBooked { Fact.Fact: AccountFact.Trade trade } booked)
                    Others.Booked(booked.Venue, trade, durable.Sequence);
                break;
            case ConnectionEvent e:
                if (ConnectionOf(durable.By.PersistenceId) is { } venue)
                    Heard(durable.By, venue, e);
                break;
            case RiskGuardEvent e:
                Guard.Heard(e, _cluster.Now);
                if (e is RiskGuardEvent.UseRestated restated)
                    Others.Stated(restated.Symbol, restated.Stamp);
                else if (e is RiskGuardEvent.LeaseClosed closed)
                    Others.Stated(closed.Symbol, closed.Stamp);
                break;
            default:
                break;
        }
    }

    public void Heard(in CreateWritten written) => OrderOf(written.Intent.Id.Text).Writes++;

    public void Heard(in CreateReceived received)
    {
        _offset[(int)received.Log.Venue] = received.VenueNow - _cluster.Now;
        if (!ClientOrderId.TryParse(received.Log.Request.ClientId, out var id))
            return;
        var order = OrderOf(id.Text);
        order.Receipts++;
        if (received.Log.VenueId is null)
            order.IsTurnedAway = true;
        else
            order.IsAccepted = true;
    }

    public void Heard(Venue venue, VenueEvent happened)
    {
        if (happened is VenueEvent.Traded traded)
            Others.Heard(venue, traded.Trade);
        if (happened is not VenueEvent.OrderChanged changed || !ClientOrderId.TryParse(changed.Order.ClientId, out var id))
            return;
        var order = OrderOf(id.Text);
        order.IsAccepted = true;
        order.Filled = changed.Order.Filled.Value;
        order.HasEnded = !changed.Order.IsOpen;
    }

    private void Heard(SymbolTruth symbol, StrategyEvent happened)
    {
        switch (happened)
        {
            case StrategyEvent.IncarnationStarted e:
                symbol.Epoch = e.Epoch;
                break;
            case StrategyEvent.LegsIntended e:
                Intended(symbol, e.Orders);
                break;
            case StrategyEvent.LadderStepped e:
                Intended(symbol, e.Orders);
                break;
            case StrategyEvent.OrderAnswered e:
                OrderOf(e.Id.Text).AnswerSeen = e.Answer;
                symbol.Settle();
                break;
            case StrategyEvent.OutcomeSeen e:
                var order = OrderOf(e.Id.Text);
                (order.OutcomeSeen, order.UpTo) = (e.Outcome, e.UpTo);
                symbol.Settle();
                break;
            case StrategyEvent.FactBooked e:
                symbol.Book(e.Venue, e.Fact, e.Fact.Fact is AccountFact.Trade { Order: { } id } ? OrderOf(id.Text) : null);
                break;
            default:
                break;
        }
    }

    private void Heard(Incarnation by, Venue venue, ConnectionEvent happened)
    {
        switch (happened)
        {
            case ConnectionEvent.EpochRaised e:
                _raised[(venue, e.Symbol)] = (e.Epoch, by);
                break;
            case ConnectionEvent.Claimed e:
                var order = OrderOf(e.Intent.Id.Text);
                (order.Claim, order.ClaimedBy) = (e.Intent, by);
                order.Claims++;
                order.Answers++;
                break;
            case ConnectionEvent.Refused e:
                OrderOf(e.Intent.Id.Text).Answers++;
                break;
            case ConnectionEvent.Voided e:
                OrderOf(e.Intent.Id.Text).Answers++;
                break;
            case ConnectionEvent.Inherited e:
                OrderOf(e.Intent.Id.Text).Answers++;
                break;
            case ConnectionEvent.Finished e:
                OrderOf(e.Id.Text).Outcome = e.Outcome;
                break;
            default:
                break;
        }
    }

    private void Intended(SymbolTruth symbol, ImmutableArray<OrderIntent> intents)
    {
        foreach (var intent in intents)
        {
            var order = OrderOf(intent.Id.Text);
            order.Intent ??= intent;
            order.Intentions++;
            symbol.Intended(order);
        }
    }

    private TrueOrder OrderOf(string id)
    {
        if (!_orders.TryGetValue(id, out var order))
            _orders.Add(id, order = new(id));
        return order;
    }

    private decimal HeldValue(Symbol symbol, Venue venue)
    {
        if (!_cluster.Venues.TryGetValue(venue, out var model))
            return 0m;
        var held = venue.IsSpot() ? model.Balance(symbol.Base).Total : model.SizeOf(symbol).Value;
        return Math.Max(Math.Abs(held) - Others.Unstated(symbol, venue), 0m) * model.Mark(symbol).Value;
    }

    private decimal Mark(Symbol symbol, Venue venue) => _cluster.Venues.TryGetValue(venue, out var model) ? model.Mark(symbol).Value : 0m;

    private decimal OpenValue(TrueOrder order)
    {
        var intent = order.Intent!;
        var mark = _cluster.Venues.TryGetValue(intent.Venue, out var model) ? model.Mark(intent.Symbol) : default;
        return (intent.Cap > mark ? intent.Cap : mark).Value * (intent.Quantity.Value - order.Filled);
    }
}
