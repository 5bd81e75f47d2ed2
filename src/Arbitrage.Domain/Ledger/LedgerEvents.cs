using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger of one venue account journals.</summary>
public abstract record LedgerEvent
{
    private LedgerEvent()
    {
    }

    /// <summary>A fact became rows; the rows of each unit add up to zero.</summary>
    public sealed record Booked(NumberedFact Fact, ImmutableArray<LedgerEntry> Entries) : LedgerEvent;

    /// <summary>Book and venue were equal to the last digit at this offset.</summary>
    public sealed record Verified(long UpTo, DateTimeOffset At) : LedgerEvent;

    /// <summary>Book and venue differ at this offset.</summary>
    public sealed record DifferenceFound(long UpTo, ImmutableArray<Difference> Differences, DateTimeOffset At) : LedgerEvent;
}

/// <summary>Where an amount is booked. Numbers are journaled.</summary>
public enum LedgerAccount
{
    /// <summary>What the venue holds for us of an asset.</summary>
    Wallet = 1,

    /// <summary>Perpetual position of a symbol, in base units; negative is short.</summary>
    Position = 2,

    /// <summary>The market's side of trades: what was given for what.</summary>
    Trading = 3,

    /// <summary>Fees paid.</summary>
    Fees = 4,

    /// <summary>Funding.</summary>
    Funding = 5,

    /// <summary>Realised P&amp;L of perpetuals.</summary>
    RealisedPnl = 6,

    /// <summary>What was there when the account was adopted.</summary>
    Opening = 7,

    /// <summary>Transfers, deposits, withdrawals.</summary>
    Transfers = 8,

    /// <summary>Interest.</summary>
    Interest = 9,

    /// <summary>Rebates.</summary>
    Rebates = 10,

    /// <summary>Airdrops.</summary>
    Airdrops = 11,

    /// <summary>Anything else; alerts.</summary>
    Other = 12,
}

/// <summary>One line of a booking. All lines of a fact add up to zero per asset.</summary>
/// <param name="Account">Where.</param>
/// <param name="Asset">Coin (for a position, the base coin it stands for).</param>
/// <param name="Amount">Signed.</param>
/// <param name="Symbol">Symbol it belongs to, if any.</param>
/// <param name="Order">Order of ours it belongs to, if any; its id names the pair.</param>
public sealed record LedgerEntry(LedgerAccount Account, Asset Asset, decimal Amount, Symbol? Symbol, ClientOrderId? Order);

/// <summary>One thing in which book and venue differ.</summary>
/// <param name="Asset">Coin, or the base coin of the position.</param>
/// <param name="Position">Symbol of the position; null for a balance.</param>
/// <param name="Book">By the facts.</param>
/// <param name="Venue">By the venue.</param>
public sealed record Difference(Asset Asset, Symbol? Position, decimal Book, decimal Venue);
