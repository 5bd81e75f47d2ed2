using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>
/// Writes a record file: a head, then blocks, nothing ever rewritten. What was added is safe from a crash once <see cref="Flush"/> has returned; closing
/// appends an index. Used by one thread; a second writer of the same file is refused. When a write fails, every later call fails too: what is in the
/// file then is known again only by opening it with <see cref="Append"/>.
/// </summary>
public sealed class RecordFileWriter : IDisposable
{
    /// <summary>Longest record.</summary>
    public const int MaxRecordBytes = 8 * 1024 * 1024;

    private const int MaxBlockBytes = 8 * 1024 * 1024;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly FileStream _claim;
    private readonly FileHead _fileHead;
    private readonly RecordFileOptions _options;
    private readonly Compressor _compressor;
    private readonly SeekPoints _points;
    private WalkPosition _end;
    private readonly List<long> _times = [];
    private byte[] _contents, _lengths = new byte[4096], _raw = [], _stored = [];
    private long _lastTicks, _beginning;
    private int _contentBytes, _lengthBytes;
    private bool _isUnflushed, _isBroken, _isDisposed;

    private RecordFileWriter(
        string path, SafeFileHandle file, FileStream claim, FileHead head, RecordFileOptions options, WalkPosition end, SeekPoints points, long beginning)
    {
        (_path, _file, _claim, _fileHead, _options, _end, _points, _beginning) = (path, file, claim, head, options, end, points, beginning);
        _lastTicks = end.LastTicks;
        _compressor = new(options.Level);
        _contents = new byte[options.BlockBytes + 1024];
    }

    /// <summary>Records in the file and in the open block: the number of the last one added, counted from 1 over the whole file.</summary>
    public long Records => _end.Record - 1 + _times.Count;

    /// <summary>The next record will be the first of its block.</summary>
    public bool BeginsBlock => _times.Count == 0;

    /// <summary>Number of the last record that is safe from a crash.</summary>
    public long Flushed { get; private set; }

    /// <summary>Time of the last record; null when there is none.</summary>
    public DateTimeOffset? LastAt => Records > 0 ? new DateTimeOffset(_lastTicks, TimeSpan.Zero) : null;

    /// <summary>What stands before the records.</summary>
    public ReadOnlySpan<byte> Header => _fileHead.Header;

