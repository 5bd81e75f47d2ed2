namespace Arbitrage.Node.Inputs;

/// <summary>What a record of an input recording says. Numbers are stored: never renumber.</summary>
internal enum InputRecordKind : byte
{
    /// <summary>A process began to record: format version and the settings of its machines. Actors are numbered anew.</summary>
    Run = 1,

    /// <summary>The actor that a number stands for in this run.</summary>
    Actor = 2,

    /// <summary>An incarnation has read its journal up to a sequence number and begins to decide.</summary>
    Recovered = 3,

    /// <summary>An input as the wire carries it; its `Now` is the time of the record.</summary>
    Input = 4,

    /// <summary>The strategy's `BooksMoved` with every book that is not as it was in the record before.</summary>
    Books = 5,

    /// <summary>The outstanding write is durable.</summary>
    Written = 6,

    /// <summary>The outstanding write failed.</summary>
    WriteFailed = 7,

    /// <summary>Records of this actor were lost here because the recorder could not keep up.</summary>
    Gap = 8,

    /// <summary>The run came to its own end: everything it saw is in the file. With the trace hash it reported.</summary>
    Ended = 9,
}
