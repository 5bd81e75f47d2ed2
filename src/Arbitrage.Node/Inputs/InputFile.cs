using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Storage;

namespace Arbitrage.Node.Inputs;

/// <summary>The recording beside the journal of a data directory, in the container of all recordings.</summary>
internal static class InputFile
{
    /// <summary>Its name.</summary>
    public const string FileName = "inputs.arbinp";

    private const string Kind = "inputs";

    /// <summary>The recording of a data directory.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>
    /// Goes on at the end of what is there, after reading all of it, or begins. One that is damaged is kept under another name: the run's own
    /// inputs matter more than going on with it.
    /// </summary>
    /// <param name="dataDirectory">Held by the caller, so that nobody else writes.</param>
    /// <param name="now">For the name of a damaged one.</param>
    /// <param name="notes">Gets a line for everything that a person should know.</param>
    /// <exception cref="RecordingException">It cannot be written.</exception>
    public static InputFileWriter OpenWriter(string dataDirectory, DateTimeOffset now, ICollection<string> notes)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
            return Create(path);
        try
        {
            return Append(path, notes);
        }
        catch (Exception e) when (e is RecordingException { IsMissing: false } or InputDamageException)
        {
            var aside = Path.Combine(dataDirectory, $"inputs.damaged-{now:yyyyMMdd-HHmmss-fff}.arbinp");
            File.Move(path, aside);
            notes.Add($"the input recording was damaged and is kept as {aside}; what it held cannot be verified any more. {e.Message}");
            return Create(path);
        }
    }

    /// <summary>Opens a recording to read it from its beginning.</summary>
    /// <exception cref="RecordingException">It is missing or not one.</exception>
    public static InputFileReader OpenReader(string path) => new(new Source(path, RecordFileReader.Open(path, Kind)));

    private static InputFileWriter Create(string path) =>
        new(path, new Sink(RecordFileWriter.Create(path, Kind, [])), InputFilePosition.Start);

    private static InputFileWriter Append(string path, ICollection<string> notes)
    {
        var writer = RecordFileWriter.Append(path, Kind, out var recovery);
        try
        {
            using var reader = OpenReader(path);
            while (reader.TryRead(out _))
            {
            }

            if (recovery.CutBytes > 0)
                notes.Add($"input recording: {recovery}");
            return new(path, new Sink(writer), reader.Position);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private sealed class Sink(RecordFileWriter writer) : IRecordSink
    {
        public void Add(DateTimeOffset at, ReadOnlySpan<byte> record) => writer.Add(at, record);

        public void Flush() => writer.Flush();

        public void Dispose() => writer.Dispose();
    }

    private sealed class Source(string path, RecordFileReader reader) : IRecordSource
    {
        public string Name => path;

        public bool IsTorn => reader.End.Kind == RecordFileEndKind.Torn;

        public string End => $"the recording is {reader.End}";

        public bool TryRead(out long number, out ReadOnlySpan<byte> content)
        {
            var isThere = reader.TryRead(out var slice);
            number = slice.Number;
            content = slice.Content;
            return isThere;
        }

        public void Dispose() => reader.Dispose();
    }
}
