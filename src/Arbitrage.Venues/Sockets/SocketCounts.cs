using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Arbitrage.Venues.Sockets;

/// <summary>How one stream's connections fared since the start.</summary>
/// <param name="Opened">Connections opened, the first one and successors included.</param>
/// <param name="Lost">Connections lost.</param>
/// <param name="Failed">Attempts without a connection.</param>
/// <param name="RolledOver">Connections that a successor took over from.</param>
/// <param name="Down">Time without a connection, summed over all reconnects.</param>
/// <param name="LongestDown">Longest of them.</param>
/// <param name="LastReason">Why the last one was lost; empty before the first loss.</param>
public readonly record struct SocketCount(
    int Opened, int Lost, int Failed, int RolledOver, TimeSpan Down, TimeSpan LongestDown, string LastReason);

/// <summary>Counts connections by the name of their stream. Safe from any thread.</summary>
public sealed class SocketCounts : ISocketObserver
{
    private static readonly SocketCount None = new(0, 0, 0, 0, TimeSpan.Zero, TimeSpan.Zero, "");

    private readonly ConcurrentDictionary<string, SocketCount> _counts = new(StringComparer.Ordinal);

    /// <summary>All counts by name of the stream, as of now.</summary>
    public ImmutableSortedDictionary<string, SocketCount> Read() => _counts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void OnOpened(string socket, TimeSpan down) => Change(socket, c => c with
    {
        Opened = c.Opened + 1,
        Down = c.Down + down,
        LongestDown = down > c.LongestDown ? down : c.LongestDown,
    });

    /// <inheritdoc/>
    public void OnLost(string socket, string why) => Change(socket, c => c with { Lost = c.Lost + 1, LastReason = why });

    /// <inheritdoc/>
    public void OnFailed(string socket, string why) => Change(socket, c => c with { Failed = c.Failed + 1, LastReason = why });

    /// <inheritdoc/>
    public void OnRolledOver(string socket, TimeSpan overlap) => Change(socket, c => c with { RolledOver = c.RolledOver + 1 });

    private void Change(string socket, Func<SocketCount, SocketCount> to) => _counts.AddOrUpdate(socket, _ => to(None), (_, count) => to(count));
}
