using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Strategy;

/// <summary>How much an opportunity is to be believed, 0 to 1 (requirement B5).</summary>
/// <param name="Freshness">1 at age 0, 0 at `stale_after_ms`, of the older book.</param>
/// <param name="Depth">Paying depth over the size wanted, at most 1.</param>
/// <param name="Persistence">Share of the confirm window in which the edge was above threshold.</param>
internal readonly record struct Confidence(decimal Freshness, decimal Depth, decimal Persistence)
{
    public decimal Score => Freshness * Depth * Persistence;

    public static Confidence Of(TimeSpan oldest, TimeSpan staleAfter, Quantity available, Quantity wanted, decimal persistence) => new(
        decimal.Clamp(1m - ((decimal)Math.Max(oldest.Ticks, 0) / staleAfter.Ticks), 0m, 1m),
        wanted.Value <= 0m ? 0m : Math.Min(available.Value / wanted.Value, 1m),
        persistence);
}
