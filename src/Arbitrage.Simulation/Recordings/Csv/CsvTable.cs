using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// A CSV file with a header, read row by row; gzip if its name says so. Every complaint names file, line and column. A row has as many cells as the header:
/// fewer mean that it was cut.
/// </summary>
internal sealed class CsvTable : IDisposable
{
    private static readonly CsvConfiguration Configuration = new(CultureInfo.InvariantCulture)
    {
        Mode = CsvMode.NoEscape, // recordings hold numbers only; a quotation mark is a wrong cell, not the start of a long one
    };

    private readonly string _path;
    private readonly CsvParser _rows;
    private readonly string[] _header;

    /// <exception cref="RecordingException">The file is missing, empty, not gzip, or has no usable header.</exception>
    public CsvTable(string path)
    {
        _path = path;
        if (!File.Exists(path))
            throw new RecordingException($"{path}: no such file; mapping.json names it.", isMissing: true);
        Stream bytes = path.EndsWith(".gz", StringComparison.Ordinal) ? new GzipFile(path) : File.OpenRead(path);
        _rows = new(new StreamReader(bytes), Configuration);
        try
        {
            if (!Step())
                throw Wrong("the file is empty; the first line has to name the columns.", line: 1);
            _header = _rows.Record!;
            if (_header.GroupBy(c => c, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw Wrong($"key '{twice.Key}': the header names this column {twice.Count()} times; each needs its own name.", line: 1);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Text of a cell.</summary>
    public string this[int column] => _rows[column];

    /// <summary>Index of a column.</summary>
    /// <exception cref="RecordingException">There is none of this name.</exception>
    public int Column(string name)
    {
        var index = Array.IndexOf(_header, name);
        return index >= 0 ? index : throw Wrong($"key '{name}': no such column; there are {string.Join(", ", _header)}.", line: 1);
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="RecordingException">The file is damaged or the row was cut.</exception>
    public bool Read()
    {
        if (!Step())
            return false;
        return _rows.Count == _header.Length
            ? true
            : throw Wrong($"the row has {_rows.Count} cells of {_header.Length}; it was cut or joined, copy the file again.", _rows.RawRow);
    }

    /// <summary>A price: plain digits, above zero.</summary>
    public decimal Price(int column) => TryNumber(column, NumberStyles.AllowDecimalPoint, out var value) && value > 0m
        ? value
        : throw Wrong(column, $"'{this[column]}' is not a price above zero.");

    /// <summary>A size: plain digits, above zero.</summary>
    public decimal Size(int column) => TryNumber(column, NumberStyles.AllowDecimalPoint, out var value) && value > 0m
        ? value
        : throw Wrong(column, $"'{this[column]}' is not a size above zero.");

    /// <summary>A size that takes a level away when it is zero.</summary>
    public decimal SizeOrZero(int column) => TryNumber(column, NumberStyles.AllowDecimalPoint, out var value)
        ? value
        : throw Wrong(column, $"'{this[column]}' is not a size of zero or more.");

    /// <summary>A size above zero as a binary fraction is written by languages that shorten it to `9e-06`.</summary>
    public decimal ShortSize(int column) =>
        TryNumber(column, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, out var value) && value > 0m
            ? value
            : throw Wrong(column, $"'{this[column]}' is not a size above zero.");

    /// <summary>A whole number above zero.</summary>
    public long Id(int column) => long.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
        ? value
        : throw Wrong(column, $"'{this[column]}' is not a whole number above zero.");

    /// <summary>A whole number, zero included.</summary>
    public long Count(int column) => long.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Wrong(column, $"'{this[column]}' is not a whole number of zero or more.");

    /// <summary>A time as ISO 8601; without a zone it is UTC.</summary>
    public DateTimeOffset IsoTime(int column) => DateTimeOffset.TryParse(
            this[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        ? at
        : throw Wrong(column, $"'{this[column]}' is not a time like 2025-10-18T10:54:37Z.");

    /// <summary>A time as a decimal count of Unix time; what is finer than 100 ns is dropped.</summary>
    /// <param name="column">Column.</param>
    /// <param name="ticks">Length of one unit: <see cref="TimeSpan.TicksPerSecond"/> or <see cref="TimeSpan.TicksPerMillisecond"/>.</param>
    public DateTimeOffset UnixTime(int column, long ticks) =>
        TryNumber(column, NumberStyles.AllowDecimalPoint, out var count) && count > 0m && count < LastSecond * TimeSpan.TicksPerSecond / ticks
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(count * ticks))
            : throw Wrong(column, $"'{this[column]}' is not a Unix time.");

    /// <summary>A time as nanoseconds of Unix time; what is finer than 100 ns is dropped.</summary>
    public DateTimeOffset UnixNanoseconds(int column) => DateTimeOffset.UnixEpoch.AddTicks(Id(column) / TimeSpan.NanosecondsPerTick);

    /// <summary>What is wrong with the current row's cell.</summary>
    public RecordingException Wrong(int column, string remedy) => Wrong($"key '{_header[column]}': {remedy}", _rows.RawRow);

    /// <summary>What is wrong with the current row.</summary>
    public RecordingException Wrong(string remedy) => Wrong(remedy, _rows.RawRow);

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    // Year 9999, the last that a DateTimeOffset holds.
    private const decimal LastSecond = 253_402_300_799m;

    private bool TryNumber(int column, NumberStyles style, out decimal value) =>
        decimal.TryParse(this[column], style, CultureInfo.InvariantCulture, out value);

    private bool Step()
    {
        try
        {
            return _rows.Read();
        }
        catch (InvalidDataException e)
        {
            throw Wrong(e.Message, _rows.RawRow); // the line that was being read
        }
    }

    private RecordingException Wrong(string remedy, int line) => new($"{_path}: line {line}: {remedy}");
}
