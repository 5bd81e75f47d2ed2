namespace Arbitrage.Venues.Sockets;

/// <summary>
/// Reads as much as the stream below has at once, and hands it out in whatever pieces are asked for. A WebSocket asks for each frame's few bytes of
/// header and then for its payload, which would be two calls of the system for every best quote. Reading and writing may happen at the same time, each
/// by one caller.
/// </summary>
internal sealed class ReadAheadStream(Stream below) : Stream
{
    private const int Ahead = 64 * 1024;

    private readonly byte[] _ahead = new byte[Ahead];
    private int _from;
    private int _to;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_from < _to)
            return new(Take(buffer.Span));
        // An empty read asks only whether there is something, and what is larger than our own buffer needs no detour.
        if (buffer.Length is 0 or >= Ahead)
            return below.ReadAsync(buffer, cancellationToken);
        var filling = below.ReadAsync(_ahead, cancellationToken);
        return filling.IsCompletedSuccessfully ? new(Filled(filling.Result, buffer.Span)) : Later(filling, buffer);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_from < _to)
            return Take(buffer);
        return buffer.Length is 0 or >= Ahead ? below.Read(buffer) : Filled(below.Read(_ahead), buffer);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        below.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        below.WriteAsync(buffer, offset, count, cancellationToken);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => below.Write(buffer);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => below.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush() => below.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            below.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> Later(ValueTask<int> filling, Memory<byte> buffer) => Filled(await filling, buffer.Span);

    private int Filled(int count, Span<byte> buffer)
    {
        (_from, _to) = (0, count);
        return Take(buffer);
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _to - _from);
        _ahead.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }
}
