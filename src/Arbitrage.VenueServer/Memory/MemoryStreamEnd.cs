using System.Buffers;
using System.IO.Pipelines;

namespace Arbitrage.VenueServer.Memory;

/// <summary>The client's end of a connection of a <see cref="MemoryNetwork"/>: a stream, as TCP would give it.</summary>
internal sealed class MemoryStreamEnd(PipeReader input, PipeWriter output, Action onClosed) : Stream
{
    private volatile bool _isReset;
    private int _isClosed;
    private int _isReading;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The other end broke the connection.</summary>
    public void Reset()
    {
        _isReset = true;
        input.CancelPendingRead();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Interlocked.CompareExchange(ref _isReading, 1, 0) != 0, this);
        try
        {
            return await TakeAsync(buffer, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
            if (_isClosed != 0)
                EndReading();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        try
        {
            if (_isReset || (await output.WriteAsync(buffer, cancellationToken)).IsCompleted)
                throw new IOException("The connection was closed by the other end.");
        }
        catch (InvalidOperationException late) when (_isClosed != 0)
        {
            throw new IOException("The connection was closed on this end.", late);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            output.Complete();
            // A read that is under way on another thread wakes up and ends the reading itself.
            input.CancelPendingRead();
            EndReading();
            onClosed();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_isClosed != 0, this);
            // A reset wakes one read up, once: after it only what has come before is there to be read.
            ReadResult read;
            if (!_isReset)
                read = await input.ReadAsync(cancel);
            else if (!input.TryRead(out read) || read.Buffer.IsEmpty)
                throw new IOException("The connection was reset by the other end.");
            // Nothing of the sequence may be looked at once it was given back.
            var (isThere, count) = (!read.Buffer.IsEmpty, (int)Math.Min(read.Buffer.Length, buffer.Length));
            var taken = read.Buffer.Slice(0, count);
            taken.CopyTo(buffer.Span);
            input.AdvanceTo(taken.End);
            // A read of nothing asks whether there is something: it is answered when there is.
            if (isThere || read.IsCompleted)
                return count;
        }
    }

    // Once, by whoever comes when nobody reads; the flag stays set.
    private void EndReading()
    {
        if (Interlocked.CompareExchange(ref _isReading, 1, 0) == 0)
            input.Complete();
    }
}
