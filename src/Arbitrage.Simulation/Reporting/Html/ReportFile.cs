using System.Text;

namespace Arbitrage.Simulation.Reporting.Html;

/// <summary>The file of `--report`.</summary>
public static class ReportFile
{
    /// <summary>Finds out before a long run whether the file can be written; leaves what is there alone.</summary>
    /// <exception cref="IOException">It cannot be; the message names file and remedy.</exception>
    public static void Check(string path)
    {
        if (Refusal(path) is { } why)
            throw new IOException(why);
        var existed = File.Exists(path);
        Carry(path, () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose());
        if (!existed)
            File.Delete(path);
    }

    /// <summary>Writes the page.</summary>
    /// <exception cref="IOException">It cannot be written; the message names file and remedy.</exception>
    public static void Write(string path, RunHistory history)
    {
        if (Refusal(path) is { } why)
            throw new IOException(why);
        var page = ReportPage.Render(history);
        Carry(path, () => File.WriteAllText(path, page, new UTF8Encoding(false)));
    }

    private static string? Refusal(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(path) ? $"--report '{path}' is a directory; name a file in it."
            : Directory.Exists(directory) ? null
            : $"--report '{path}': the directory '{directory}' does not exist; make it first.";
    }

    private static void Carry(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new IOException($"--report '{path}' cannot be written: {e.Message}", e);
        }
    }
}
