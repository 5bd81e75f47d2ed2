using Arbitrage.Node.CommandLine;

namespace Arbitrage.Node.Paper;

/// <summary>
/// A file that says that a data directory is paper's: its accounts live in a venue model, so no other mode may go on with it, nor paper with another's.
/// </summary>
internal static class PaperMark
{
    private const string Name = "paper.txt";

    /// <summary>Marks a directory.</summary>
    public static void Set(string directory) =>
        File.WriteAllText(Path.Combine(directory, Name), "The accounts of this journal are those of a venue model (paper). No other mode can go on with it.\n");

    /// <summary>For paper: the journal that is there has to be its own.</summary>
    /// <exception cref="NodeFailure">It is another mode's.</exception>
    public static void Demand(string directory)
    {
        if (!File.Exists(Path.Combine(directory, Name)))
            throw new NodeFailure(
                ExitCode.BadInput, $"'{directory}' holds the journal of another mode, whose accounts paper does not have; name another data directory");
    }

    /// <summary>For other modes: the journal must not be paper's.</summary>
    /// <exception cref="NodeFailure">It is.</exception>
    public static void Refuse(string directory)
    {
        if (File.Exists(Path.Combine(directory, Name)))
            throw new NodeFailure(
                ExitCode.BadInput,
                $"'{directory}' is a data directory of paper, whose accounts no other mode has; name another one, or go on with --mode paper");
    }
}
