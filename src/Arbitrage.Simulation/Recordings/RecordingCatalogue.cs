using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Recordings.Csv;

namespace Arbitrage.Simulation.Recordings;

/// <summary>Reads `mapping.json`, which says what recorded venue stands for which of ours, and opens the scenarios it lists.</summary>
public sealed class RecordingCatalogue
{
    private readonly MappingFile _mapping;

    private RecordingCatalogue(MappingFile mapping) => _mapping = mapping;

    /// <summary>Ids of all scenarios, as listed.</summary>
    public IReadOnlyList<string> Scenarios => _mapping.Ids;

    /// <summary>Opens a directory with a `mapping.json`.</summary>
    /// <exception cref="RecordingException">Missing, not JSON, or without scenarios.</exception>
    public static RecordingCatalogue Open(string directory) => new(MappingFile.Open(directory));

    /// <summary>Opens a scenario; its rows are streamed.</summary>
    /// <exception cref="RecordingException">Unknown, or its files are missing or wrong at their beginning.</exception>
    public IMarketRecording Recording(string id) => CsvScenario.Open(_mapping, id);

    /// <summary>
    /// Reads all best prices of one scenario into memory. Only of a scenario of one symbol that is not relabelled: another venue's prices would give figures
    /// that say nothing about ours.
    /// </summary>
    /// <exception cref="RecordingException">Unknown, of a kind that cannot be replayed, or its files are missing or wrong.</exception>
    public Recording Load(string id)
    {
        if (new ScenarioLayout(_mapping, id).IsRelabelled)
            throw _mapping.Wrong(id, "relabelled", "the quotes are another venue's; choose a scenario that is not relabelled.");
        var recording = Recording(id);
        var header = recording.Header;
        if (header.Symbols is not [var symbol])
            throw _mapping.Wrong(id, "legs", $"there are several symbols, {string.Join(", ", header.Symbols)}; choose a scenario of one.");
        var quotes = ImmutableArray.CreateBuilder<RecordedQuote>();
        var record = new MarketRecord();
        using var reader = recording.Read();
        while (reader.TryRead(record))
        {
            if (record.Kind == MarketRecordKind.BookTicker)
                quotes.Add(new(record.ReceivedAt, record.Venue, record.Bids[0].Price, record.Asks[0].Price));
        }

        return new(id, symbol, header.Recorded(symbol), quotes.ToImmutable());
    }
}
