using Microsoft.Win32.SafeHandles;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>
/// Reads a record file, also one that is being written: it sees whole blocks, and after it answered that there is nothing more it may be asked again.
/// Used by one thread; any number of readers may read one file.
/// </summary>
public sealed class RecordFileReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly FileHead _fileHead;
    private readonly RecordFileWalk _walk;
    private readonly BlockContent _contents = new();
    private SeekPoints? _points;
    private ReadOnlyMemory<byte> _content;
    private BlockHead _block;
    private long _ticks, _from;
    private RecordColumns _columns;
    private int _left;

    private RecordFileReader(string path, SafeFileHandle file, FileHead head)
    {
        (Path, _file, _fileHead) = (path, file, head);
        _walk = new(file, path, head);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What its writer put before the records.</summary>
    public ReadOnlySpan<byte> Header => _fileHead.Header;

    /// <summary>Bytes of the file now.</summary>
    public long Bytes => RandomAccess.GetLength(_file);

    /// <summary>Blocks of records read so far.</summary>
    public long BlocksRead { get; private set; }

    /// <summary>Bytes of the records in them, unpacked.</summary>
    public long RawBytesRead { get; private set; }

    /// <summary>How the file ends; known after <see cref="TryRead"/> answered false.</summary>
    public RecordFileEnd End { get; private set; } = NotReached;

    private static RecordFileEnd NotReached { get; } = new(RecordFileEndKind.NotReached, 0, null, 0);

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it has to hold.</param>
    /// <exception cref="RecordingException">Missing, not a record file, of another version or kind, or its head is damaged.</exception>
    public static RecordFileReader Open(string path, string kind)
    {
        var file = RecordFileOpening.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return new(path, file, FileHead.Read(file, path, kind));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next record; false at the end of what is whole now.</summary>
    /// <exception cref="RecordingException">A block is damaged: names file, block, byte, records and times.</exception>
    public bool TryRead(out RecordSlice record)
    {
        do
        {
            if (_left == 0 && !NextBlock())
            {
                record = default;
                return false;
            }

            record = Next();
        }
        while (_ticks < _from);
        return true;
    }

    /// <summary>Reading goes on with the first record at or after a time, found by the index or, without one, by hopping over heads.</summary>
    /// <param name="at">The time.</param>
    /// <param name="fromBlock">Reading goes on with the first record of that one's block instead, for a codec that needs what is before it there.</param>
    /// <exception cref="RecordingException">A head on the way is damaged.</exception>
    public void Seek(DateTimeOffset at, bool fromBlock = false)
    {
        (_left, _from, End) = (0, at.UtcTicks, NotReached);
        _points ??= IndexAtEnd() ?? new();
        var known = _points.All.Count > 0 ? _points.All[^1].Offset : 0;
        _walk.Go(_points.Before(_from) is { } point
            ? new(point.Offset, point.Previous, point.Number, point.FirstRecord, point.FirstTicks, IsClosed: false)
            : new(_fileHead.Length, _fileHead.Checksum, 1, 1, 0, IsClosed: false));
        while (_walk.TryPeek(out var head) && (head.Kind == BlockKind.Index || head.LastTicks < _from))
        {
            if (head.Kind == BlockKind.Records && head.Offset > known)
                _points.Add(head);
            _walk.Pass(head);
        }

        if (fromBlock)
            _from = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _contents.Dispose();
        _file.Dispose();
    }

    private bool NextBlock()
    {
        while (_walk.TryPeek(out _block) && _walk.TryContent(_block, _contents, out _content))
        {
            _walk.Pass(_block);
            if (_block.Kind == BlockKind.Index)
            {
                if (!SeekPoints.TryRead(_content.Span, _block.Offset, out _))
                    throw _walk.Nonsense(_block, "it is no index");
                continue;
            }

            if (!RecordColumns.TryOpen(_content.Span, out _columns))
                throw _walk.Nonsense(_block, "its content is not made of records");
            (_left, _ticks) = (_block.Count, _block.FirstTicks);
            BlocksRead++;
            RawBytesRead += _block.RawBytes;
            return true;
        }

        End = _walk.End!;
        return false;
    }

    private RecordSlice Next()
    {
        var (content, isFirst) = (_content, _left == _block.Count);
        if (!_columns.TryNext(content.Span, isFirst, ref _ticks, _block.LastTicks, out var record))
            throw _walk.Nonsense(_block, "its content is not made of records");
        var slice = new RecordSlice(_block.NextRecord - _left, isFirst, new(_ticks, TimeSpan.Zero), record);
        _left--;
        if (_left == 0 && (!_columns.IsAtEnd(content.Length) || _ticks != _block.LastTicks))
            throw _walk.Nonsense(_block, "its content is not what its head says");
        return slice;
    }

    // A wrong index is no reason to fail here: hopping finds the way too, and reading up to it reports it.
    private SeekPoints? IndexAtEnd()
    {
        var length = Bytes;
        Span<byte> last = stackalloc byte[SeekPoints.LastBytes], head = stackalloc byte[BlockHead.Length];
        return length > last.Length && BlockContent.ReadAll(_file, last, length - last.Length) && SeekPoints.IndexOffset(last) is { } offset
            && offset > 0 && offset < length - BlockHead.Length && BlockContent.ReadAll(_file, head, offset)
            && BlockHead.TryRead(head, offset, out var index) && index.Kind == BlockKind.Index && index.End == length
            && _contents.TryRead(_file, index, out var content, out _) && SeekPoints.TryRead(content.Span, offset, out var points)
            ? points
            : null;
    }
}
