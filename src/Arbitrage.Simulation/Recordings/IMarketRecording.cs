using System.Collections.Immutable;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Recordings;

/// <summary>
/// A recording of markets, whatever file it is in: a scenario of CSV files or a file of our own format. Read from the beginning as often as
/// wanted, by several readers at once.
/// </summary>
public interface IMarketRecording
{
    /// <summary>What it holds, and what had to be declared because it was not recorded.</summary>
    RecordingHeader Header { get; }

    /// <summary>A new reader at the beginning.</summary>
    /// <exception cref="RecordingException">The file is missing or wrong.</exception>
    IMarketReader Read();
}

/// <summary>Reads records in the order of their receipt. Used by one thread.</summary>
public interface IMarketReader : IDisposable
{
    /// <summary>Reads the next record into an object that is used again; false at the end.</summary>
    /// <exception cref="RecordingException">The file is wrong from here on: names file, place and remedy.</exception>
    bool TryRead(MarketRecord into);
}

/// <summary>What a recording is.</summary>
/// <param name="Id">Scenario, or name of the file.</param>
/// <param name="Legs">One for each venue and symbol that was recorded, in the order of symbols, then venues.</param>
/// <param name="Relabelled">The quotes are other venues' than ours: good for load and books, never for figures about our venues.</param>
/// <param name="Declared">What was not recorded and is declared instead (sizes, lots, minima, multiplier, fees), one sentence each. Every report prints it.</param>
public sealed record RecordingHeader(string Id, ImmutableArray<RecordedLeg> Legs, bool Relabelled, ImmutableArray<string> Declared)
{
    /// <summary>Symbols, ordered.</summary>
    public ImmutableArray<Symbol> Symbols => [.. Legs.Select(l => l.Instrument.Symbol).Distinct().Order()];

    /// <summary>Venues of a symbol that were recorded, in journal order.</summary>
    public ImmutableArray<Venue> Recorded(Symbol symbol) => [.. Legs.Where(l => l.Instrument.Symbol == symbol).Select(l => l.Instrument.Venue).Order()];
}

/// <summary>One symbol at one venue.</summary>
/// <param name="Instrument">Rules, recorded or declared.</param>
/// <param name="Really">What was recorded when it was another venue, for example "Binance USD-M perpetual BTCUSDT"; empty when it is the venue itself.</param>
/// <param name="HasSizes">Quantities were recorded; otherwise they are zero and a replay declares a size.</param>
/// <param name="HasDepth">More than the best level was recorded.</param>
public sealed record RecordedLeg(Instrument Instrument, string Really, bool HasSizes, bool HasDepth);
