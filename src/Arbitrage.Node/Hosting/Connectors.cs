using System.Collections.Immutable;
using Arbitrage.Actors.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Node.Configuration;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Hosting;

/// <summary>Makes the connectors that a configuration asks for.</summary>
internal static class Connectors
{
    /// <summary>Our symbols with a venue's names, ordered.</summary>
    public static ImmutableArray<SymbolName> SymbolNames(this NodeConfiguration configuration, Venue venue) =>
        [.. configuration.Symbols.Select(s => new SymbolName(s.Symbol, s.Names[venue]))];

    /// <summary>An empty slot for every venue and symbol.</summary>
    public static ImmutableArray<BookSlot> NewSlots(this NodeConfiguration configuration) =>
        [.. Domain.Markets.Venues.All.SelectMany(v => configuration.Symbols.Select(s => new BookSlot(v, s.Symbol)))];

    /// <summary>Public books of a venue into its slots.</summary>
    public static IMarketStream MarketStream(
        this NodeConfiguration configuration, Venue venue, ImmutableArray<BookSlot> slots, TimeProvider time, ILoggerFactory loggers) =>
        VenueAccess.CreateMarketStream(
            venue, configuration.VenueOptions(venue), configuration.SymbolNames(venue),
            slots.Where(s => s.Venue == venue).ToDictionary(s => s.Symbol), time, loggers.CreateLogger("market." + venue.Key()));

    /// <summary>What the connection of an account talks through.</summary>
    public static VenuePorts Ports(
        this NodeConfiguration configuration, Venue venue, IRequestObserver requests, TimeProvider time, ILoggerFactory loggers)
    {
        var options = configuration.AccountOptions(venue) with { Requests = requests };
        var log = loggers.CreateLogger("account." + venue.Key());
        return new(
            new TieredInstruments(
                VenueAccess.CreateInstrumentSource(venue, options, time),
                rules => VenueAccess.CreateFeeSource(venue, options, rules, time, log)),
            configuration.SymbolNames(venue),
            rules => VenueAccess.CreateTradingGateway(venue, options, rules, time, log),
            rules => VenueAccess.CreatePrivateStream(venue, options, rules, time, log));
    }

    // Requirement B3: fees come from the account's tier where the venue tells it; the public rules carry the standard ones.
    private sealed class TieredInstruments(IInstrumentSource rules, Func<ImmutableArray<Instrument>, IFeeSource> feesOf) : IInstrumentSource
    {
        public async Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel)
        {
            var standard = await rules.ReadInstrumentsAsync(symbols, cancel);
            var fees = feesOf(standard);
            try
            {
                var own = standard.ToBuilder();
                for (var i = 0; i < own.Count; i++)
                {
                    var symbol = own[i].Symbol;
                    var tier = (await fees.ReadFeesAsync(symbol, cancel)).OrThrow($"{own[i].Venue.Key()}: fees of {symbol}");
                    own[i] = own[i] with { MakerFee = tier.Maker, TakerFee = tier.Taker };
                }

                return own.ToImmutable();
            }
            finally
            {
                (fees as IDisposable)?.Dispose();
            }
        }

        public Task<ClockReading> MeasureClockAsync(CancellationToken cancel) => rules.MeasureClockAsync(cancel);

        public Task<ClockReading> SampleClockAsync(CancellationToken cancel) => rules.SampleClockAsync(cancel);
    }
}
