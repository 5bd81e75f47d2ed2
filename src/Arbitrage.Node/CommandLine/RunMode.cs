namespace Arbitrage.Node.CommandLine;

/// <summary>What the node trades on.</summary>
internal enum RunMode
{
    /// <summary>A generated market on loopback; no keys, no internet.</summary>
    Demo = 0,

    /// <summary>The venues' own public data; orders go to a venue model on loopback; no keys.</summary>
    Paper = 1,
}

/// <summary>How the venue model of paper fills.</summary>
/// <param name="Queue">What of the displayed size is there for our orders.</param>
/// <param name="OrderLatency">Time of an order to the venue, one way; its answer takes as long.</param>
internal sealed record PaperFills(Simulation.Model.QueueModel Queue, TimeSpan OrderLatency)
{
    /// <summary>All that is displayed, after ten milliseconds: as a replay does.</summary>
    public static PaperFills Usual { get; } = new(Simulation.Model.QueueModel.None, TimeSpan.FromMilliseconds(10));
}
