using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Venues.Ports;

/// <summary>Private calls of one account beside the trading loop of <see cref="ITradingGateway"/>. Every answer is typed.</summary>
public interface IVenueAccount : IDisposable
{
    /// <summary>Which account.</summary>
    Venue Venue { get; }

    /// <summary>
    /// Cancels the open orders of a symbol that are ours by their client ids, and no others; one answer an order, in which null means that the
    /// venue told no state (or no longer knows the order).
    /// </summary>
    Task<VenueAnswer<ImmutableArray<OwnCancel>>> CancelOwnAsync(Symbol symbol, CancellationToken cancel);

    /// <summary>
    /// Ended orders of a symbol, all pages, oldest first. Gate forgets orders without a fill ten minutes after their end; MEXC tells at most seven
    /// days.
    /// </summary>
    /// <param name="symbol">One that the account was made for.</param>
    /// <param name="from">Created at or after this venue time.</param>
    /// <param name="to">Created before this; null for now.</param>
    /// <param name="cancel">Ends the call.</param>
    Task<VenueAnswer<ImmutableArray<OrderRecord>>> ReadOrdersAsync(
        Symbol symbol, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancel);

    /// <summary>Fees of the account's tier, and in what they are taken.</summary>
    Task<VenueAnswer<FeeTier>> ReadFeeTierAsync(Symbol symbol, CancellationToken cancel);

    /// <summary>Whose account it is and what its key is bound to, as far as the venue tells.</summary>
    Task<VenueAnswer<AccountIdentity>> ReadIdentityAsync(CancellationToken cancel);

    /// <summary>Whether coins can be moved in and out. MEXC needs a key that may read the wallet, Gate none.</summary>
    Task<VenueAnswer<ImmutableArray<CoinStatus>>> ReadCoinsAsync(ImmutableArray<Asset> assets, CancellationToken cancel);
}

/// <summary>Margin of perpetuals.</summary>
public interface IMarginAccount
{
    /// <summary>Margin mode, leverage and position mode of a contract.</summary>
    Task<VenueAnswer<MarginSetting>> ReadMarginAsync(Symbol symbol, CancellationToken cancel);

    /// <summary>Sets margin mode and leverage; an account with positions or orders refuses. The answer is what the venue then says it is.</summary>
    Task<VenueAnswer<MarginSetting>> SetMarginAsync(Symbol symbol, decimal leverage, bool isCross, CancellationToken cancel);
}

/// <summary>One own order that was to be cancelled.</summary>
/// <param name="VenueOrderId">Venue's id.</param>
/// <param name="Id">Ours.</param>
/// <param name="Answer">What the venue said.</param>
public sealed record OwnCancel(string VenueOrderId, ClientOrderId Id, VenueAnswer<OrderReport?> Answer);

/// <summary>An order of the past.</summary>
/// <param name="State">How it ended.</param>
/// <param name="CreatedAt">Venue's time of its creation.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Limit">Limit price; none for a market order.</param>
public sealed record OrderRecord(OrderReport State, DateTimeOffset CreatedAt, Side Side, Price Limit);

/// <summary>What fees are taken in.</summary>
public enum FeeDeduction
{
    /// <summary>The received coin on spot, USDT on perpetuals.</summary>
    None = 0,

    /// <summary>The venue's own coin (GT, MX), at a discount: a buy then leaves the whole base.</summary>
    VenueCoin = 1,

    /// <summary>Prepaid points.</summary>
    Points = 2,
}

/// <summary>Fees of an account's tier.</summary>
/// <param name="Fees">As they are charged, a deduction's discount included where the venue tells it.</param>
/// <param name="Deduction">What they are taken in.</param>
public sealed record FeeTier(TradingFees Fees, FeeDeduction Deduction);

/// <summary>Whose account it is.</summary>
/// <param name="UserId">Venue's id of the account.</param>
/// <param name="Tier">VIP level; null where the venue does not tell it.</param>
/// <param name="Addresses">IP addresses that the key is bound to; empty when it is bound to none or the venue does not tell.</param>
/// <param name="Symbols">Venue symbols that the key is bound to; empty when it may trade all.</param>
public sealed record AccountIdentity(string UserId, int? Tier, ImmutableArray<string> Addresses, ImmutableArray<string> Symbols);

/// <summary>
/// Whether a coin can be moved. A coin that cannot be moved on one venue only is a usual cause of a lasting spread: a reason to stop, not an
/// opportunity.
/// </summary>
/// <param name="Asset">Coin.</param>
/// <param name="Tradable">False when the venue has stopped trading or delisted it; null where it does not tell (MEXC: see the instrument).</param>
/// <param name="Networks">Chains it lives on.</param>
public sealed record CoinStatus(Asset Asset, bool? Tradable, ImmutableArray<CoinNetwork> Networks)
{
    /// <summary>At least one network takes deposits.</summary>
    public bool CanDeposit => Networks.Any(network => network.CanDeposit);

    /// <summary>At least one network lets it out.</summary>
    public bool CanWithdraw => Networks.Any(network => network.CanWithdraw);
}

/// <summary>A coin on one chain. Venues name chains differently: compare by contract.</summary>
/// <param name="Name">The venue's own name of the chain.</param>
/// <param name="Contract">Token contract; null for the chain's own coin or when not told.</param>
/// <param name="CanDeposit">Deposits are open.</param>
/// <param name="CanWithdraw">Withdrawals are open (they may still be delayed).</param>
/// <param name="WithdrawFee">In the coin; null when not told.</param>
/// <param name="WithdrawMin">In the coin; null when not told.</param>
public sealed record CoinNetwork(string Name, string? Contract, bool CanDeposit, bool CanWithdraw, decimal? WithdrawFee, decimal? WithdrawMin);

/// <summary>Margin setting of one contract. Survives restarts: assert it at start.</summary>
/// <param name="Leverage">In cross mode its limit.</param>
/// <param name="IsCross">Cross or isolated margin.</param>
/// <param name="IsOneWay">One-way position mode.</param>
public sealed record MarginSetting(decimal Leverage, bool IsCross, bool IsOneWay);
