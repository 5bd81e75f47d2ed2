using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Strategy;

/// <summary>What the strategy machine asks its driver to do.</summary>
public abstract record StrategyEffect
{
    private StrategyEffect()
    {
    }

    /// <summary>Hand a durably intended order to its connection. Also used for redelivery: the connection answers the same again.</summary>
    public sealed record SubmitOrder(OrderIntent Intent) : StrategyEffect, IDurableEffect;

    /// <summary>Hand an order again that was intended in an earlier write of this incarnation and has no answer yet.</summary>
    public sealed record ResubmitOrder(OrderIntent Intent) : StrategyEffect;

    /// <summary>Send an input other than an order to a connection.</summary>
    public sealed record TellConnection(Venue Venue, ConnectionInput Input) : StrategyEffect;

    /// <summary>Send an input to the guard.</summary>
    public sealed record TellGuard(RiskGuardInput Input) : StrategyEffect;

    /// <summary>Something a person should know.</summary>
    public sealed record Alert(string Code, string Text) : StrategyEffect;

    /// <summary>This is the older of two incarnations, or the end: stop the actor.</summary>
    public sealed record StopSelf(string Reason) : StrategyEffect;
}
