using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// A recording as a market: one level a side, each of the declared size, as recordings of best prices hold no sizes. Rules that were not recorded
/// either are derived (tick: finest step seen; lot and contract: a power of ten small against the hedge) or assumed (fees); <see cref="Declared"/>
/// says so.
/// </summary>
public sealed class RecordedMarket : IMarketSource
{
    // market-data/README.md measures its net figures with these.
    private const decimal GateSpotFee = 0.0020m, GateFuturesFee = 0.0005m, MexcSpotFee = 0.0005m;

    private readonly Recording _recording;
    private readonly ImmutableSortedDictionary<Venue, Instrument> _instruments;
    private readonly decimal _size;
    private int _next;

    /// <param name="recording">Quotes.</param>
    /// <param name="size">Base units shown at each best price; a whole number of lots and contracts is taken of it.</param>
    public RecordedMarket(Recording recording, decimal size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (_recording, _size) = (recording, size);
        _instruments = recording.Recorded.ToImmutableSortedDictionary(v => v, InstrumentOf);
    }

    /// <summary>What the recording does not hold and was declared instead.</summary>
    public string Declared
    {
        get
        {
            var futures = _instruments.GetValueOrDefault(Venue.GateFutures);
            return $"declared, not recorded: size {DecimalText.Plain(_size)} {_recording.Symbol.Base} at every best price; fees Gate spot "
                + $"{GateSpotFee * 100m:0.##} %, Gate futures {GateFuturesFee * 100m:0.##} %, MEXC spot {MexcSpotFee * 100m:0.##} %"
                + (futures is null ? "" : $"; one contract {futures.Multiplier} {_recording.Symbol.Base}");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments(Venue venue) => _instruments.TryGetValue(venue, out var instrument) ? [instrument] : [];

    /// <inheritdoc/>
    public bool TryNext(out MarketStep step)
    {
        step = default;
        if (_next == _recording.Quotes.Length)
            return false;
        var quote = _recording.Quotes[_next++];
        var size = _instruments[quote.Venue].Lot.Value;
        size *= decimal.Floor(_size / size);
        step = new(quote.At - _recording.Start, quote.Venue, _recording.Symbol, [new(quote.Bid, new(size))], [new(quote.Ask, new(size))]);
        return true;
    }

    private Instrument InstrumentOf(Venue venue)
    {
        var quotes = _recording.Quotes.Where(q => q.Venue == venue).ToList();
        var price = quotes[0].Mid;
        var tick = quotes.Aggregate(1m, (finest, q) => Math.Min(finest, Math.Min(StepOf(q.Bid.Value), StepOf(q.Ask.Value))));
        var futures = venue == Venue.GateFutures;
        // A cent's worth is fine enough to trade, half a dollar's worth fine enough to hedge with (B1).
        var lot = PowerOfTen((futures ? 0.5m : 0.01m) / price);
        var fee = new Rate(venue switch { Venue.GateSpot => GateSpotFee, Venue.GateFutures => GateFuturesFee, _ => MexcSpotFee });
        var symbol = _recording.Symbol;
        return new(
            venue, symbol, venue == Venue.MexcSpot ? symbol.Base.Text + symbol.Quote.Text : symbol.Text, new(tick), new(lot), new(lot),
            new(futures ? 0m : 1m), Quantity.Zero, Rate.Zero, futures ? new(lot) : Quantity.Zero, fee, fee, Tradable: true);
    }

    private static decimal StepOf(decimal price)
    {
        var step = 1m;
        while (price % step != 0m)
            step /= 10m;
        return step;
    }

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
