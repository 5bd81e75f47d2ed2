namespace Arbitrage.Cli;

/// <summary>What the process answers to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Ran, but a promise did not hold.</summary>
    public const int PromiseBroken = 1;

    /// <summary>Bad arguments or a bad recording.</summary>
    public const int BadInput = 2;

    /// <summary>Something that was needed was not there.</summary>
    public const int MissingResource = 3;
}
