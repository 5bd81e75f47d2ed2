using System.Buffers.Binary;
using System.IO.Compression;

namespace Arbitrage.Simulation.Recordings.Csv;

/// <summary>
/// A gzip file that is known to be whole when its end has been reached. The platform's stream ends without a word where the file was cut off, so the
/// length that gzip writes at the very end is compared with what came out.
/// </summary>
/// <exception cref="InvalidDataException">Not gzip, damaged or cut off; thrown by reading.</exception>
internal sealed class GzipFile : Stream
{
    // Ten bytes of head, eight of tail, two of an empty block: RFC 1952.
    private const int ShortestLength = 20;

    private readonly FileStream _file;
    private readonly GZipStream _text;
    private readonly uint _promised;
    private uint _read;

    public GzipFile(string path)
    {
        _file = File.OpenRead(path);
        _text = new(_file, CompressionMode.Decompress);
        if (_file.Length < ShortestLength)
            return;
        Span<byte> tail = stackalloc byte[sizeof(uint)];
        _file.Seek(-sizeof(uint), SeekOrigin.End);
        _file.ReadExactly(tail);
        _file.Seek(0, SeekOrigin.Begin);
        _promised = BinaryPrimitives.ReadUInt32LittleEndian(tail);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_file.Length == 0)
            throw new InvalidDataException("the file is empty; copy it again.");
        int count;
        try
        {
            count = _text.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(_read == 0 ? "not gzip; copy the file again." : "damaged gzip; copy the file again.", e);
        }

        if (count == 0 && buffer.Length > 0 && (_file.Length < ShortestLength || _read != _promised))
            throw new InvalidDataException("cut off gzip: the text ends before its end; copy the file again.");
        unchecked
        {
            _read += (uint)count; // gzip counts modulo 2^32 too
        }

        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
