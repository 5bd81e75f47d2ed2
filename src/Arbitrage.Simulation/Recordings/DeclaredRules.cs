using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Recordings;

/// <summary>
/// Trading rules of a recorded instrument. No recording holds them, so they are declared: the tick is the finest step among the first quotes; lot and contract
/// are powers of ten, a cent's worth to trade and half a dollar's worth to hedge with (B1); fees are those the figures of the recordings are measured with.
/// </summary>
internal static class DeclaredRules
{
    /// <summary>Quotes that the tick is taken from.</summary>
    public const int Sample = 1000;

    // market-data/README.md measures its net figures with these.
    private const decimal GateSpotFee = 0.0020m, GateFuturesFee = 0.0005m, MexcSpotFee = 0.0005m;
    private const decimal SpotLotWorth = 0.01m, ContractWorth = 0.5m, SpotMinimum = 1m;

    /// <summary>The rules.</summary>
    public static Instrument Of(Venue venue, Symbol symbol, decimal tick, decimal firstMid)
    {
        var futures = venue == Venue.GateFutures;
        var lot = PowerOfTen((futures ? ContractWorth : SpotLotWorth) / firstMid);
        var fee = new Rate(venue switch { Venue.GateSpot => GateSpotFee, Venue.GateFutures => GateFuturesFee, _ => MexcSpotFee });
        return new(
            venue, symbol, venue == Venue.MexcSpot ? symbol.Base.Text + symbol.Quote.Text : symbol.Text, new(tick), new(lot), new(lot),
            new(futures ? 0m : SpotMinimum), Quantity.Zero, Rate.Zero, futures ? new(lot) : Quantity.Zero, fee, fee, Tradable: true);
    }

    /// <summary>Finest power of ten that the price is a multiple of, at most 1.</summary>
    public static decimal StepOf(decimal price)
    {
        var step = 1m;
        while (price % step != 0m)
            step /= 10m;
        return step;
    }

    /// <summary>One sentence for each rule.</summary>
    public static IEnumerable<string> Sentences(IReadOnlyCollection<Instrument> instruments)
    {
        yield return $"ticks are declared as the finest step among the first {Sample} quotes: {Each(instruments, i => i.Tick.Value)}";
        yield return $"lots and smallest sizes are declared, a power of ten worth at most {Of(SpotLotWorth)} USDT on spot and {Of(ContractWorth)} USDT on "
            + $"futures: {Each(instruments, i => i.Lot.Value)}; smallest order value {Of(SpotMinimum)} USDT on spot, none on futures";
        foreach (var futures in instruments.Where(i => !i.Multiplier.IsZero))
        {
            yield return $"one contract of {futures.Venue.Key()} is declared as {futures.Multiplier} {futures.Symbol.Base}; the data do not hold the "
                + "multiplier";
        }

        var fees = instruments.DistinctBy(i => i.Venue).Select(i => $"{i.Venue.Key()} {Of(i.TakerFee.Value * 100m)} %");
        yield return $"fees are declared, for makers and takers alike: {string.Join(", ", fees)}";
    }

    private static string Each(IReadOnlyCollection<Instrument> instruments, Func<Instrument, decimal> rule)
    {
        var withSymbol = instruments.DistinctBy(i => i.Symbol).Count() > 1;
        return string.Join(", ", instruments.Select(i => $"{i.Venue.Key()} {(withSymbol ? $"{i.Symbol} " : "")}{Of(rule(i))}"));
    }

    private static string Of(decimal value) => DecimalText.Plain(value);

    private static decimal PowerOfTen(decimal atMost)
    {
        var power = 1m;
        while (power > atMost)
            power /= 10m;
        while (power * 10m <= atMost)
            power *= 10m;
        return power;
    }
}
