namespace Arbitrage.Node.Inputs;

/// <summary>What the recorder keeps of one actor. Held by whoever records for it, which is its actor's thread.</summary>
/// <param name="persistenceId">Whose.</param>
/// <param name="number">What stands for it in this run.</param>
/// <param name="sequence">Its records that are in the file already.</param>
internal sealed class ActorTrack(string persistenceId, int number, long sequence)
{
    public string PersistenceId { get; } = persistenceId;

    public int Number { get; } = number;

    /// <summary>Number of its last record that was handed over.</summary>
    public long Sequence { get; set; } = sequence;

    /// <summary>The record under construction.</summary>
    public RecordBytes Bytes { get; } = new();

    /// <summary>The books as its last record left them.</summary>
    public RecordedBooks Books { get; } = new();

    /// <summary>Records lost since the last one that was handed over.</summary>
    public long Losing { get; set; }

    /// <summary>Time of the first of them.</summary>
    public DateTimeOffset LosingSince { get; set; }

    /// <summary>Records lost in this run.</summary>
    public long Lost { get; set; }

    /// <summary>Time of the first of them.</summary>
    public DateTimeOffset LostSince { get; set; }

    /// <summary>Records handed over in this run.</summary>
    public long Recorded { get; set; }

    /// <summary>The file says what the number stands for; of the writing thread.</summary>
    public bool IsNamed { get; set; }
}
