using Microsoft.Win32.SafeHandles;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>Looks for the next valid head or mark when the way to it is lost.</summary>
internal static class RecordFileScan
{
    private const int Window = 1024 * 1024;

    /// <summary>Byte of the first one at or after an offset; null when there is none before the end.</summary>
    public static long? Next(SafeFileHandle file, long from, long length)
    {
        var buffer = new byte[(int)Math.Min(Window + BlockHead.Length, Math.Max(0, length - from))];
        for (; from < length; from += Window)
        {
            var window = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - from));
            if (!BlockContent.ReadAll(file, window, from))
                return null;
            for (var i = 0; i < Math.Min(window.Length, Window); i++)
            {
                var next = window[i..].IndexOf("Arb"u8);
                if (next < 0)
                    break;
                i += next;
                if (FlushMark.TryRead(window[i..], from + i, out _) || BlockHead.TryRead(window[i..], from + i, out _))
                    return from + i;
            }
        }

        return null;
    }
}
