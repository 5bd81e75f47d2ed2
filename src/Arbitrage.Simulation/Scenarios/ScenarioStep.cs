using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>Something that happens at a virtual time.</summary>
/// <param name="At">From the start.</param>
public abstract record ScenarioStep(TimeSpan At)
{
    /// <summary>What becomes of the next CREATEs of a venue.</summary>
    /// <param name="At">From when on.</param>
    /// <param name="Venue">Where.</param>
    /// <param name="Fate">What happens.</param>
    /// <param name="Times">To how many.</param>
    /// <param name="By">How late, where something is late.</param>
    /// <param name="Reason">Of a rejection.</param>
    /// <param name="Share">Of a partial fill, 0-1.</param>
    public sealed record Creates(
        TimeSpan At, Venue Venue, CreateFate Fate, int Times, TimeSpan By, VenueReject Reason, decimal Share) : ScenarioStep(At);

    /// <summary>What becomes of calls other than CREATE.</summary>
    /// <param name="At">From when on.</param>
    /// <param name="Venue">Where.</param>
    /// <param name="Call">Name of the call, or `all`.</param>
    /// <param name="Fate">What happens.</param>
    /// <param name="For">How long.</param>
    /// <param name="By">How late, where something is late.</param>
    public sealed record Calls(TimeSpan At, Venue Venue, string Call, CallFate Fate, TimeSpan For, TimeSpan By) : ScenarioStep(At);

    /// <summary>What becomes of the next frames of a private stream.</summary>
    /// <param name="At">From when on.</param>
    /// <param name="Venue">Where.</param>
    /// <param name="Frames">Which.</param>
    /// <param name="Fate">What happens.</param>
    /// <param name="Times">To how many.</param>
    /// <param name="By">How late, where something is late.</param>
    public sealed record Stream(TimeSpan At, Venue Venue, FrameKind Frames, FrameFate Fate, int Times, TimeSpan By) : ScenarioStep(At);

    /// <summary>The session is lost; in a maintenance calls fail too.</summary>
    public sealed record Session(TimeSpan At, Venue Venue, bool Maintenance, TimeSpan For) : ScenarioStep(At);

    /// <summary>The books of a venue stop coming, or come crossed.</summary>
    public sealed record Feed(TimeSpan At, Venue Venue, FeedFate Fate, TimeSpan For) : ScenarioStep(At);

    /// <summary>Somebody trades on the account: a person, another program.</summary>
    public sealed record ForeignTrade(TimeSpan At, Venue Venue, Side Side, Quantity Quantity) : ScenarioStep(At);

    /// <summary>Somebody's order rests on the account.</summary>
    public sealed record ForeignOrder(TimeSpan At, Venue Venue, Side Side, Quantity Quantity, Price Price) : ScenarioStep(At);

    /// <summary>Money is moved in or out.</summary>
    public sealed record Transfer(TimeSpan At, Venue Venue, Asset Asset, decimal Amount) : ScenarioStep(At);

    /// <summary>Funding is settled.</summary>
    public sealed record Funding(TimeSpan At, Rate Rate) : ScenarioStep(At);

    /// <summary>The venue deleverages so many contracts.</summary>
    public sealed record Deleveraging(TimeSpan At, Contracts Contracts) : ScenarioStep(At);

    /// <summary>The venue liquidates the position.</summary>
    public sealed record Liquidation(TimeSpan At) : ScenarioStep(At);

    /// <summary>The venue's rules change; what is null stays.</summary>
    public sealed record Rules(TimeSpan At, Venue Venue, Quantity? MinQuantity, Notional? MinNotional, bool? Tradable, bool Told) : ScenarioStep(At);

    /// <summary>The venue's clock is another one from now on.</summary>
    public sealed record Clock(TimeSpan At, Venue Venue, TimeSpan Offset, TimeSpan ErrorBound) : ScenarioStep(At);