    /// <summary>Begins a new file.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="kind">What it holds, lower case letters.</param>
    /// <param name="header">What its readers need before the records, at most 16 MiB.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="RecordingException">It exists, is being written, or cannot be made.</exception>
    public static RecordFileWriter Create(string path, string kind, ReadOnlySpan<byte> header, RecordFileOptions? options = null)
    {
        options = Checked(options);
        var bytes = FileHead.Write(kind, header, out var head);
        var claim = RecordFileOpening.Claim(path);
        SafeFileHandle? file = null;
        try
        {
            file = RecordFileOpening.Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
            return new(path, file, claim, head, options, new(head.Length, head.Checksum, 1, 1, 0, IsClosed: false), new(), beginning: 0);
        }
        catch
        {
            file?.Dispose();
            claim.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a file to go on behind its last whole block, closed or not. What is torn after that is cut off. Every head is checked, and the content that no
    /// mark confirms; confirmed content is not read here, its damage is found by a reader.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it has to hold.</param>
    /// <param name="recovery">What was found, and how much was cut off.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="RecordingException">Missing, of another kind, being written, or a head before its end is damaged: then nothing is changed.</exception>
    public static RecordFileWriter Append(string path, string kind, out RecordFileRecovery recovery, RecordFileOptions? options = null)
    {
        options = Checked(options);
        if (!File.Exists(path))
            throw new RecordingException($"{path}: no such file; name one that is there.", isMissing: true);
        var claim = RecordFileOpening.Claim(path);
        SafeFileHandle? file = null;
        try
        {
            file = RecordFileOpening.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            var head = FileHead.Read(file, path, kind);
            var (end, position, points, beginning) = WalkToEnd(path, file, head);
            if (end.LostBytes > 0)
                RandomAccess.SetLength(file, end.WholeBytes);
            recovery = new(end.Records, end.LastAt, end.Kind == RecordFileEndKind.Closed, end.WholeBytes, end.LostBytes, end.LostRecords);
            var writer = new RecordFileWriter(path, file, claim, head, options, position, points, beginning);
            writer.Confirm();
            return writer;
        }
        catch
        {
            file?.Dispose();
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record. It is buffered; a full block is written by itself, without waiting for the disk.</summary>
    /// <param name="at">Its time, not before the last one's; kept in UTC.</param>
    /// <param name="record">At most <see cref="MaxRecordBytes"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time falls, or the record is too long.</exception>
    public void Add(DateTimeOffset at, ReadOnlySpan<byte> record)
    {
        ThrowIfUnusable();
        var ticks = at.UtcTicks;
        if (ticks < _lastTicks && Records > 0)
            throw new ArgumentOutOfRangeException(nameof(at), at, $"Times never fall; the record before is of {LastAt:O}.");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, MaxRecordBytes, nameof(record));
        Reserve(ref _contents, _contentBytes, record.Length);
        Reserve(ref _lengths, _lengthBytes, Varint.MaxBytes);
        record.CopyTo(_contents.AsSpan(_contentBytes));
        _contentBytes += record.Length;
        _lengthBytes += Varint.Write(_lengths.AsSpan(_lengthBytes), (ulong)record.Length);
        _times.Add(ticks);
        _lastTicks = ticks;
        if (_contentBytes + _lengthBytes + _times.Count >= _options.BlockBytes)
            WriteRecords();
    }

    /// <summary>Closes the block and waits until the disk has everything that was added.</summary>
    public void Flush()
    {
        ThrowIfUnusable();
        if (_times.Count > 0)
            WriteRecords();
        if (_isUnflushed)
            Confirm();
    }

    /// <summary>Flushes and appends the index. After a failed write it only lets the file go.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        try
        {
            if (!_isBroken)
            {
                Flush();
                WriteIndex();
            }
        }
        finally
        {
            _isDisposed = true;
            _compressor.Dispose();
            _file.Dispose();
            _claim.Dispose();
        }
    }

    private static (RecordFileEnd End, WalkPosition Position, SeekPoints Points, long Beginning) WalkToEnd(string path, SafeFileHandle file, FileHead head)
    {
        var walk = new RecordFileWalk(file, path, head);
        var points = new SeekPoints();
        var beginning = 0L;
        while (walk.TryPeek(out var block))
        {
            if (block.Kind == BlockKind.Records)
            {
                beginning = block.FirstRecord == 1 ? block.FirstTicks : beginning;
                points.Add(block);
            }

            walk.Pass(block);
        }

        // The disk had confirmed everything before the last mark; what came after may be whole in length and yet wrong inside.
        using var content = new BlockContent();
        walk.Go(walk.Marked);
        while (walk.TryPeek(out var block) && walk.TryCheck(block, content))
            walk.Pass(block);
        points.Cut(walk.Position.Offset);
        return (walk.End!, walk.Position, points, beginning);
    }

    private void WriteRecords()
    {
        Reserve(ref _raw, 0, RecordColumns.MaxBytes(_times.Count, _lengthBytes, _contentBytes));
        var length = RecordColumns.Write(_raw, _times, _lengths.AsSpan(0, _lengthBytes), _contents.AsSpan(0, _contentBytes));
        var head = WriteBlock(BlockKind.Records, _raw.AsSpan(0, length), _times.Count, _times[0], _lastTicks);
        if (head.FirstRecord == 1)
            _beginning = head.FirstTicks;
        _points.Add(head);
        _times.Clear();
        (_contentBytes, _lengthBytes) = (0, 0);
    }

    private void WriteIndex()
    {
        WriteBlock(BlockKind.Index, _points.Write(_end.Offset), 0, _beginning, _lastTicks);
        Guarded(static writer => RandomAccess.FlushToDisk(writer._file));
    }

    private BlockHead WriteBlock(BlockKind kind, ReadOnlySpan<byte> raw, int count, long firstTicks, long lastTicks)
    {
        // An index ends in a trailer that has to be found from the end of the file: it is never packed.
        var packs = kind == BlockKind.Records && _options.Compression == RecordCompression.Zstandard;
        var room = BlockHead.Length + Math.Max(raw.Length, packs ? Compressor.GetCompressBound(raw.Length) : 0);
        if (_stored.Length < room)
            _stored = new byte[room];
        var length = packs ? _compressor.Wrap(raw, _stored.AsSpan(BlockHead.Length)) : raw.Length;
        if (length >= raw.Length)
        {
            (packs, length) = (false, raw.Length);
            raw.CopyTo(_stored.AsSpan(BlockHead.Length));
        }

        var block = _stored.AsMemory(0, BlockHead.Length + length);
        var head = new BlockHead(
            _end.Offset, _end.Number, kind, packs ? RecordCompression.Zstandard : RecordCompression.None, length, raw.Length, _end.Record, count,
            firstTicks, lastTicks, Crc64.HashToUInt64(block.Span[BlockHead.Length..]), _end.Previous).Write(block.Span);
        Append(block.Span);
        _end = new(head.End, head.Checksum, head.Number + 1, head.NextRecord, lastTicks, kind == BlockKind.Index);
        return head;
    }

    // Waits for the disk, then says so in the file. The mark itself need not be waited for: without it the block counts as unconfirmed, no more.
    private void Confirm()
    {
        Guarded(static writer => RandomAccess.FlushToDisk(writer._file));
        Flushed = _end.Record - 1;
        Span<byte> mark = stackalloc byte[FlushMark.Length];
        FlushMark.Write(mark, _end.Offset, _end.Previous);
        Append(mark);
        _end = _end with { Offset = _end.Offset + FlushMark.Length };
        _isUnflushed = false;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _isBroken = _isUnflushed = true;
        RandomAccess.Write(_file, bytes, _end.Offset);
        _isBroken = false;
    }

    private void Guarded(Action<RecordFileWriter> act)
    {
        _isBroken = true;
        act(this);
        _isBroken = false;
    }

    private static void Reserve(ref byte[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
            Array.Resize(ref buffer, Math.Max(used + more, Math.Min(buffer.Length * 2, BlockHead.MaxContent)));
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isBroken)
            throw new IOException($"{_path}: a write has failed before; open the file again.");
    }

    private static RecordFileOptions Checked(RecordFileOptions? options)
    {
        options ??= new();
        if (options.BlockBytes is < 1024 or > MaxBlockBytes)
            throw new ArgumentOutOfRangeException(nameof(options), options.BlockBytes, $"A block has 1024 to {MaxBlockBytes} bytes.");
        if (options.Level is < 1 or > 19)
            throw new ArgumentOutOfRangeException(nameof(options), options.Level, "A level is from 1 to 19.");
        return options;
    }
}
