using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger of one venue account knows: the fold of its rows.</summary>
/// <param name="Cursor">Offset of the last fact booked; facts are booked without a gap.</param>
/// <param name="Book">Balances and positions.</param>
/// <param name="Symbols">Totals of each symbol it has booked anything for.</param>
/// <param name="Account">Totals of what belongs to no symbol.</param>
/// <param name="VerifiedUpTo">Last offset at which book and venue were equal; -1 before the first.</param>
/// <param name="Differences">What differs now; empty when nothing is known to.</param>
public sealed record LedgerState(
    long Cursor,
    AccountBook Book,
    ImmutableSortedDictionary<Symbol, LedgerTotals> Symbols,
    LedgerTotals Account,
    long VerifiedUpTo,
    ImmutableArray<Difference> Differences)
{
    /// <summary>Before the first fact.</summary>
    public static LedgerState Empty { get; } =
        new(0, AccountBook.Empty, ImmutableSortedDictionary<Symbol, LedgerTotals>.Empty, LedgerTotals.None, -1, []);

    /// <summary>After an event.</summary>
    /// <exception cref="InvalidOperationException">The fact does not follow the cursor: the journal is not what was written.</exception>
    public LedgerState After(LedgerEvent happened) => happened switch
    {
        LedgerEvent.Booked b => Booked(b),
        LedgerEvent.Verified v => this with { VerifiedUpTo = v.UpTo, Differences = [] },
        LedgerEvent.DifferenceFound d => this with { Differences = d.Differences },
        _ => throw new UnreachableException($"{happened}"),
    };

    private LedgerState Booked(LedgerEvent.Booked b)
    {
        if (b.Fact.Offset != Cursor + 1)
            throw new InvalidOperationException($"Fact {b.Fact.Offset} does not follow {Cursor}.");
        var next = this with { Cursor = b.Fact.Offset, Book = Book.With(b.Entries) };
        return b.Fact.Fact.Symbol is { } symbol
            ? next with { Symbols = Symbols.SetItem(symbol, Symbols.GetValueOrDefault(symbol, LedgerTotals.None).With(b.Entries)) }
            : next with { Account = Account.With(b.Entries) };
    }
}

/// <summary>Totals per asset of what is not a wallet; signed as the money saw it: negative was paid.</summary>
/// <param name="Fees">Fees, in whatever coin they were taken.</param>
/// <param name="Funding">Funding.</param>
/// <param name="RealisedPnl">Realised P&amp;L of perpetuals.</param>
/// <param name="Traded">Net of spot trades, per asset, before fees.</param>
/// <param name="Other">Transfers, interest, rebates and the rest.</param>
public sealed record LedgerTotals(
    ImmutableSortedDictionary<Asset, decimal> Fees,
    ImmutableSortedDictionary<Asset, decimal> Funding,
    ImmutableSortedDictionary<Asset, decimal> RealisedPnl,
    ImmutableSortedDictionary<Asset, decimal> Traded,
    ImmutableSortedDictionary<Asset, decimal> Other)
{
    private static readonly ImmutableSortedDictionary<Asset, decimal> Zero = ImmutableSortedDictionary<Asset, decimal>.Empty;

    /// <summary>Nothing.</summary>
    public static LedgerTotals None { get; } = new(Zero, Zero, Zero, Zero, Zero);

    // The lines of the contra accounts show the other side, so what the money saw is their opposite.
    internal LedgerTotals With(ImmutableArray<LedgerEntry> entries)
    {
        var next = this;
        foreach (var e in entries)
        {
            next = e.Account switch
            {
                LedgerAccount.Wallet or LedgerAccount.Position or LedgerAccount.Opening => next,
                LedgerAccount.Fees => next with { Fees = Add(next.Fees, e) },
                LedgerAccount.Funding => next with { Funding = Add(next.Funding, e) },
                LedgerAccount.RealisedPnl => next with { RealisedPnl = Add(next.RealisedPnl, e) },
                LedgerAccount.Trading => next with { Traded = Add(next.Traded, e) },
                _ => next with { Other = Add(next.Other, e) },
            };
        }

        return next;
    }

    private static ImmutableSortedDictionary<Asset, decimal> Add(ImmutableSortedDictionary<Asset, decimal> sums, LedgerEntry entry) =>
        sums.SetItem(entry.Asset, DecimalText.Canonical(sums.GetValueOrDefault(entry.Asset) - entry.Amount));
}
