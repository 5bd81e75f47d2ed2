namespace Arbitrage.Domain.Connection;

/// <summary>
/// Failed requests of this incarnation: no reply, or a failure of the venue's servers. What a venue refuses for a reason is none. Requests for the
/// venue's time count neither way: they are asked all the time, and the public clock answers while nothing of the account does.
/// </summary>
public sealed class ApiHealth
{
    private ConnectionInput? _endedRow;

    /// <summary>Failures so far.</summary>
    public long Failures { get; private set; }

    /// <summary>Failures since the last request that was answered.</summary>
    public int InARow { get; private set; }

    /// <summary>True for a request that failed.</summary>
    public static bool IsFailure(RequestSeen seen) => Counts(seen) && (seen.End == RequestEnd.NoReply || seen.Status >= 500);

    /// <summary>A failure in words; empty for a success.</summary>
    public static string Describe(RequestSeen seen) =>
        !IsFailure(seen) ? "" : seen.End == RequestEnd.NoReply ? $"no reply to {seen.Kind}" : $"HTTP {seen.Status} to {seen.Kind}";

    /// <summary>True when this very request ended a row of failures.</summary>
    internal bool EndedRow(ConnectionInput input) => ReferenceEquals(_endedRow, input);

    internal void Observe(ConnectionInput.RequestObserved input)
    {
        if (IsFailure(input.Seen))
            (Failures, InARow) = (Failures + 1, InARow + 1);
        else if (Counts(input.Seen) && InARow > 0)
            (InARow, _endedRow) = (0, input);
    }

    private static bool Counts(RequestSeen seen) => seen.Kind != RequestKind.Time;
}
