using System.Text;

namespace Arbitrage.Node.Configuration;

/// <summary>One file of configuration: its name for messages and its text.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Text">YAML.</param>
public sealed record ConfigurationSource(string Name, string Text)
{
    /// <summary>Largest file that is read; a configuration of a thousand symbols has a quarter of it.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Configuration of the demo, compiled in.</summary>
    public static ConfigurationSource Demo => Embedded("demo.yaml");

    /// <summary>What paper uses before any --config, compiled in.</summary>
    public static ConfigurationSource Paper => Embedded("paper.yaml");

    /// <summary>Reads a file. It may be a pipe.</summary>
    /// <exception cref="ConfigurationException">It is not there, may not be read, is too large or is not UTF-8.</exception>
    public static ConfigurationSource FromFile(string path)
    {
        try
        {
            return new(path, Decode(path, ReadBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = Directory.Exists(path) ? "it is a directory" : e.Message.TrimEnd('.');
            throw new ConfigurationException([new(path, 0, "", "cannot be read: " + reason, "check the path of the configuration file")], isMissing: true);
        }
    }

    /// <summary>Reads files in order.</summary>
    /// <exception cref="ConfigurationException">Some of them cannot be read; each is named.</exception>
    public static IReadOnlyList<ConfigurationSource> FromFiles(IEnumerable<string> paths)
    {
        var (sources, refused) = (new List<ConfigurationSource>(), new List<ConfigurationException>());
        foreach (var path in paths)
        {
            try
            {
                sources.Add(FromFile(path));
            }
            catch (ConfigurationException e)
            {
                refused.Add(e);
            }
        }

        return refused.Count == 0 ? sources : throw new ConfigurationException([.. refused.SelectMany(e => e.Problems)], refused.Exists(e => e.IsMissing));
    }

    private static ReadOnlySpan<byte> ReadBytes(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxBytes
            ? bytes.AsSpan(0, length)
            : throw Unreadable(path, 0, $"is larger than {MaxBytes} bytes", "check the path; a configuration is small");
    }

    private static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        var body = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            var line = body[..Math.Clamp(e.Index, 0, body.Length)].Count((byte)'\n') + 1;
            throw Unreadable(path, line, "is not UTF-8 text", "save the file as UTF-8");
        }
    }

    private static ConfigurationException Unreadable(string path, int line, string what, string remedy) => new([new(path, line, "", what, remedy)]);

    private static ConfigurationSource Embedded(string name)
    {
        using var stream = typeof(ConfigurationSource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not compiled in.");
        using var reader = new StreamReader(stream);
        return new(name, reader.ReadToEnd());
    }
}
