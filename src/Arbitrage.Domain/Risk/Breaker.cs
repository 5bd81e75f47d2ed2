namespace Arbitrage.Domain.Risk;

/// <summary>What stops new risk by itself; only a person lets it begin again. Numbers are journaled.</summary>
public enum Breaker
{
    /// <summary>`stop_loss.consecutive_loss_limit`: losing cycles in a row of a symbol.</summary>
    ConsecutiveLosses = 1,

    /// <summary>`max_drawdown_pct` of a symbol, `stop_loss.max_drawdown_pct` of all together.</summary>
    Drawdown = 2,

    /// <summary>`circuit_breakers.error_rate_threshold`: errors of a symbol in a sliding hour.</summary>
    ErrorRate = 3,

    /// <summary>`circuit_breakers.api_error_threshold`: failed requests in a row at a venue.</summary>
    ApiErrors = 4,

    /// <summary>`circuit_breakers.trade_rate_threshold`: pairs of a symbol in a minute.</summary>
    TradeRate = 5,

    /// <summary>The use of a symbol, at a venue or of all grew beyond its limit by price alone (I5).</summary>
    PriceDrift = 6,
}