    /// <summary>An incarnation dies: at once, or when a write with this event is asked for.</summary>
    /// <param name="At">From when on.</param>
    /// <param name="Machine">Persistence id.</param>
    /// <param name="On">Name of the event; null for at once.</param>
    /// <param name="WriteDurable">What was being written is in the journal.</param>
    /// <param name="RestartAfter">When its successor starts; null for never.</param>
    public sealed record Crash(TimeSpan At, string Machine, string? On, bool WriteDurable, TimeSpan? RestartAfter) : ScenarioStep(At);

    /// <summary>A write fails: before it is durable, or after.</summary>
    public sealed record WriteFails(TimeSpan At, string Machine, string? On, bool WriteDurable, TimeSpan? RestartAfter) : ScenarioStep(At);

    /// <summary>An incarnation is paused; a second one is started, and later the first wakes up beside it.</summary>
    /// <param name="At">From when on.</param>
    /// <param name="Machine">Persistence id.</param>
    /// <param name="On">Name of the event whose write pauses it once it is durable; null for at once.</param>
    /// <param name="SuccessorAfter">When the second one starts; null for none.</param>
    /// <param name="For">How long it is paused.</param>
    public sealed record Pause(TimeSpan At, string Machine, string? On, TimeSpan? SuccessorAfter, TimeSpan For) : ScenarioStep(At);

    /// <summary>A person stops new risk.</summary>
    public sealed record Kill(TimeSpan At, Symbol? Symbol, Venue? Venue, TradingMode Mode) : ScenarioStep(At);

    /// <summary>A person lets it go on.</summary>
    public sealed record Resume(TimeSpan At, Symbol? Symbol, Venue? Venue) : ScenarioStep(At);

    /// <summary>A person ends the strategy.</summary>
    public sealed record Stop(TimeSpan At, OnStop OnStop) : ScenarioStep(At);
}

/// <summary>What becomes of a CREATE.</summary>
public enum CreateFate
{
    /// <summary>It never reaches the venue, and nobody says so.</summary>
    LostBefore = 1,

    /// <summary>It takes effect, and its reply never comes.</summary>
    ReplyLost = 2,

    /// <summary>It takes effect, and its reply comes late.</summary>
    ReplyLate = 3,

    /// <summary>It reaches the venue late.</summary>
    ArrivesLate = 4,

    /// <summary>The venue refuses it.</summary>
    Rejected = 5,

    /// <summary>The venue fills a share.</summary>
    Partial = 6,

    /// <summary>The answer is a 5xx, the order has no effect.</summary>
    ServerError = 7,

    /// <summary>The answer is a 5xx, the order has its effect.</summary>
    ServerErrorAfterEffect = 8,
}

/// <summary>What becomes of another call.</summary>
public enum CallFate
{
    /// <summary>Answered with a failure at once.</summary>
    Fails = 1,

    /// <summary>Never answered; ends by its timeout.</summary>
    Silent = 2,

    /// <summary>Answered as if nothing were there.</summary>
    Empty = 3,

    /// <summary>Answered as it was when the step began.</summary>
    Stale = 4,

    /// <summary>What is younger than a time is not in it.</summary>
    Lagging = 5,
}

/// <summary>Frames of a private stream.</summary>
public enum FrameKind
{
    /// <summary>All.</summary>
    All = 1,

    /// <summary>Fills.</summary>
    Trades = 2,

    /// <summary>Orders.</summary>
    Orders = 3,
}

/// <summary>What becomes of a frame.</summary>
public enum FrameFate
{
    /// <summary>It is lost.</summary>
    Drop = 1,

    /// <summary>It comes twice.</summary>
    Duplicate = 2,

    /// <summary>It comes behind the next one.</summary>
    Reorder = 3,

    /// <summary>It comes late.</summary>
    Delay = 4,
}

/// <summary>What becomes of the books of a venue.</summary>
public enum FeedFate
{
    /// <summary>No book comes any more, and nothing says so.</summary>
    Silent = 1,

    /// <summary>Books come, but crossed.</summary>
    Crossed = 2,
}
