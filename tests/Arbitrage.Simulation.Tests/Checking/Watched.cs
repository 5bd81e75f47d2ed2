using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Cluster;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Tests.Model;

namespace Arbitrage.Simulation.Tests.Checking;

/// <summary>A cluster of nobody: facts are told by hand, and a checker says what it thinks of them.</summary>
internal sealed class Watched : ICluster
{
    private readonly Dictionary<string, List<object>> _journals = [];
    private readonly Dictionary<string, object> _states = [];

    public Watched(long seed = 8)
    {
        Settings = new()
        {
            Seed = seed,
            Strategies = [new() { Symbol = Given.Btc }],
            Connections = Domain.Markets.Venues.All.ToImmutableSortedDictionary(
                v => v, v => new ConnectionSettings { Venue = v, Symbols = [Given.Btc], Limits = RequestLimits.Documented }),
            Risk = new() { MaxSymbolExposure = new(1_000m), MaxTotalExposure = new(1_500m), MaxVenueCapital = new(1_000m) },
        };
        foreach (var venue in Domain.Markets.Venues.All)
            Models.Add(venue, Given.Venue_(venue, usdt: 10_000m, coin: venue.IsSpot() ? 2m : 0m));
        Set = new() { Cluster = this };
        foreach (var (venue, model) in Models)
            model.Subscribe(e => Set.Heard(venue, e), books: false);
        Set.Started(Strategy);
        foreach (var venue in Models.Keys)
            Set.Started(Connection(venue));
    }

    public static Incarnation Strategy { get; } = new(JournalIds.Strategy(Given.Btc), 0, 1);

    public static Incarnation Guard { get; } = new(JournalIds.Guard, 0, 2);

    public CheckerSet Set { get; }

    public SortedDictionary<Venue, VenueModel> Models { get; } = [];

    public DateTimeOffset Now { get; set; } = Given.T0;

    public ClusterSettings Settings { get; }

    public IReadOnlyDictionary<Venue, VenueModel> Venues => Models;

    public ImmutableArray<Incarnation> Living => [];

    public TimeSpan QuietFor { get; set; }

    /// <summary>What was seen broken, as invariants with the checker's name.</summary>
    public string[] Broken => [.. Set.Found.Select(v => $"{v.Invariant} {v.Checker}").Distinct()];

    public static Incarnation Connection(Venue venue, int number = 3) => new(JournalIds.Connection(venue), 0, number);

    public static Incarnation Ledger(Venue venue) => new(JournalIds.Ledger(venue), 0, 4);

    public static LeaseToken Lease { get; } = new(1, new(0, 1), Given.T0.AddSeconds(10));

    public static OrderIntent Order(
        char letter = 'a', Side side = Side.Buy, Venue venue = Venue.GateSpot, decimal size = 1m, decimal cap = 100.2m, RiskClass risk = RiskClass.AddsRisk,
        long epoch = 1) => new(
            ClientOrderId.For(0, "abcdefgh", 5, letter), venue, Given.Btc, new(0, epoch), side, OrderKind.ImmediateOrCancel, new(size), new(cap),
            ReduceOnly: venue == Venue.GateFutures && side == Side.Buy, risk, Given.T0.AddSeconds(1.5), risk == RiskClass.AddsRisk ? Lease : null);

    public static StrategyEvent.LegsIntended Legs(params OrderIntent[] orders) => new(
        PairPurpose.Entry, Venue.MexcSpot, Venue.GateSpot, new(1m), [.. orders],
        new(0m, 0m, 0m, 0m, 1m, 1m, 1m, 1m, 0, default, [Seen(Venue.GateSpot), Seen(Venue.GateFutures), Seen(Venue.MexcSpot)]), Given.T0);

    public static BookSeen Seen(Venue venue, long age = 100) => new(venue, 1, age, new(100.0m), new(100.2m));

    public IReadOnlyList<object> JournalOf(string persistenceId) => _journals.GetValueOrDefault(persistenceId) ?? [];

    public TState? StateOf<TState>(string persistenceId)
        where TState : class => (TState?)_states.GetValueOrDefault(persistenceId);

    public Watched State(string persistenceId, object state)
    {
        _states[persistenceId] = state;
        return this;
    }

    /// <summary>Events become durable, one after the other.</summary>
    public Watched Writes(Incarnation by, params object[] events)
    {
        if (!_journals.TryGetValue(by.PersistenceId, out var journal))
            _journals.Add(by.PersistenceId, journal = []);
        foreach (var happened in events)
        {
            journal.Add(happened);
            Set.Heard(new Durable(by, journal.Count, happened, Known: true));
        }

        return this;
    }

    public Watched Granted(decimal exposure = 1_000m) =>
        Writes(Guard, new RiskGuardEvent.LeaseGranted(1, Given.Btc, new(0, 1), 1, new(exposure), new(exposure), Now));

    public Watched Claims(OrderIntent order, int by = 3) => Writes(
        Connection(order.Venue, by), new ConnectionEvent.Claimed(order, 1, new(Asset.Usdt, 0m), new(TimeSpan.Zero, TimeSpan.FromMilliseconds(5)), Now));

    /// <summary>Intended, claimed, written: as it should be, under a grant.</summary>
    public Watched Sends(OrderIntent order) => Granted().Writes(Strategy, Legs(order)).Claims(order).Wire(order);

    public Watched Wire(OrderIntent order, LatchState? latch = null, int attempt = 1)
    {
        Set.Heard(new CreateWritten(
            Connection(order.Venue), order, new(TimeSpan.Zero, TimeSpan.FromMilliseconds(5)), Now, latch ?? new(1, false, []), attempt));
        return this;
    }

    /// <summary>The order reaches its venue, which does what it does.</summary>
    public Watched Arrives(OrderIntent order)
    {
        Models[order.Venue].Create(VenueTranslation.Request(order), Now);
        Set.Heard(new CreateReceived(Models[order.Venue].Creates()[^1], Now));
        return this;
    }

    public Watched Rests(double seconds, double quiet = 0)
    {
        (Now, QuietFor) = (Now.AddSeconds(seconds), TimeSpan.FromSeconds(quiet));
        Set.AfterStep();
        return this;
    }

    public Watched Ends()
    {
        Set.AtQuiescence();
        return this;
    }

    public static NumberedFact Fact(long number, AccountFact fact) => new(number, number, fact);

    public static AccountFact.Trade Trade(OrderIntent order, decimal quantity, string id = "1", decimal fee = 0m) => new(
        $"trade:{id}", Given.Btc, Given.T0, id, "9", order.Id, order.Side, order.Cap, new(quantity), fee, Asset.Usdt, false, TradeCause.Own);

    public Watched Books(Venue venue, long number, AccountFact fact) => Writes(Strategy, new StrategyEvent.FactBooked(venue, Fact(number, fact), Now));

    public static LedgerState Booked(Venue venue, params AccountFact[] facts)
    {
        var machine = new LedgerMachine(venue);
        var state = machine.Initial;
        for (var i = 0; i < facts.Length; i++)
            state = machine.Apply(state, new LedgerEvent.Booked(Fact(i + 1, facts[i]), Postings.Of(venue, facts[i])), i + 1);
        return state;
    }
}
