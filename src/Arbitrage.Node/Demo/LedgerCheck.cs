using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Node.Demo;

/// <summary>What a venue itself says an account holds.</summary>
/// <param name="Balances">Total per asset.</param>
/// <param name="Positions">Perpetual position per symbol in base units; negative is short.</param>
internal sealed record VenueTruth(ImmutableSortedDictionary<Asset, decimal> Balances, ImmutableSortedDictionary<Symbol, decimal> Positions);

/// <summary>Book of record against the venue's own accounts, to the last digit (I4).</summary>
internal static class LedgerCheck
{
    /// <summary>Every difference, as a line; empty when book and venue are equal.</summary>
    public static IReadOnlyList<string> Differences(Venue venue, LedgerState? ledger, VenueTruth truth)
    {
        if (ledger is null)
            return [$"{venue.Key()}: no ledger"];
        var lines = new List<string>();
        foreach (var asset in ledger.Book.Balances.Keys.Union(truth.Balances.Keys).Order())
            Compare(asset.Text, ledger.Book.Balance(asset), truth.Balances.GetValueOrDefault(asset));
        foreach (var symbol in ledger.Book.Positions.Keys.Union(truth.Positions.Keys).Order())
            Compare(symbol.Text + " position", ledger.Book.Position(symbol).Value, truth.Positions.GetValueOrDefault(symbol));
        return lines;

        void Compare(string what, decimal book, decimal there)
        {
            if (book != there)
                lines.Add($"{venue.Key()}: {what} is {DecimalText.Plain(book)} in the book and {DecimalText.Plain(there)} at the venue");
        }
    }
}
