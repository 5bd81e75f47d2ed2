namespace Arbitrage.Actors.Running;

/// <summary>Moments in the life of an order, in this order (requirement B21).</summary>
public enum Stage
{
    /// <summary>The book that led to the decision woke the strategy.</summary>
    Tick,

    /// <summary>The strategy decided.</summary>
    Decided,

    /// <summary>The intent is durable.</summary>
    IntentDurable,

    /// <summary>The connection's claim is durable.</summary>
    ClaimDurable,

    /// <summary>The last check passed; the first byte of the CREATE is about to be written.</summary>
    FirstByte,

    /// <summary>The venue answered the CREATE.</summary>
    Acked,

    /// <summary>The first fill of the order was seen.</summary>
    Filled,
}

/// <summary>Takes `Stopwatch.GetTimestamp()` stamps of the stages of orders. Called from any thread; must not block.</summary>
public interface IStageClock
{
    /// <summary>An order reached a stage. Tick is not marked for orders that a timer or a fact caused.</summary>
    void Mark(Stage stage, string orderId, long stopwatchTimestamp)
    {
    }
}
