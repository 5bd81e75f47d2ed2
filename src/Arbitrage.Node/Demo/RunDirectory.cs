using Arbitrage.Node.CommandLine;

namespace Arbitrage.Node.Demo;

/// <summary>Where journal and log of a run are; a temporary one is removed after a run that kept all promises.</summary>
internal sealed class RunDirectory
{
    private RunDirectory(string path, bool isTemporary) => (Path, IsTemporary) = (path, isTemporary);

    public string Path { get; }

    public bool IsTemporary { get; }

    /// <summary>Makes it if it is missing.</summary>
    /// <exception cref="NodeFailure">It cannot be made or written.</exception>
    public static RunDirectory Open(string? path)
    {
        try
        {
            if (path is null)
                return new(Directory.CreateTempSubdirectory("arbitrage-demo-").FullName, true);
            var full = System.IO.Path.GetFullPath(path);
            Directory.CreateDirectory(full);
            var probe = System.IO.Path.Combine(full, ".probe-" + Environment.ProcessId);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return new(full, false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NodeFailure(ExitCode.MissingResource, $"the data directory '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Removes a temporary directory; one that cannot be removed is left to the system.</summary>
    public void RemoveIfTemporary()
    {
        if (!IsTemporary)
            return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // the journal's last handle may still be closing
        }
    }
}
