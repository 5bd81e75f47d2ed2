using Microsoft.Win32.SafeHandles;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Opens files, and says in one line why one cannot be opened.</summary>
internal static class RecordFileOpening
{
    public static SafeFileHandle Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            if (Directory.Exists(path))
                throw new RecordingException($"{path}: it is a directory; name a file.");
            var file = File.OpenHandle(path, mode, access, share);
            try
            {
                // A device or a pipe has no length.
                _ = RandomAccess.GetLength(file);
                return file;
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RecordingException($"{path}: no such {(mode == FileMode.CreateNew ? "directory; make it first" : "file; name one that is there")}.", isMissing: true);
        }
        catch (IOException) when (mode == FileMode.CreateNew && File.Exists(path))
        {
            throw new RecordingException($"{path}: it exists already; name another file, or delete it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException($"{path}: cannot be opened ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}); check its name and rights.");
        }
    }

    /// <summary>
    /// Keeps a second writer out, in this process and in others: a file beside the recording, held exclusively. The lock of a killed writer falls with it; the
    /// file that it leaves is taken over.
    /// </summary>
    public static FileStream Claim(string path)
    {
        try
        {
            return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (DirectoryNotFoundException)
        {
            throw new RecordingException($"{path}: no such directory; make it first.", isMissing: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path}: it is being written, or {path}.lock cannot be made; wait for the other writer, or name another file.");
        }
    }
}
