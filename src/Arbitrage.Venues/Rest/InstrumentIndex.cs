using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Venues.Rest;

/// <summary>The symbols an account trades, by our name and by the venue's.</summary>
internal sealed class InstrumentIndex
{
    private readonly Dictionary<Symbol, Instrument> _bySymbol;
    private readonly Dictionary<string, Instrument> _byVenueName;

    public InstrumentIndex(Venue venue, ImmutableArray<Instrument> instruments)
    {
        if (instruments.FirstOrDefault(i => i.Venue != venue) is { } stray)
            throw new ArgumentException($"{stray.Symbol} is an instrument of {stray.Venue}, not of {venue}.", nameof(instruments));
        if (venue == Venue.GateFutures && instruments.FirstOrDefault(i => i.Multiplier.Value <= 0m) is { } unsized)
            throw new ArgumentException($"{unsized.Symbol} has no contract multiplier.", nameof(instruments));
        All = instruments;
        _bySymbol = instruments.ToDictionary(i => i.Symbol);
        _byVenueName = instruments.ToDictionary(i => i.VenueSymbol, StringComparer.Ordinal);
    }

    public ImmutableArray<Instrument> All { get; }

    public Instrument? Find(Symbol symbol) => _bySymbol.GetValueOrDefault(symbol);

    public Instrument? Find(string venueName) => _byVenueName.GetValueOrDefault(venueName);

    /// <exception cref="ArgumentException">Not one of ours.</exception>
    public Instrument Of(Symbol symbol) =>
        Find(symbol) ?? throw new ArgumentException($"{symbol} is not traded on this account.", nameof(symbol));
}
