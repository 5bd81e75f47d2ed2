using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger of one venue account knows: the fold of its rows.</summary>
/// <param name="Cursor">Offset of the last fact booked; facts are booked without a gap.</param>
/// <param name="Book">Balances and positions.</param>
/// <param name="Symbols">Totals of each symbol it has booked anything for.</param>
/// <param name="Account">Totals of what belongs to no symbol.</param>
/// <param name="VerifiedUpTo">Last offset at which book and venue were equal; 0 before the first.</param>
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
        new(0, AccountBook.Empty, ImmutableSortedDictionary<Symbol, LedgerTotals>.Empty, LedgerTotals.None, 0, []);
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
}

/// <summary>What the ledger knows only as long as it runs.</summary>
public sealed class LedgerView
{
}
