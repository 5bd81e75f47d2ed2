using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Replay;

/// <summary>How a recording is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Base units shown at a best price whose size was not recorded.</summary>
    public decimal Size { get; init; } = 10_000m;

    /// <summary>
    /// Oldest quote that counts, in the statistics and for the strategy (`stale_after_ms`, `max_skew_ms`). A recording holds changes only and no
    /// proof of life: an empty cell of a one-second recorder means that the recorder was alive, not that the venue was. So age counts from the
    /// venue's own last quote, and the limits of a live feed (1500 and 500 ms) are overridden by this rule, which every output states.
    /// </summary>
    public TimeSpan AgeRule { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>USDT at each venue at the opening for each symbol, beside the inventory.</summary>
    public decimal Quote { get; init; } = 5_000m;

    /// <summary>Symbols to trade, ordered; empty means all of the recording.</summary>
    public ImmutableArray<Symbol> Symbols { get; init; } = [];

    /// <summary>Settings of a symbol's strategy before the age rule and <see cref="Adjust"/>.</summary>
    public Func<Symbol, StrategySettings> Settings { get; init; } = symbol => new() { Symbol = symbol };

    /// <summary>Changes the strategy's settings, after the age rule.</summary>
    public Func<StrategySettings, StrategySettings> Adjust { get; init; } = settings => settings;

    /// <summary>Fees of makers and takers alike, fractions, in place of the recording's declared ones.</summary>
    public ImmutableSortedDictionary<Venue, Rate> Fees { get; init; } = ImmutableSortedDictionary<Venue, Rate>.Empty;

    /// <summary>Time of an order, a read or a private message, one way, 0 or more; the clock bound is the same, as half a round trip is what can be known.</summary>
    public TimeSpan OrderLatency { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The same for single venues, over <see cref="OrderLatency"/>.</summary>
    public ImmutableSortedDictionary<Venue, TimeSpan> OrderLatencies { get; init; } = ImmutableSortedDictionary<Venue, TimeSpan>.Empty;

    /// <summary>What of the displayed size is there for our orders.</summary>
    public QueueModel Queue { get; init; } = QueueModel.None;

    /// <summary>Samples the run for <see cref="RecordingReplay.History"/>; costs a little speed.</summary>
    public bool Sampled { get; init; }

    /// <summary>Which of a leg's recorded books are replayed.</summary>
    public RecordedBooks Books { get; init; } = RecordedBooks.Deepest;

    /// <summary>Times real time, above zero; null is as fast as it goes.</summary>
    public decimal? Speed { get; init; }

    /// <summary>Measures the spreads of the recording, given the entry threshold in percent; null leaves them out.</summary>
    public Func<decimal, ImmutableArray<SpreadReport>>? Spreads { get; init; }

    /// <summary>Without the short cuts of a quiet tick: some ten times slower, with the same journals. A test holds the fast way against it.</summary>
    public bool Stepwise { get; init; }
}

/// <summary>Which of a leg's recorded books are replayed.</summary>
public enum RecordedBooks
{
    /// <summary>Full depth where it was recorded, best prices elsewhere.</summary>
    Deepest = 0,

    /// <summary>Best prices and whole snapshots only.</summary>
    Tickers = 1,
}
