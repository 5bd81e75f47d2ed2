using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Demo;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>Book against venue, to the last digit.</summary>
public class LedgerCheckSpecs
{
    private static readonly Symbol F = new("F_USDT");

    private static readonly LedgerState Ledger = LedgerState.Empty with
    {
        Book = new(
            ImmutableSortedDictionary<Asset, decimal>.Empty.Add(Asset.Usdt, 1.00000001m),
            ImmutableSortedDictionary<Symbol, Quantity>.Empty.Add(F, new(-3m))),
    };

    private static readonly VenueTruth Truth = new(
        ImmutableSortedDictionary<Asset, decimal>.Empty.Add(Asset.Usdt, 1.000000010m), ImmutableSortedDictionary<Symbol, decimal>.Empty.Add(F, -3m));

    [Fact]
    public void Equal_is_equal_whatever_the_scale() => Assert.Empty(LedgerCheck.Differences(Venue.GateFutures, Ledger, Truth));

    [Fact]
    public void The_last_digit_counts() => Assert.Equal(
        ["gate_futures: USDT is 1.00000001 in the book and 1.00000002 at the venue"],
        LedgerCheck.Differences(Venue.GateFutures, Ledger, Truth with { Balances = Truth.Balances.SetItem(Asset.Usdt, 1.00000002m) }));

    [Fact]
    public void An_asset_on_one_side_only_is_a_difference()
    {
        Assert.Single(LedgerCheck.Differences(Venue.GateFutures, Ledger, Truth with { Balances = Truth.Balances.Add(new("GT"), 1m) }));
        Assert.Single(LedgerCheck.Differences(Venue.GateFutures, Ledger, Truth with { Positions = ImmutableSortedDictionary<Symbol, decimal>.Empty }));
    }

    [Fact]
    public void A_ledger_that_never_spoke_is_a_difference() => Assert.Single(LedgerCheck.Differences(Venue.GateFutures, null, Truth));
}
