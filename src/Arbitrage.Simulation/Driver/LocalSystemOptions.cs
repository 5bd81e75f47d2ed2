using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Driver;

/// <summary>What a local system runs and how long things take in it.</summary>
public sealed record LocalSystemOptions
{
    /// <summary>One a symbol.</summary>
    public required ImmutableArray<StrategySettings> Strategies { get; init; }

    /// <summary>One a venue account.</summary>
    public required ImmutableArray<ConnectionSettings> Connections { get; init; }

    /// <summary>The guard's.</summary>
    public RiskSettings Risk { get; init; } = new();

    /// <summary>Virtual time at which it begins.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Time of one journal write.</summary>
    public TimeSpan WriteTakes { get; init; } = TimeSpan.FromMicroseconds(500);

    /// <summary>Time of a message between machines.</summary>
    public TimeSpan TellTakes { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>Time from the venue's book to the strategy.</summary>
    public TimeSpan BookTakes { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Time of an order, a read or a private message, one way.</summary>
    public TimeSpan WireTakes { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The same for single venues.</summary>
    public ImmutableSortedDictionary<Venue, TimeSpan> WireTakesAt { get; init; } = ImmutableSortedDictionary<Venue, TimeSpan>.Empty;

    /// <summary>Time from the start of a connection to its open session.</summary>
    public TimeSpan SessionTakes { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Period of `ClockTicked`.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Keep the call trace. A long replay does without.</summary>
    public bool TraceCalls { get; init; } = true;

    /// <summary>Every tick goes through the heap of time and the models' events: slower, with the same journals. It is what the fast way is held against.</summary>
    public bool Stepwise { get; init; }
}
