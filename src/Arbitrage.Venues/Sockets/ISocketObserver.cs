namespace Arbitrage.Venues.Sockets;

/// <summary>Hears how the connections of a process fare; called from their own threads, must not block.</summary>
public interface ISocketObserver
{
    /// <summary>A connection is open.</summary>
    /// <param name="socket">Name of the stream, for example `GateSpot books`.</param>
    /// <param name="down">Time since the connection before it was lost; zero for the first one.</param>
    void OnOpened(string socket, TimeSpan down);

    /// <summary>An open connection is gone, and not because another one took over.</summary>
    void OnLost(string socket, string why);

    /// <summary>An attempt to connect ended without a connection.</summary>
    void OnFailed(string socket, string why);

    /// <summary>A successor took over and the old connection was closed.</summary>
    /// <param name="socket">Name of the stream.</param>
    /// <param name="overlap">How long both were open.</param>
    void OnRolledOver(string socket, TimeSpan overlap);
}
