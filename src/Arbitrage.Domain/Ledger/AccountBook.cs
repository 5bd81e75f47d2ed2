using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Ledger;

/// <summary>Balances and positions that facts add up to. Assets and symbols at zero are not listed.</summary>
/// <param name="Balances">Wallet per asset.</param>
/// <param name="Positions">Perpetual positions in base units; negative is short.</param>
public sealed record AccountBook(
    ImmutableSortedDictionary<Asset, decimal> Balances, ImmutableSortedDictionary<Symbol, Quantity> Positions)
{
    /// <summary>Nothing.</summary>
    public static AccountBook Empty { get; } = new(
        ImmutableSortedDictionary<Asset, decimal>.Empty, ImmutableSortedDictionary<Symbol, Quantity>.Empty);

    /// <summary>Balance of an asset.</summary>
    public decimal Balance(Asset asset) => Balances.GetValueOrDefault(asset);

    /// <summary>Position of a symbol.</summary>
    public Quantity Position(Symbol symbol) => Positions.GetValueOrDefault(symbol);

    /// <summary>After these rows.</summary>
    public AccountBook With(ImmutableArray<LedgerEntry> entries)
    {
        var (balances, positions) = (Balances, Positions);
        foreach (var entry in entries)
        {
            if (entry.Account == LedgerAccount.Wallet)
            {
                var balance = Balance(balances, entry.Asset) + entry.Amount;
                balances = balance == 0m ? balances.Remove(entry.Asset) : balances.SetItem(entry.Asset, DecimalText.Canonical(balance));
            }
            else if (entry.Account == LedgerAccount.Position && entry.Symbol is { } symbol)
            {
                var size = positions.GetValueOrDefault(symbol).Value + entry.Amount;
                positions = size == 0m ? positions.Remove(symbol) : positions.SetItem(symbol, new(DecimalText.Canonical(size)));
            }
        }

        return new(balances, positions);
    }

    /// <summary>After a fact.</summary>
    public AccountBook With(Venue venue, AccountFact fact) => With(Postings.Of(venue, fact));

    private static decimal Balance(ImmutableSortedDictionary<Asset, decimal> balances, Asset asset) => balances.GetValueOrDefault(asset);
}
