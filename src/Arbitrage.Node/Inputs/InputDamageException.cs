namespace Arbitrage.Node.Inputs;

/// <summary>A recording is not what was written, from one record on. The message is one line for a person.</summary>
/// <param name="record">Number of the record in the file, from 1.</param>
/// <param name="message">What is wrong, where, and whose record it is.</param>
internal sealed class InputDamageException(long record, string message) : Exception(message)
{
    /// <summary>Number of the record in the file at which it was found.</summary>
    public long Record { get; } = record;
}
