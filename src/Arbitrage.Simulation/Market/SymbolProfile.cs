using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Market;

/// <summary>Behaviour of one symbol at one venue.</summary>
/// <param name="Instrument">Rules and fees.</param>
/// <param name="SpreadBps">Median own spread.</param>
/// <param name="BasisPct">Median of the mid against Gate spot's.</param>
/// <param name="NoiseBps">Standard deviation of the mid around that.</param>
/// <param name="IntervalMs">Median update interval as measured.</param>
/// <param name="TopUsd">Typical value of the best level.</param>
/// <param name="LevelUsd">Typical value of the levels behind it.</param>
/// <param name="LevelTicks">Largest distance of two levels in ticks.</param>
public sealed record VenueProfile(
    Instrument Instrument, decimal SpreadBps, decimal BasisPct, decimal NoiseBps, int IntervalMs, decimal TopUsd, decimal LevelUsd, int LevelTicks);

/// <summary>
/// A generated symbol. What is measured (recordings of market-data/README.md, and recounted on its files) and what is assumed:
/// <list type="bullet">
/// <item>Small coin (NEIROETH_USDT and any other): F/USDT of 2025-10-18. Own spreads 7 / 10 / 40 bps (Gate spot, Gate futures, MEXC);
/// ticks the same share of the price (1 bp, futures 10 bp); Gate spot over futures 0.27 %, MEXC under Gate spot 0.11 %; MEXC's mid strays 8.2 bps
/// around that with an autocorrelation of 0.75 after a second; volatility 1.4 bps per root second. Sizes of F were not recorded: the
/// best MEXC level is LUNC/USDT's median of 140 USDT, the other venues are assumed to show twice that.</item>
/// <item>BTC_USDT, ETH_USDT: Gate spot of 2025-09-03. Tick, own spread of one tick, level sizes and volatility (0.27 and 0.46 bps per
/// root second); perpetual 0.036 % under spot from Binance of 2024-08-08. MEXC's and the perpetual's own spread (1 bp), basis and noise were not recorded: assumed.</item>
/// <item>Intervals: Gate spot 105 ms (2025-09-03), Gate futures 820 ms and MEXC 535 ms (LUNC/USDT of 2025-10-11); see <see cref="MarketPreset"/> for their scaling.</item>
/// <item>Fees: 0.10 % Gate spot, 0.05 % futures, 0.05 % MEXC, assumed. Quanto multipliers are smaller than the venue's own (0.0001 BTC, 0.01 ETH), with
/// which requirement B1 would refuse a hedge of 300 USDT.</item>
/// </list>
/// </summary>
public sealed record SymbolProfile(
    Symbol Symbol, decimal StartPrice, decimal VolatilityBps, VenueProfile GateSpot, VenueProfile GateFutures, VenueProfile MexcSpot)
{
    /// <summary>Traded when nothing else is asked for.</summary>
    public static IReadOnlyList<Symbol> DefaultSymbols { get; } = [new("NEIROETH_USDT"), new("BTC_USDT"), new("ETH_USDT")];

    /// <summary>The profile of a symbol; one without figures of its own behaves like the small coin.</summary>
    public static SymbolProfile For(Symbol symbol) => symbol.Text switch
    {
        "BTC_USDT" => Major(
            symbol, 111_265m, 0.27m, tick: 0.1m, mexcTick: 0.01m, lot: 0.000001m, multiplier: 0.00001m, topUsd: 37_000m, levelUsd: 470m,
            levelTicks: 12),
        "ETH_USDT" => Major(
            symbol, 4_354m, 0.46m, tick: 0.01m, mexcTick: 0.01m, lot: 0.00001m, multiplier: 0.0001m, topUsd: 13_800m, levelUsd: 250m,
            levelTicks: 8),
        _ => Small(symbol),
    };

    /// <summary>The venue's part.</summary>
    public VenueProfile At(Venue venue) => venue switch
    {
        Venue.GateSpot => GateSpot,
        Venue.GateFutures => GateFutures,
        Venue.MexcSpot => MexcSpot,
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    /// <summary>
    /// Mid dislocation in percent at which a round trip between the spots breaks even: both own spreads and both taker fees, twice, as
    /// entry and return each cross them.
    /// </summary>
    public decimal BreakEvenPct => 2m * (CrossingPct + FeesPct);

    /// <summary>Part of a mid dislocation that crossing both own spreads costs, in percent.</summary>
    public decimal CrossingPct => (GateSpot.SpreadBps + MexcSpot.SpreadBps) / 200m;

    private decimal FeesPct => (GateSpot.Instrument.TakerFee.Value + MexcSpot.Instrument.TakerFee.Value) * 100m;

    private static SymbolProfile Small(Symbol symbol) => new(
        symbol, 0.095m, 1.37m,
        new(Spot(Venue.GateSpot, symbol, 0.00001m, 0.1m, 3m, 0.001m), 7m, 0m, 0m, 105, 280m, 280m, 2),
        new(Perpetual(symbol, 0.0001m, 10m), 10m, -0.27m, 1.5m, 820, 280m, 560m, 1),
        new(Spot(Venue.MexcSpot, symbol, 0.00001m, 0.01m, 1m, 0.0005m), 40m, -0.11m, 8.2m, 535, 140m, 280m, 2));

    private static SymbolProfile Major(
        Symbol symbol, decimal price, decimal volatility, decimal tick, decimal mexcTick, decimal lot, decimal multiplier,
        decimal topUsd, decimal levelUsd, int levelTicks) => new(
        symbol, price, volatility,
        new(Spot(Venue.GateSpot, symbol, tick, lot, 3m, 0.001m), tick / price * 10_000m, 0m, 0m, 105, topUsd, levelUsd, levelTicks),
        new(Perpetual(symbol, tick, multiplier), 1m, -0.036m, 0.5m, 820, topUsd, levelUsd, levelTicks),
        new(Spot(Venue.MexcSpot, symbol, mexcTick, lot, 1m, 0.0005m), 1m, -0.01m, 1m, 535, topUsd / 4m, levelUsd, levelTicks));

    private static Instrument Spot(Venue venue, Symbol symbol, decimal tick, decimal lot, decimal minNotional, decimal fee) => new(
        venue, symbol, venue == Venue.MexcSpot ? symbol.Base.Text + symbol.Quote.Text : symbol.Text, new(tick), new(lot), new(lot),
        new(minNotional), Quantity.Zero, Rate.Zero, Quantity.Zero, MakerFee: new(fee), TakerFee: new(fee), Tradable: true);

    private static Instrument Perpetual(Symbol symbol, decimal tick, decimal multiplier) => new(
        Venue.GateFutures, symbol, symbol.Text, new(tick), new(multiplier), new(multiplier), Notional.Zero, Quantity.Zero, new(0.2m),
        new(multiplier), MakerFee: new(0.0002m), TakerFee: new(0.0005m), Tradable: true);
}
