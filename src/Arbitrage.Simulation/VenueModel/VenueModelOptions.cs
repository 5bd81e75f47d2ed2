using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>How a model venue behaves where venues differ or where a test wants another behaviour.</summary>
/// <param name="Seeds">What the account holds from the start. On futures only USDT is read.</param>
/// <param name="SeededAt">Time of the rows that brought the seeds; long enough before the first read of an account that nobody
/// takes them for a change of his time.</param>
public sealed record VenueModelOptions(IReadOnlyDictionary<Asset, decimal> Seeds, DateTimeOffset SeededAt)
{
    /// <summary>Refuse a client id that was used before. The venues document no such check, so it is off.</summary>
    public bool RefuseDuplicateClientIds { get; init; }

    /// <summary>Leverage of a contract until somebody sets it (isolated).</summary>
    public decimal DefaultLeverage { get; init; } = 10m;

    /// <summary>Maintenance margin as a fraction of position value.</summary>
    public decimal MaintenanceRate { get; init; } = 0.005m;

    /// <summary>Largest deviation of a market order from the mid before its rest is cancelled.</summary>
    public decimal MarketSlippage { get; init; } = 0.05m;

    /// <summary>How long an ended order answers to its client id; null takes the venue's own.</summary>
    public TimeSpan? ClientIdLifetime { get; init; }

    /// <summary>Perpetual positions that are there from the start, opened by nobody; of instruments of the model. Futures only.</summary>
    public IReadOnlyDictionary<Symbol, OpenPosition> Positions { get; init; } = new Dictionary<Symbol, OpenPosition>();

    /// <summary>
    /// Ids of orders, trades and rows begin behind this number. A model that goes on where another of the same account ended must not give an id twice.
    /// </summary>
    public long NumbersFrom { get; init; }

    /// <summary>What of the displayed size is there for our orders; <see cref="VenueModel.Queue"/> may change it.</summary>
    public QueueModel Queue { get; init; }
}

/// <summary>A perpetual position at the start of a model.</summary>
/// <param name="Size">Base units, negative is short, not zero.</param>
/// <param name="EntryValue">Signed quote value paid for it: size x entry price.</param>
public readonly record struct OpenPosition(Quantity Size, Notional EntryValue);
