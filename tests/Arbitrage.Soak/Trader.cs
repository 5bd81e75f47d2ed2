using Akka.Actor;
using Arbitrage.Actors;
using Arbitrage.Actors.Routing;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Soak;

/// <summary>
/// Stands for the strategies: intends small orders on every venue, some of which rest and are cancelled, repeats what may have been lost, books
/// facts by their offsets, confirms outcomes. It knows nothing of faults.
/// </summary>
internal sealed class Trader : UntypedActor, IWithTimers
{
    private const int MostOpen = 3;

    private static readonly Epoch OwnEpoch = new(0, 1);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(Venue, Symbol), Desk> _desks;
    private readonly ITradingRoutes _routes;
    private readonly SoakBooks _books;
    private readonly SoakTally _tally;
    private readonly Random _random;
    private bool _isPaused;

    public Trader(IReadOnlyList<Symbol> symbols, ITradingRoutes routes, SoakBooks books, SoakTally tally, int seed)
    {
        (_routes, _books, _tally, _random) = (routes, books, tally, new(seed));
        _desks = Domain.Markets.Venues.All.SelectMany(venue => symbols.Select(symbol => (venue, symbol))).ToDictionary(key => key, _ => new Desk());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IReadOnlyList<Symbol> symbols, ITradingRoutes routes, SoakBooks books, SoakTally tally, int seed) =>
        Akka.Actor.Props.Create(() => new Trader(symbols, routes, books, tally, seed));

    protected override void PreStart() => Timers.StartPeriodicTimer("beat", Beating.Instance, Beat);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ToStrategy(var symbol, var input):
                Take(symbol, input);
                break;
            case Beating:
                foreach (var ((venue, symbol), desk) in _desks)
                    OnBeat(venue, symbol, desk);
                break;
            case Pause(var isPaused):
                _isPaused = isPaused;
                break;
            case AskQuiet:
                Sender.Tell(new Quiet(
                    _desks.Values.Sum(desk => desk.Open.Count),
                    string.Join(", ", _desks.Where(d => !d.Value.IsReady).Select(d => $"{d.Key.Item1.Key()} {d.Key.Item2}: {d.Value.Why}"))));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnBeat(Venue venue, Symbol symbol, Desk desk)
    {
        Tell(venue, new ConnectionInput.RaiseEpoch(symbol, OwnEpoch));
        Tell(venue, new ConnectionInput.PullSymbolFacts(symbol, desk.Cursor));
        var now = TimeProvider.System.GetUtcNow();
        foreach (var order in desk.Open.Values)
        {
            if (order.Answer is null)
                Tell(venue, new ConnectionInput.Submit(order.Intent));
            else if (order.Intent.Kind == OrderKind.GoodTillCancelled && now - order.Since > TimeSpan.FromSeconds(1))
                Tell(venue, new ConnectionInput.Cancel(order.Intent.Id));
        }

        if (!_isPaused && desk.IsReady && desk.Instrument is { } instrument && desk.Open.Count < MostOpen && _random.Next(10) == 0)
            Intend(venue, symbol, desk, instrument, now);
    }

    private void Intend(Venue venue, Symbol symbol, Desk desk, Instrument instrument, DateTimeOffset now)
    {
        var book = _books.Latest(venue, symbol);
        if (!book.IsUsable)
            return;
        var side = desk.Intents % 2 == 0 ? Side.Buy : Side.Sell;
        var rests = _random.Next(8) == 0;
        var through = rests ? 0.9m : 1.01m;
        var cap = instrument.RoundDownToTick(new(book.Mid.Value * (side == Side.Buy ? through : 2m - through)));
        var quantity = instrument.RoundUpToLot(new(_random.Next(15, 60) / cap.Value));
        if (!instrument.IsLegal(quantity, cap))
            return;
        var id = ClientOrderId.For((int)venue, ClientOrderId.StrategyTag(PersistenceIds.Strategy(symbol)), ++desk.Intents, 'a');
        var intent = new OrderIntent(
            id, venue, symbol, OwnEpoch, side, rests ? OrderKind.GoodTillCancelled : OrderKind.ImmediateOrCancel, quantity, cap, false,
            RiskClass.AddsRisk, now + desk.Clock.Offset + TimeSpan.FromSeconds(2), new(desk.Intents, new(0, 1), now.AddSeconds(10)));
        desk.Open.Add(id, new(intent, now));
        _tally.Intended++;
        Tell(venue, new ConnectionInput.Submit(intent));
    }

