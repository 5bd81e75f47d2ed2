using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Venues;

namespace Arbitrage.Node.Configuration;

/// <summary>A symbol to trade: its strategy and its name at every venue (requirement B15).</summary>
/// <param name="Strategy">Settings with the symbol's overrides applied.</param>
/// <param name="Names">The venues' own names of it.</param>
public sealed record TradedSymbol(StrategySettings Strategy, ImmutableSortedDictionary<Venue, string> Names)
{
    /// <summary>Our name.</summary>
    public Symbol Symbol => Strategy.Symbol;
}

/// <summary>The whole configuration of a node, checked.</summary>
/// <param name="Node">Everything that is not a strategy's.</param>
/// <param name="Symbols">What is traded, ordered by symbol.</param>
/// <param name="Keys">Every key with its value and origin, for the start's print-out.</param>
/// <param name="Warnings">What a person should know without it stopping the start.</param>
public sealed record NodeConfiguration(
    NodeSettings Node, ImmutableArray<TradedSymbol> Symbols, IReadOnlyList<EffectiveKey> Keys, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// Addresses and keys of private calls where they are not those of public data: in paper, where the venues' own data drives the strategies and a venue
    /// model on loopback has the accounts. Null elsewhere.
    /// </summary>
    public NodeSettings? Accounts { get; init; }

    /// <summary>Limits of requests that the accounts' venues keep: those of their documents, or none in a demo.</summary>
    public RequestLimits Limits { get; init; } = RequestLimits.Documented;

    /// <summary>Settings of the guard, the stricter of two keys taken (requirement B14).</summary>
    public RiskSettings Risk => Node.Risk with
    {
        MaxTotalExposure = new(Math.Min(Node.MaxTotalExposureUsd, Node.MaxPositionExposure)),
        ClockErrorMax = Node.ClockErrorMax,
        Generation = Node.Generation,
        MaxDrawdownPct = Node.StopLoss ? Node.StopLossDrawdownPct : 0m,
        ConsecutiveLossLimit = Node.StopLoss ? Node.Risk.ConsecutiveLossLimit : 0,
        ErrorRateThreshold = Node.CircuitBreakers ? Node.ErrorRateThreshold : 0,
        ApiErrorThreshold = Node.CircuitBreakers ? Node.Risk.ApiErrorThreshold : 0,
        TradeRateThreshold = Node.CircuitBreakers ? Node.Risk.TradeRateThreshold : 0,
    };

    /// <summary>Settings of one account's connection.</summary>
    public ConnectionSettings Connection(Venue venue)
    {
        var exchange = Exchange(venue);
        return new()
        {
            Venue = venue,
            Symbols = [.. Symbols.Select(s => s.Symbol)],
            Generation = Node.Generation,
            ReconcileEvery = Min(Node.Reconciliation.Interval, Node.Reconciliation.PositionCheckInterval),
            Settle = venue == Venue.MexcSpot ? Node.Reconciliation.SettleMexc : Node.Reconciliation.SettleGate,
            BalanceReadGap = Node.Reconciliation.BalanceReadGap,
            ClockErrorMax = Node.ClockErrorMax,
            RequestTimeout = exchange.Timeout,
            FuturesLeverage = Symbols.IsEmpty ? new StrategySettings { Symbol = default }.FuturesLeverage : Symbols[0].Strategy.FuturesLeverage,
            AdoptOpeningBalances = Node.Reconciliation.AdoptOpeningBalances,
            DeadManCountdown = exchange.CountdownCancel,
            Limits = Limits,
            RequestsPerMinute = Limits == RequestLimits.None ? 0 : exchange.RateLimit,
        };
    }

    /// <summary>How to reach one venue account; the same as <see cref="VenueOptions"/> unless <see cref="Accounts"/> are elsewhere.</summary>
    public VenueOptions AccountOptions(Venue venue) => Accounts is { } accounts ? (this with { Node = accounts }).VenueOptions(venue) : VenueOptions(venue);

    /// <summary>How to reach one venue.</summary>
    public VenueOptions VenueOptions(Venue venue)
    {
        var exchange = Exchange(venue);
        var onTestnet = venue == Venue.GateFutures && exchange.Testnet;
        var (key, secret) = onTestnet ? (exchange.TestnetKey, exchange.TestnetSecret) : (exchange.Key, exchange.Secret);
        return new()
        {
            Rest = onTestnet ? GateTestnet.Rest : exchange.BaseUrl,
            Socket = onTestnet ? GateTestnet.FuturesSocket : venue == Venue.GateFutures ? exchange.FuturesSocketUrl! : exchange.SocketUrl,
            Key = key.IsEmpty ? null : new(key, secret),
            Timeout = exchange.Timeout,
            RecvWindow = exchange.RecvWindow,
            OrderDoor = exchange.OrderDoor,
        };
    }

    /// <summary>Address, keys and budget of the exchange that a venue belongs to.</summary>
    public ExchangeSettings Exchange(Venue venue) => venue == Venue.MexcSpot ? Node.Mexc : Node.Gate;

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
