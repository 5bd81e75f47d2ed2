using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Arbitrage.VenueServer.Memory;

/// <summary>The server's end of a connection of a <see cref="MemoryNetwork"/>; owns the client's.</summary>
internal sealed class MemoryConnection : DefaultConnectionContext
{
    private static readonly PipeOptions Pipes = new(useSynchronizationContext: false);

    // Not disposed: the client may go after the server did.
    private readonly CancellationTokenSource _gone = new();

    public MemoryConnection(int number, int port)
        : base(number.ToString(CultureInfo.InvariantCulture))
    {
        var (up, down) = (new Pipe(Pipes), new Pipe(Pipes));
        Transport = new Duplex(up.Reader, down.Writer);
        Client = new(down.Reader, up.Writer, OnClientGone);
        LocalEndPoint = new IPEndPoint(IPAddress.Loopback, port);
        RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, port);
        ConnectionClosed = _gone.Token;
    }

    public MemoryStreamEnd Client { get; }

    /// <summary>As a TCP reset does: what was sent arrives, then the connection is broken on both ends.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        Client.Reset();
        OnClientGone();
    }

    public override async ValueTask DisposeAsync()
    {
        // What the server has written is still read; after it comes the end.
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        OnClientGone();
        await base.DisposeAsync();
    }

    // Whoever waits for the end of a connection may do anything then: not on the thread that ended it.
    private void OnClientGone() => ThreadPool.UnsafeQueueUserWorkItem(static gone => gone.Cancel(), _gone, preferLocal: false);

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
