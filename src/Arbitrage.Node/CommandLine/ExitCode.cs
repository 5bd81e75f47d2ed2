namespace Arbitrage.Node.CommandLine;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Ran, but a promise did not hold.</summary>
    public const int PromiseBroken = 1;

    /// <summary>Bad arguments or configuration.</summary>
    public const int BadInput = 2;

    /// <summary>Something that was needed was not there.</summary>
    public const int MissingResource = 3;
}

/// <summary>The node cannot go on; the message is one line for a person.</summary>
internal sealed class NodeFailure(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
