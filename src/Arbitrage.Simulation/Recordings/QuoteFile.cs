using System.Globalization;
using System.IO.Compression;
using Arbitrage.Domain.Markets;
using CsvHelper;

namespace Arbitrage.Simulation.Recordings;

/// <summary>
/// One CSV file of best bids and asks, gzip if its name says so. The time is the first column, ISO 8601. Both cells empty mean that this venue had no
/// update then; one of two is an error.
/// </summary>
internal sealed class QuoteFile(string path, (string Bid, string Ask) columns)
{
    public IEnumerable<RecordedQuote> Read(Venue venue)
    {
        if (!File.Exists(path))
            throw new RecordingException($"{path}: no such file; mapping.json names it.", isMissing: true);
        using var text = Open();
        using var csv = new CsvReader(text, CultureInfo.InvariantCulture);
        var quotes = new List<RecordedQuote>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
                throw Wrong(1, "header", "the first line has to name the columns.");
            var (bid, ask) = (Column(csv, columns.Bid), Column(csv, columns.Ask));
            while (csv.Read())
            {
                if (csv.GetField(bid) == "" && csv.GetField(ask) == "")
                    continue;
                var quote = new RecordedQuote(Time(csv), venue, new(Number(csv, bid)), new(Number(csv, ask)));
                if (quotes.Count > 0 && quote.At < quotes[^1].At)
                    throw Wrong(csv.Parser.RawRow, "time", "it is before the line above; sort the file by time.");
                quotes.Add(quote);
            }
        }
        catch (InvalidDataException)
        {
            throw new RecordingException($"{path}: line {csv.Parser.RawRow + 1}: not gzip; copy the file again.");
        }

        return quotes;
    }

    private StreamReader Open()
    {
        Stream file = File.OpenRead(path);
        return new(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
    }

    private int Column(CsvReader csv, string name)
    {
        var index = Array.IndexOf(csv.HeaderRecord!, name);
        return index >= 0 ? index : throw Wrong(1, name, $"no such column; there are {string.Join(", ", csv.HeaderRecord!)}.");
    }

    private DateTimeOffset Time(CsvReader csv) =>
        DateTimeOffset.TryParse(csv.GetField(0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw Wrong(csv.Parser.RawRow, csv.HeaderRecord![0], $"'{csv.GetField(0)}' is not a time like 2025-10-18T10:54:37Z.");

    private decimal Number(CsvReader csv, int column) =>
        decimal.TryParse(csv.GetField(column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0m
            ? value
            : throw Wrong(csv.Parser.RawRow, csv.HeaderRecord![column], $"'{csv.GetField(column)}' is not a price above zero.");

    private RecordingException Wrong(int line, string key, string remedy) => new($"{path}: line {line}: key '{key}': {remedy}");
}
