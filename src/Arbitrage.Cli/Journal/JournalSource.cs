using System.CommandLine;
using Arbitrage.Actors.Hosting;
using Arbitrage.Actors.Journal;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Protocol.Wire;
using Arbitrage.Simulation.Recordings;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Cli.Journal;

/// <summary>Which journal: `--data`, or the `data_directory` of a configuration. The same for every command.</summary>
internal sealed class JournalSource
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data directory of a node (default: data_directory of the configuration)",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _config = new("--config")
    {
        Description = "Configuration of the node, the later file over the earlier",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>`--json`.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "JSON on standard output" };

    /// <summary>Gives a command the options.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_config);
        command.Options.Add(Json);
    }

    /// <summary>The directory.</summary>
    /// <exception cref="NodeFailure">None is named, or it has no journal.</exception>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public string Directory(ParseResult parsed)
    {
        var directory = parsed.GetValue(_data)
            ?? ConfigurationReader.Read(ConfigurationSource.FromFiles(parsed.GetValue(_config) ?? []), Environment.GetEnvironmentVariable).Node.DataDirectory
            ?? throw new NodeFailure(ExitCode.BadInput, "no data directory: name it with --data DIR, or a configuration that has data_directory with --config FILE");
        return System.IO.Directory.Exists(directory)
            ? directory
            : throw new NodeFailure(ExitCode.MissingResource, $"the data directory '{directory}' is not there; name the one of a node with --data");
    }

    /// <summary>Reads the journal as it is now.</summary>
    /// <param name="directory">Of <see cref="Directory"/>.</param>
    /// <param name="read">What to do with it.</param>
    /// <exception cref="NodeFailure">It is missing, or is no journal.</exception>
    public static T Read<T>(string directory, Func<JournalFile, T> read)
    {
        try
        {
            using var journal = JournalFile.Open(directory);
            return read(journal);
        }
        catch (FileNotFoundException)
        {
            throw new NodeFailure(
                ExitCode.MissingResource,
                $"'{directory}' has no journal ({Path.GetFileName(DataDirectory.JournalFileOf(directory))}); name the data directory of a node with --data");
        }
        catch (SqliteException e)
        {
            throw new NodeFailure(
                ExitCode.BadInput, $"{DataDirectory.JournalFileOf(directory)} is not a journal that can be read: {e.Message.TrimEnd('.')}; restore it from a backup", e);
        }
        catch (WireException e)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{DataDirectory.JournalFileOf(directory)}: {e.Message}; `arb journal verify` says what else is wrong", e);
        }
    }

    /// <summary>Checks that an actor is in the journal.</summary>
    /// <exception cref="NodeFailure">It is not.</exception>
    public static void Require(JournalFile journal, string persistenceId)
    {
        var actors = journal.Actors();
        if (actors.ContainsKey(persistenceId))
            return;
        var nearest = NearestName.Of(persistenceId, actors.Keys);
        throw new NodeFailure(
            ExitCode.BadInput,
            $"--id '{persistenceId}' is not in the journal; {(nearest is null ? "" : $"did you mean {nearest}? ")}there is {(actors.Count == 0 ? "none" : string.Join(", ", actors.Keys))}");
    }
}
