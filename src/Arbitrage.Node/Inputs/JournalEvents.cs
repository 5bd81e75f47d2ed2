using Arbitrage.Actors.Hosting;
using Arbitrage.Node.CommandLine;
using Arbitrage.Protocol.Wire;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Inputs;

/// <summary>The events of every actor, as the journal has them.</summary>
internal sealed class JournalEvents
{
    private static readonly IReadOnlyList<JournalRow> Nothing = [];

    private readonly string _file;
    private Dictionary<string, List<JournalRow>> _rows;

    private JournalEvents(string file) => (_file, _rows) = (file, Load(file));

    private JournalEvents(IEnumerable<JournalRow> rows) =>
        (_file, _rows) = ("", rows.GroupBy(r => r.PersistenceId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal));

    /// <summary>Persistence ids, ordered.</summary>
    public IEnumerable<string> Actors => _rows.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a whole journal file.</summary>
    /// <exception cref="NodeFailure">It is missing, no journal, or has a hole.</exception>
    public static JournalEvents Read(string file) => new(file);

    /// <summary>A journal that is in memory already, ordered by sequence within each actor.</summary>
    public static JournalEvents Of(IEnumerable<JournalRow> rows) => new(rows);

    /// <summary>Events of an actor from number 1 on, without holes.</summary>
    public IReadOnlyList<JournalRow> Of(string actor) => _rows.TryGetValue(actor, out var rows) ? rows : Nothing;

    /// <summary>Reads it again: a node may be writing to it.</summary>
    public void Refresh()
    {
        if (_file.Length > 0)
            _rows = Load(_file);
    }

    private static Dictionary<string, List<JournalRow>> Load(string file)
    {
        if (!File.Exists(file))
            throw new NodeFailure(ExitCode.MissingResource, $"{file} is not there; name the run's journal with --journal");
        var rows = new Dictionary<string, List<JournalRow>>(StringComparer.Ordinal);
        try
        {
            foreach (var row in JournalReader.ReadAll(file))
            {
                if (!rows.TryGetValue(row.PersistenceId, out var own))
                    rows.Add(row.PersistenceId, own = []);
                if (row.Sequence != own.Count + 1)
                {
                    throw new NodeFailure(
                        ExitCode.BadInput, $"{file}: {row.PersistenceId} has event {row.Sequence} where {own.Count + 1} comes; the journal has a hole");
                }

                own.Add(row);
            }
        }
        catch (Exception e) when (e is SqliteException or WireException)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{file}: not a journal of this version: {e.Message}", e);
        }

        return rows;
    }
}
