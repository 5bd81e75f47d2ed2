using System.Collections.Immutable;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Ledger;

/// <summary>What reaches the ledger of one venue account.</summary>
public abstract record LedgerInput
{
    private LedgerInput()
    {
    }

    /// <summary>Local time of receipt; stamped by the receiving driver, never sent.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Facts of the account, contiguous by offset. A gap to the ledger's cursor is answered with a pull.</summary>
    public sealed record FactsArrived(ImmutableArray<NumberedFact> Facts) : LedgerInput;

    /// <summary>
    /// The connection read the account twice, equal, with nothing in flight and every fact numbered: at this offset book and venue must
    /// agree to the last digit (I4).
    /// </summary>
    public sealed record AccountQuiet(AccountReport Report, long UpTo) : LedgerInput;

    /// <summary>Passing of time; asks for facts after the cursor from time to time, which also confirms those up to it.</summary>
    public sealed record ClockTicked : LedgerInput;
}
