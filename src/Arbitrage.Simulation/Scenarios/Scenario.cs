using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>One failure as a story with an end: what the market and the venues do at which virtual time, and what must be true afterwards.</summary>
public sealed record Scenario
{
    /// <summary>File it was read from, as given.</summary>
    public required string File { get; init; }

    /// <summary>What happens, in one sentence.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was reported, `owner/repository#number` or a link; empty when it is ours.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>What it taught.</summary>
    public required string Lesson { get; init; }

    /// <summary>Virtual time until the end.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Settings of the one strategy.</summary>
    public required StrategySettings Strategy { get; init; }

    /// <summary>Settings of the three connections.</summary>
    public required ImmutableSortedDictionary<Venue, ConnectionSettings> Connections { get; init; }

    /// <summary>Settings of the guard.</summary>
    public required RiskSettings Risk { get; init; }

    /// <summary>The three accounts.</summary>
    public required ImmutableSortedDictionary<Venue, ScenarioAccount> Accounts { get; init; }

    /// <summary>Moves of mids, ordered by time. Every venue starts at 1.</summary>
    public ImmutableArray<MarketMove> Market { get; init; } = [];

    /// <summary>What happens, ordered by time.</summary>
    public ImmutableArray<ScenarioStep> Steps { get; init; } = [];

    /// <summary>What must be true, ordered by time.</summary>
    public ImmutableArray<Expectation> Expectations { get; init; } = [];

    /// <summary>Whether book and venue must be equal at the end (I4); not when the story ends in the middle of something.</summary>
    public bool LedgersEqual { get; init; } = true;

    /// <summary>The symbol of every scenario.</summary>
    public static Symbol Symbol { get; } = new("COIN_USDT");
}

/// <summary>One account and the rules of its venue.</summary>
/// <param name="Balances">What it holds at the opening.</param>
/// <param name="Position">Perpetual position at the opening, base units; zero on spot.</param>
/// <param name="Rules">Instrument.</param>
/// <param name="Depth">Base units displayed at the best price on each side.</param>
/// <param name="Spread">Half of the distance between best bid and ask, in quote units.</param>
/// <param name="Wire">Time of a request or frame, one way.</param>
/// <param name="ForgetsClientIdAfter">How long an ended order answers to its client id; null is the venue's own time.</param>
public sealed record ScenarioAccount(
    ImmutableSortedDictionary<Asset, decimal> Balances, Quantity Position, Instrument Rules, decimal Depth, decimal Spread, TimeSpan Wire,
    TimeSpan? ForgetsClientIdAfter);

/// <summary>The mid of a venue moves.</summary>
/// <param name="At">When.</param>
/// <param name="Venue">Where.</param>
/// <param name="Mid">To.</param>
/// <param name="For">How long, then back to what it was; null for good.</param>
public sealed record MarketMove(TimeSpan At, Venue Venue, decimal Mid, TimeSpan? For);
