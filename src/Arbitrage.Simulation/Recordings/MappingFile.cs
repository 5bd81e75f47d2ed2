using System.Text.Json;

namespace Arbitrage.Simulation.Recordings;

/// <summary>`mapping.json` of a directory: its scenarios, and complaints that name file, line, scenario and key.</summary>
internal sealed class MappingFile
{
    private const string Name = "mapping.json";

    private readonly string _path, _text;
    private readonly List<(string Id, JsonElement Content)> _scenarios = [];

    private MappingFile(string directory, string path, string text, JsonElement root)
    {
        (Directory, _path, _text) = (directory, path, text);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("scenarios", out var scenarios) || scenarios.ValueKind != JsonValueKind.Array)
            throw new RecordingException($"{path}: line 1: key 'scenarios' is missing; it has to be a list of scenarios.");
        foreach (var scenario in scenarios.EnumerateArray())
        {
            var id = Text(scenario, "id", null);
            if (_scenarios.Exists(s => s.Id == id))
                throw Wrong(id, "id", "two scenarios have this name; each needs its own.");
            _scenarios.Add((id, scenario));
        }
    }

    /// <summary>Where the scenarios' folders are.</summary>
    public string Directory { get; }

    /// <summary>Names of all scenarios, as listed.</summary>
    public IReadOnlyList<string> Ids => [.. _scenarios.Select(s => s.Id)];

    /// <summary>Reads it.</summary>
    /// <exception cref="RecordingException">Missing, not JSON, or without scenarios.</exception>
    public static MappingFile Open(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!System.IO.Directory.Exists(directory))
            throw new RecordingException($"{directory}: no such directory; name the one that holds {Name}.", isMissing: true);
        if (!File.Exists(path))
            throw new RecordingException($"{path}: no such file; name the directory that holds it.", isMissing: true);
        var text = File.ReadAllText(path);
        try
        {
            return new(directory, path, text, JsonDocument.Parse(text).RootElement);
        }
        catch (JsonException e)
        {
            throw new RecordingException($"{path}: line {e.LineNumber + 1}: not JSON; correct the text there.");
        }
    }

    /// <summary>The content of a scenario.</summary>
    /// <exception cref="RecordingException">There is none of this name; says which there are and which is nearest.</exception>
    public JsonElement Scenario(string id)
    {
        foreach (var scenario in _scenarios)
        {
            if (scenario.Id == id)
                return scenario.Content;
        }

        var nearest = NearestName.Of(id, Ids);
        throw new RecordingException(
            $"{_path}: no scenario '{id}'; {(nearest is null ? "" : $"did you mean '{nearest}'? ")}choose one of {string.Join(", ", Ids)}.");
    }

    /// <summary>A text that has to be there.</summary>
    public string Text(JsonElement of, string key, string? id) =>
        OptionalText(of, key, id) ?? throw Wrong(id, key, "it has to be a text.");

    /// <summary>A text that may be absent, but not something else.</summary>
    public string? OptionalText(JsonElement of, string key, string? id)
    {
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(key, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(id, key, "it has to be a text.");
    }

    /// <summary>What is wrong with a key of a scenario.</summary>
    public RecordingException Wrong(string? id, string key, string remedy) =>
        new($"{_path}: line {LineOf(id)}: {(id is null ? "" : $"scenario '{id}', ")}key '{key}': {remedy}");

    private int LineOf(string? id)
    {
        var at = id is null ? -1 : _text.IndexOf($"\"{id}\"", StringComparison.Ordinal);
        return at < 0 ? 1 : _text.AsSpan(0, at).Count('\n') + 1;
    }
}
