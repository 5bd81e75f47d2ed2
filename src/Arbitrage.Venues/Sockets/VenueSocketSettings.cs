using System.Security.Cryptography;

namespace Arbitrage.Venues.Sockets;

/// <summary>How a <see cref="VenueSocket"/> keeps its connection.</summary>
public sealed record VenueSocketSettings
{
    /// <summary>Distance of two application pings.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Nothing received for this long: the connection is dead. MEXC itself closes after 60 s without data.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest time for connect and upgrade.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before a reconnect; doubles with every failure in a row.</summary>
    public TimeSpan BackOffFrom { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait before a reconnect.</summary>
    public TimeSpan BackOffTo { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that lived this long resets the back-off.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest message taken; a longer one breaks the connection instead of eating the memory.</summary>
    public int MaxMessageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How a connection is opened; null is TCP.</summary>
    public Dial? Dial { get; init; }

    /// <summary>Jitter of the back-off in [0, 1), so that a whole cluster doesn't reconnect in step. Injected, so that tests decide it.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    /// <summary>Wait before attempt <paramref name="failures"/> + 1: between half and all of the doubled base, capped.</summary>
    /// <param name="failures">Failures in a row, 1 or more.</param>
    public TimeSpan BackOff(int failures)
    {
        var doubled = BackOffFrom * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = doubled < BackOffTo ? doubled : BackOffTo;
        return capped * (0.5 + (0.5 * Jitter()));
    }
}
