using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// A recording as a market, read as it goes. A quote without a size shows the declared one; whole books show what was recorded. Legs that were not
/// recorded have no instrument and no step: nothing is ever put in their place.
/// </summary>
public sealed class RecordedMarket : IMarketSource, IDisposable
{
    private readonly RecordingSurvey _survey;
    private readonly ImmutableArray<RecordedLegFeed> _legs;
    private readonly IMarketReader _reader;
    private readonly ReadAhead _records;
    private readonly decimal _size;

    /// <param name="recording">What.</param>
    /// <param name="survey">The same recording's.</param>
    /// <param name="options">Size, fees and symbols.</param>
    /// <param name="time">Measures the time of reading.</param>
    public RecordedMarket(IMarketRecording recording, RecordingSurvey survey, ReplayOptions options, TimeProvider time)
    {
        if (options.Size <= 0m)
            throw new ArgumentOutOfRangeException(nameof(options), options.Size, "A declared size is above zero.");
        (_survey, _size) = (survey, options.Size);
        _legs =
        [
            .. recording.Header.Legs.Where(l => survey.Leg(l.Instrument.Symbol, l.Instrument.Venue) is not null)
                .Select(l => new RecordedLegFeed(l, options.Books == RecordedBooks.Deepest && survey.HasDepth(l.Instrument.Symbol, l.Instrument.Venue), options)),
        ];
        _reader = recording.Read();
        _records = new(_reader, time);
    }

    /// <summary>Time spent reading the recording so far.</summary>
    public TimeSpan Reading => _records.Took;

    /// <summary>What the recording does not hold and was declared instead.</summary>
    public string Declared
    {
        get
        {
            var bases = _legs.Where(l => !l.HasSizes).Select(l => l.Instrument.Symbol.Base.Text).Distinct();
            var sizes = _legs.All(l => l.HasSizes) ? "" : $"size {DecimalText.Plain(_size)} {string.Join(", ", bases)} at every best price; ";
            var fees = _legs.Select(l => l.Instrument).DistinctBy(i => i.Venue).OrderBy(i => i.Venue)
                .Select(i => $"{Name(i.Venue)} {i.TakerFee.Value * 100m:0.####} %");
            var contracts = _legs.Select(l => l.Instrument).Where(i => !i.Multiplier.IsZero)
                .Select(i => $"; one contract {i.Multiplier} {i.Symbol.Base}");
            return $"declared, not recorded: {sizes}fees {string.Join(", ", fees)}{string.Concat(contracts)}";
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments(Venue venue) => [.. _legs.Select(l => l.Instrument).Where(i => i.Venue == venue)];

    /// <inheritdoc/>
    public bool TryNext(out MarketStep step)
    {
        while (_records.Next() is { } record)
        {
            if (LegOf(record) is { } leg && leg.TryTake(record, out var bids, out var asks))
            {
                step = new(record.ReceivedAt - _survey.Start, record.Venue, leg.Instrument.Symbol, bids, asks);
                return true;
            }
        }

        step = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private RecordedLegFeed? LegOf(MarketRecord record)
    {
        foreach (var leg in _legs)
        {
            if (leg.Instrument.Venue == record.Venue && leg.Instrument.Symbol == record.Symbol)
                return leg;
        }

        return null;
    }

    private static string Name(Venue venue) => venue switch
    {
        Venue.GateSpot => "Gate spot",
        Venue.GateFutures => "Gate futures",
        _ => "MEXC spot",
    };
}
