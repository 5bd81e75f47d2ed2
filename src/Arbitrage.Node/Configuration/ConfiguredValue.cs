namespace Arbitrage.Node.Configuration;

/// <summary>A value as text with the place it came from.</summary>
/// <param name="Text">Text after variables were put in.</param>
/// <param name="File">File that set it.</param>
/// <param name="Line">Line in that file.</param>
/// <param name="Variables">Environment variables it took its text from.</param>
internal sealed record ConfiguredValue(string Text, string File, int Line, IReadOnlyList<string> Variables)
{
    /// <summary>`base.yaml:12`, with the environment variable if there was one.</summary>
    public string Origin => Variables.Count == 0 ? $"{File}:{Line}" : $"{File}:{Line} from {string.Join(", ", Variables)}";
}

/// <summary>A key of the effective configuration, for the start's print-out.</summary>
/// <param name="Key">Full key.</param>
/// <param name="Value">Value as text; `***` for a secret.</param>
/// <param name="Origin">File and line, `default`, or the environment variable.</param>
public sealed record EffectiveKey(string Key, string Value, string Origin);
