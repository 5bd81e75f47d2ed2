namespace Arbitrage.Node.Configuration;

/// <summary>One thing wrong with the configuration, said so that it can be mended without reading the code.</summary>
/// <param name="File">File as it was named on the command line, or where the value came from.</param>
/// <param name="Line">Line in it; 0 when the file as a whole is meant.</param>
/// <param name="Key">Full key; empty when the file cannot be read.</param>
/// <param name="What">What is wrong. Never contains the value of a secret.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ConfigurationProblem(string File, int Line, string Key, string What, string Remedy)
{
    /// <summary>`file:line: key: what; remedy`, as compilers print, so that editors can jump there.</summary>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $":{Line}" : "")}: {(Key.Length > 0 ? $"{Key}: " : "")}{What}; {Remedy}";
}

/// <summary>The configuration stops the start (requirement B14). Carries all problems found, not only the first.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationProblem> problems, bool isMissing = false)
    : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>A file is not there or may not be read; nothing is said about what stands in it.</summary>
    public bool IsMissing { get; } = isMissing;

    /// <summary>All that was found, in file and line order.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; } = problems;
}
