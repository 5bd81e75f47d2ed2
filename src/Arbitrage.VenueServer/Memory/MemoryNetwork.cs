using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Arbitrage.VenueServer.Memory;

/// <summary>
/// A network inside the process: servers listen on ports of it, clients dial them, and the same bytes go through pipes that would go through
/// loopback. Nothing of it reaches the operating system.
/// </summary>
public sealed class MemoryNetwork : IConnectionListenerFactory
{
    private readonly ConcurrentDictionary<int, Listener> _listeners = new();
    private int _ports;
    private int _connections;

    /// <summary>Connects to whoever listens on the port; the host's name does not count.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public ValueTask<Stream> DialAsync(DnsEndPoint where, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var connection = new MemoryConnection(Interlocked.Increment(ref _connections), where.Port);
        return _listeners.TryGetValue(where.Port, out var listener) && listener.Offer(connection)
            ? new(connection.Client)
            : throw new SocketException((int)SocketError.ConnectionRefused);
    }

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        // Below 1024, where hardly anybody listens: a client that does not dial through this network finds nothing.
        var port = ((IPEndPoint)endpoint).Port is not 0 and var wanted ? wanted : Interlocked.Increment(ref _ports);
        var listener = new Listener(this, port);
        return _listeners.TryAdd(port, listener)
            ? new(listener)
            : throw new AddressInUseException($"Port {port} of this network is taken.");
    }

    private sealed class Listener(MemoryNetwork network, int port) : IConnectionListener
    {
        private readonly Channel<MemoryConnection> _backlog = Channel.CreateUnbounded<MemoryConnection>();

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, port);

        public bool Offer(MemoryConnection connection) => _backlog.Writer.TryWrite(connection);

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await _backlog.Reader.WaitToReadAsync(cancellationToken) && _backlog.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            network._listeners.TryRemove(new(port, this));
            _backlog.Writer.TryComplete();
            return default;
        }

        public async ValueTask DisposeAsync()
        {
            await UnbindAsync();
            while (_backlog.Reader.TryRead(out var connection))
                connection.Abort();
        }
    }
}
