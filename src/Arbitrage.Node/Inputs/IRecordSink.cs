namespace Arbitrage.Node.Inputs;

/// <summary>Where the records of a run go: a record file, or the memory of a test. Used by one thread.</summary>
internal interface IRecordSink : IDisposable
{
    /// <summary>Appends a record.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Add(DateTimeOffset at, ReadOnlySpan<byte> record);

    /// <summary>What was added survives the end of the process from here on.</summary>
    void Flush();
}
