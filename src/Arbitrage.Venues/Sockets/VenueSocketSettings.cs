using System.Security.Cryptography;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Sockets;

/// <summary>How a <see cref="VenueSocket"/> keeps its connection.</summary>
public sealed record VenueSocketSettings
{
    /// <summary>Distance of two application pings.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Nothing received for this long: the connection is dead. MEXC itself closes after 60 s without data.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// An application ping without its answer for this long: the connection is dead, whatever else still comes over it. Only where the handler
    /// tells answers, see <see cref="IVenueSocketHandler.TellsPongs"/>.
    /// </summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Age at which a successor is opened beside a connection, to take over from it: MEXC closes connections after 24 h; Gate documents no limit, the
    /// same is a precaution there. The age is drawn between 90 and 100 % of this, so that not all roll over at once.
    /// <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// </summary>
    public TimeSpan RollOverAfter { get; init; } = TimeSpan.FromHours(23);

    /// <summary>Longest time for connect and upgrade.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait before a reconnect; doubles with every failure in a row.</summary>
    public TimeSpan BackOffFrom { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait before a reconnect.</summary>
    public TimeSpan BackOffTo { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A connection that was open for this long resets the back-off; attempts that take long to fail do not.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest message taken; a longer one breaks the connection instead of eating the memory.</summary>
    public int MaxMessageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How a connection is opened; null is TCP.</summary>
    public Dial? Dial { get; init; }

    /// <summary>Jitter of the back-off in [0, 1), so that a whole cluster doesn't reconnect in step. Injected, so that tests decide it.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    /// <summary>Hears of opened, lost and rolled-over connections; null for nobody.</summary>
    public ISocketObserver? Observer { get; init; }

    /// <summary>What may be said of why a connection ended: the venue's words may be ours, said back to us.</summary>
    internal Func<string, string> Clean { get; init; } = Redaction.CleanWithoutKey;

    /// <summary>Age at which one connection is due for a successor.</summary>
    internal TimeSpan RollOverAge() =>
        RollOverAfter == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : RollOverAfter * (0.9 + (0.1 * Jitter()));

    /// <summary>Wait before attempt <paramref name="failures"/> + 1: between half and all of the doubled base, capped.</summary>
    /// <param name="failures">Failures in a row, 1 or more.</param>
    public TimeSpan BackOff(int failures)
    {
        var doubled = BackOffFrom * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = doubled < BackOffTo ? doubled : BackOffTo;
        return capped * (0.5 + (0.5 * Jitter()));
    }
}
