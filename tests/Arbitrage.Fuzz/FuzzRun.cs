using System.Collections.Immutable;
using System.Diagnostics;

namespace Arbitrage.Fuzz;

/// <summary>A frame on which a parser failed.</summary>
/// <param name="Target">Which parser.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Frame">Number of the frame in it.</param>
/// <param name="Bytes">The smallest frame found that fails in the same way.</param>
/// <param name="Why">What went wrong.</param>
internal sealed record Failure(string Target, ulong Seed, long Frame, byte[] Bytes, string Why);

/// <summary>What a run did.</summary>
/// <param name="Frames">Frames given to parsers.</param>
/// <param name="Refused">Of them, refused by the parser itself.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failure">The first failure; null when there was none.</param>
internal sealed record FuzzReport(long Frames, long Refused, TimeSpan Elapsed, Failure? Failure);

/// <summary>Frames, one after the other, through all parsers in turn. Frame n of a seed is always the same.</summary>
internal sealed class FuzzRun(ImmutableArray<FuzzTarget> targets, ulong seed)
{
    // A frame is at most a few kilobytes; what takes this long grows faster than it.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private long _now;
    private long _startedAt;

    /// <summary>The frame under way and how long it has been; for a watch on another thread.</summary>
    public (long Frame, TimeSpan For) UnderWay => (Volatile.Read(ref _now), Stopwatch.GetElapsedTime(Volatile.Read(ref _startedAt)));

    /// <summary>The target of a frame.</summary>
    public FuzzTarget TargetOf(long frame) => targets[(int)(frame % targets.Length)];

    /// <summary>Makes a frame.</summary>
    public byte[] Make(long frame)
    {
        var target = TargetOf(frame);
        var random = SplitMix.Of(seed, frame);
        var bytes = random.Pick<byte[]>(target.Seeds);
        // Once in a while several at once; two thirds keep the structure, so that what is behind it is reached.
        for (var rounds = 1 + (random.Below(4) == 0 ? random.Below(4) : 0); rounds > 0; rounds--)
        {
            var other = random.Pick<byte[]>(target.Seeds);
            bytes = random.Below(3) == 0 ? ByteMutator.Mutate(bytes, other, ref random)
                : target.Format == FrameFormat.Json ? JsonMutator.Mutate(bytes, other, ref random)
                : ProtoMutator.Mutate(bytes, other, ref random);
        }

        return bytes;
    }

    /// <summary>Runs up to a number of frames, or to the first failure.</summary>
    public FuzzReport Run(long first, long frames, Action<long, TimeSpan>? progress = null)
    {
        var started = Stopwatch.GetTimestamp();
        long refused = 0;
        for (var frame = first; frame < first + frames; frame++)
        {
            var bytes = Make(frame);
            Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
            Volatile.Write(ref _now, frame);
            var (reading, why) = Try(TargetOf(frame), bytes);
            if (why is not null)
            {
                var smallest = Minimise(TargetOf(frame), bytes, Kind(why));
                return new(
                    frame - first + 1, refused, Stopwatch.GetElapsedTime(started), new(TargetOf(frame).Name, seed, frame, smallest, why));
            }

            refused += reading == Reading.Refused ? 1 : 0;
            if ((frame & 0xFFFF) == 0xFFFF)
                progress?.Invoke(frame - first + 1, Stopwatch.GetElapsedTime(started));
        }

        return new(frames, refused, Stopwatch.GetElapsedTime(started), null);
    }

    /// <summary>One frame; why it failed, or null.</summary>
    public static (Reading Reading, string? Why) Try(FuzzTarget target, byte[] bytes)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var reading = target.Read(bytes);
            var took = Stopwatch.GetElapsedTime(started);
            return (reading, took > Slow ? $"slow: {took.TotalMilliseconds:F0} ms" : null);
        }
        catch (Exception escaped)
        {
            return (Reading.Taken, $"{escaped.GetType().Name}: {escaped.Message} {Where(escaped)}");
        }
    }

    // Pieces are left out, large ones first, as long as it fails in the same way.
    private static byte[] Minimise(FuzzTarget target, byte[] bytes, string kind)
    {
        for (var piece = Math.Max(1, bytes.Length / 2); piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= bytes.Length;)
            {
                byte[] less = [.. bytes[..at], .. bytes[(at + piece)..]];
                if (Try(target, less).Why is { } why && Kind(why) == kind)
                    bytes = less;
                else
                    at += piece;
            }
        }

        return bytes;
    }

    private static string Kind(string why) => why.Split(':')[0];

    private static string Where(Exception escaped) =>
        (escaped.StackTrace ?? "").Split('\n').FirstOrDefault(line => line.Contains("Arbitrage.Venues", StringComparison.Ordinal))?.Trim() ?? "";
}
