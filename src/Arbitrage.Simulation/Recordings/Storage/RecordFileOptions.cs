namespace Arbitrage.Simulation.Recordings.Storage;

/// <summary>How a block's content is stored. Numbers are stored.</summary>
public enum RecordCompression : byte
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>Zstandard, one frame a block.</summary>
    Zstandard = 1,
}

/// <summary>How a record file is written; nothing here is needed to read it.</summary>
public sealed record RecordFileOptions
{
    /// <summary>Bytes of records, before compression, at which a block is full and written by itself; 1 KiB to 8 MiB.</summary>
    public int BlockBytes { get; init; } = 256 * 1024;

    /// <summary>How content is stored.</summary>
    public RecordCompression Compression { get; init; } = RecordCompression.Zstandard;

    /// <summary>Zstandard level, 1 (fast) to 19 (small).</summary>
    public int Level { get; init; } = 3;
}
