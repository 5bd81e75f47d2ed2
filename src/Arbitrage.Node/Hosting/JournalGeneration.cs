using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Hosting;

/// <summary>
/// The generation of a journal is raised by a person who restores it from a backup (`journal_generation`), as part of epochs and client order ids:
/// what the lost part may have claimed is then UNKNOWN and never sent again. A lower one than the journal already knows is a mistake.
/// </summary>
internal static class JournalGeneration
{
    /// <summary>Refuses a start with a generation below that of the journal; a journal that does not exist yet has none.</summary>
    /// <param name="journalFile">The journal.</param>
    /// <param name="configured">`journal_generation`.</param>
    /// <exception cref="NodeFailure">It is lower, or the file is not a journal.</exception>
    public static void Check(string journalFile, int configured)
    {
        if (!File.Exists(journalFile))
            return;
        int highest;
        try
        {
            highest = JournalReader.HighestGeneration(journalFile);
        }
        catch (SqliteException e)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{journalFile} is not a journal that can be read: {e.Message.TrimEnd('.')}; restore it from a backup", e);
        }

        if (configured < highest)
        {
            throw new NodeFailure(
                ExitCode.BadInput,
                $"journal_generation is {configured}, but {journalFile} was written in generation {highest}: set it to {highest}, "
                + $"or to {highest + 1} when this journal was restored from a backup");
        }
    }
}
