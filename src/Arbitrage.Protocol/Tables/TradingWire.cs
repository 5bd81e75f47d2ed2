using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tables;

/// <summary>The wire schema of this system: every manifest and tag stands in one of the tables beside this file, none is derived.</summary>
public static class TradingWire
{
    /// <summary>The one schema.</summary>
    public static WireSchema Schema { get; } = Units(new())
        .WithTrading()
        .WithConnection()
        .WithStrategy()
        .WithLedger()
        .WithRisk()
        .WithEnvelopes()
        .Build();

    /// <summary>Surrogates of units and ids; also for schemas of tests.</summary>
    public static WireSchemaBuilder Units(WireSchemaBuilder tables) => tables
        .Surrogate<Price, decimal>(v => v.Value, v => new(v))
        .Surrogate<Quantity, decimal>(v => v.Value, v => new(v))
        .Surrogate<Notional, decimal>(v => v.Value, v => new(v))
        .Surrogate<Rate, decimal>(v => v.Value, v => new(v))
        .Surrogate<Contracts, long>(v => v.Value, v => new(v))
        .Surrogate<Symbol, string>(v => v.Text, v => new(v))
        .Surrogate<Asset, string>(v => v.Text, v => new(v))
        .Surrogate<ClientOrderId, string>(
            v => v.Text, v => ClientOrderId.TryParse(v, out var id) ? id : throw new WireException($"'{v}' is not a client order id."));

    private static WireSchemaBuilder WithTrading(this WireSchemaBuilder tables) => tables
        .Union<AccountFact>(
            (1, typeof(AccountFact.Trade)),
            (2, typeof(AccountFact.Row)),
            (3, typeof(AccountFact.OpeningBalance)),
            (4, typeof(AccountFact.OpeningPosition)))
        .Union<IntentAnswer>(
            (1, typeof(IntentAnswer.Claimed)),
            (2, typeof(IntentAnswer.Refused)),
            (3, typeof(IntentAnswer.Voided)))
        .Union<OrderOutcome>(
            (1, typeof(OrderOutcome.NotSent)),
            (2, typeof(OrderOutcome.Rejected)),
            (3, typeof(OrderOutcome.Ended)),
            (4, typeof(OrderOutcome.NoEffect)))
        .Union<CreateOutcome>(
            (1, typeof(CreateOutcome.Accepted)),
            (2, typeof(CreateOutcome.Rejected)),
            (3, typeof(CreateOutcome.NotSent)),
            (4, typeof(CreateOutcome.Unknown)));
}
