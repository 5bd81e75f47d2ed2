using System.Globalization;
using System.Text;
using Arbitrage.Actors.Journal;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Actors.Hosting;

/// <summary>Another process works on the data directory: two processes on one journal are refused (exit code 3).</summary>
public sealed class DataDirectoryInUseException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Exit code of a node that meets it.</summary>
    public const int ExitCode = 3;
}

/// <summary>The data directory of a `single` node, held exclusively from here to the end of the process.</summary>
public sealed class DataDirectory : IDisposable
{
    private const string LockName = "arbitrage.lock";
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Journal and snapshots: one file, so that one backup holds both.</summary>
    public string JournalFile => JournalFileOf(Path);

    public string ConnectionString => ConnectionStringOf(JournalFile);

    public static string JournalFileOf(string directory) => System.IO.Path.Combine(directory, "trading.db");

    /// <summary>
    /// Takes the directory, makes it if missing, sets the journal file to WAL, which the file remembers, and gives it its chain (decision 0007).
    /// </summary>
    /// <exception cref="DataDirectoryInUseException">Another process has it.</exception>
    public static DataDirectory Acquire(string path)
    {
        Directory.CreateDirectory(path);
        var directory = new DataDirectory(path, Lock(System.IO.Path.Combine(path, LockName)));
        using var connection = new SqliteConnection(directory.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        if (command.ExecuteScalar() is not "wal")
            throw new IOException($"{directory.JournalFile}: SQLite refuses write-ahead logging on this file system.");
        ChainedTable.Prepare(connection);
        return directory;
    }

    public void Dispose() => _lock.Dispose();

    // Busy waits end before Akka's call time-out of 10 s, so a write that is reported failed is not still under way.
    internal static string ConnectionStringOf(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 5 }.ToString();

    private static FileStream Lock(string file)
    {
        try
        {
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return held;
        }
        catch (IOException cause)
        {
            throw new DataDirectoryInUseException(
                $"The data directory {System.IO.Path.GetDirectoryName(file)} is in use by another process. Stop it, or give this one another data_directory.",
                cause);
        }
    }
}
