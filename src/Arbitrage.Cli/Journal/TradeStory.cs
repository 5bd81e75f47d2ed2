using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Cli.Journal;

/// <summary>One step of a pair, as one actor journaled it.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Actor">Persistence id.</param>
/// <param name="Sequence">Event.</param>
/// <param name="Order">Order it is about; null for the whole pair.</param>
/// <param name="What">In a sentence.</param>
/// <param name="Event">In full.</param>
internal sealed record StoryStep(DateTimeOffset At, string Actor, long Sequence, string? Order, string What, JsonNode? Event);

/// <summary>One fill.</summary>
/// <param name="Order">Of which order.</param>
/// <param name="Venue">Where.</param>
/// <param name="TradeId">Venue's id.</param>
/// <param name="Side">Direction.</param>
/// <param name="Quantity">Base.</param>
/// <param name="Price">Price.</param>
/// <param name="Fee">Fee.</param>
/// <param name="FeeAsset">Its coin.</param>
/// <param name="IsMaker">It made liquidity.</param>
/// <param name="AtVenue">Venue's time.</param>
internal sealed record StoryFill(
    string Order, Venue Venue, string TradeId, Side Side, decimal Quantity, decimal Price, decimal Fee, string FeeAsset, bool IsMaker,
    DateTimeOffset AtVenue);

/// <summary>Ledger rows of the pair in one account of one venue, added up.</summary>
/// <param name="Venue">Whose book.</param>
/// <param name="Account">Which account of it.</param>
/// <param name="Asset">Coin.</param>
/// <param name="Amount">Signed sum.</param>
/// <param name="Rows">Rows behind it.</param>
internal sealed record StoryMoney(Venue Venue, string Account, string Asset, decimal Amount, int Rows);

/// <summary>All that the journals say of one pair, from the books to the money.</summary>
internal sealed record TradeStory
{
    /// <summary>Strategy's persistence id.</summary>
    public required string Strategy { get; init; }

    /// <summary>The pair's id: the number of its `LegsIntended`.</summary>
    public required long Pair { get; init; }

    /// <summary>What was intended, and on what.</summary>
    public required StrategyEvent.LegsIntended Intended { get; init; }

    /// <summary>How it ended; null while it is under way.</summary>
    public StrategyEvent.PairEnded? Ended { get; init; }

    /// <summary>Orders of the pair, ladder included.</summary>
    public required ImmutableArray<string> Orders { get; init; }

    /// <summary>In the order in which they were written.</summary>
    public required ImmutableArray<StoryStep> Steps { get; init; }

    /// <summary>In the order of the connections' facts.</summary>
    public required ImmutableArray<StoryFill> Fills { get; init; }

    /// <summary>By venue, account and asset.</summary>
    public required ImmutableArray<StoryMoney> Money { get; init; }
}