    private void Take(Symbol symbol, StrategyInput input)
    {
        switch (input)
        {
            case StrategyInput.SessionChanged s:
                var desk = _desks[(s.Venue, symbol)];
                (desk.IsReady, desk.Why, desk.Clock) = (s.Ready, s.Why, s.Clock);
                desk.Instrument = s.Instrument ?? desk.Instrument;
                break;
            case StrategyInput.FundsSeen f:
                _desks[(f.Venue, symbol)].Clock = f.Clock;
                break;
            case StrategyInput.IntentAnswered a:
                OnAnswer(_desks[(a.Venue, symbol)], symbol, a);
                break;
            case StrategyInput.OrderInDoubt:
                _tally.Doubts++;
                break;
            case StrategyInput.OrderFinished f:
                if (_desks[(f.Venue, symbol)].Open.Remove(f.Id))
                    _tally.Count(f.Outcome);
                Tell(f.Venue, new ConnectionInput.ConfirmOutcomes(symbol, [f.Id]));
                break;
            case StrategyInput.FactsArrived f:
                Book(symbol, f);
                break;
        }
    }

    private void OnAnswer(Desk desk, Symbol symbol, StrategyInput.IntentAnswered answered)
    {
        if (!desk.Open.TryGetValue(answered.Id, out var order))
            return;
        if (answered.Answer is IntentAnswer.Refused(var reason))
        {
            desk.Open.Remove(answered.Id);
            _tally.Refused[reason] = _tally.Refused.GetValueOrDefault(reason) + 1;
            Tell(answered.Venue, new ConnectionInput.ConfirmOutcomes(symbol, [answered.Id]));
        }
        else
        {
            desk.Open[answered.Id] = order with { Answer = answered.Answer };
        }
    }

    private void Book(Symbol symbol, StrategyInput.FactsArrived arrived)
    {
        var desk = _desks[(arrived.Venue, symbol)];
        foreach (var numbered in arrived.Facts)
        {
            if (numbered.SymbolOffset <= desk.Cursor)
                continue;
            if (numbered.SymbolOffset > desk.Cursor + 1)
                return; // the next pull brings what is between
            desk.Cursor = numbered.SymbolOffset;
            if (numbered.Fact is AccountFact.Trade trade)
                _tally.Trades.Enqueue((arrived.Venue, trade));
        }
    }

    private void Tell(Venue venue, ConnectionInput input) => _routes.Connections.Tell(new ToConnection(venue, input));

    private sealed class Desk
    {
        public bool IsReady { get; set; }

        public string Why { get; set; } = "not heard of";

        public ClockReading Clock { get; set; }

        public Instrument? Instrument { get; set; }

        public long Intents { get; set; }

        public long Cursor { get; set; }

        public Dictionary<ClientOrderId, Order> Open { get; } = [];
    }

    private sealed record Order(OrderIntent Intent, DateTimeOffset Since, IntentAnswer? Answer = null);

    private sealed record Beating
    {
        public static readonly Beating Instance = new();
    }
}

/// <summary>No new orders from now on, or again.</summary>
internal sealed record Pause(bool IsPaused);

/// <summary>Asks for <see cref="Quiet"/>.</summary>
internal sealed record AskQuiet;

/// <summary>What is still under way.</summary>
/// <param name="Open">Orders without an outcome.</param>
/// <param name="NotReady">Sessions that are not open for orders, and why; empty when all are.</param>
internal sealed record Quiet(int Open, string NotReady);
