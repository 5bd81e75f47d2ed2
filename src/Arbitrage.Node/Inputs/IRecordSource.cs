namespace Arbitrage.Node.Inputs;

/// <summary>Where the records of a recording come from.</summary>
internal interface IRecordSource : IDisposable
{
    /// <summary>Of the file, for people.</summary>
    string Name { get; }

    /// <summary>The next record; it is valid until the next call. False at the end.</summary>
    /// <exception cref="Simulation.Recordings.RecordingException">The file is wrong from here on.</exception>
    bool TryRead(out long number, out ReadOnlySpan<byte> content);

    /// <summary>The file ends inside something; for after the last record.</summary>
    bool IsTorn { get; }

    /// <summary>How the file ended, in words; for after the last record.</summary>
    string End { get; }
}
