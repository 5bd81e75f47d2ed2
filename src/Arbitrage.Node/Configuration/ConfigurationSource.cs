namespace Arbitrage.Node.Configuration;

/// <summary>One file of configuration: its name for messages and its text.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Text">YAML.</param>
public sealed record ConfigurationSource(string Name, string Text)
{
    /// <summary>Configuration of the demo, compiled in.</summary>
    public static ConfigurationSource Demo => Embedded("demo.yaml");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static ConfigurationSource FromFile(string path)
    {
        try
        {
            return new(path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([new(path, 0, "", "cannot be read: " + e.Message, "check the path given to --config")]);
        }
    }

    private static ConfigurationSource Embedded(string name)
    {
        using var stream = typeof(ConfigurationSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not compiled in.");
        using var reader = new StreamReader(stream);
        return new(name, reader.ReadToEnd());
    }
}
