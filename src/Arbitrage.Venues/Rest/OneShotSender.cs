using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Rest;

/// <summary>What became of one request that was sent at most once.</summary>
internal abstract record SendResult
{
    private SendResult()
    {
    }

    /// <summary>A complete reply.</summary>
    public sealed record Replied(VenueReply Reply) : SendResult;

    /// <summary>No byte left.</summary>
    public sealed record Stopped(RefusalReason Reason) : SendResult;

    /// <summary>Bytes may have left and no complete reply came.</summary>
    public sealed record InDoubt(string Why) : SendResult;
}

/// <summary>Sends a CREATE once and says what is known about it. Never throws for what networks and venues do.</summary>
internal sealed class OneShotSender(HttpClient http, TimeProvider time, TimeSpan timeout, Redaction redaction, RequestWatch watch)
{
    /// <param name="request">Its content is set here.</param>
    /// <param name="content">Body and last check.</param>
    /// <param name="cancel">After the write: in doubt.</param>
    public async Task<SendResult> SendAsync(HttpRequestMessage request, CreateContent content, CancellationToken cancel)
    {
        if (watch.IsStopped)
            return new SendResult.Stopped(RefusalReason.Budget);
        request.Content = content;
        var sent = watch.Begin();
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var reply = await VenueReply.ReadAsync(response, either.Token);
            watch.Replied(request, sent, reply);
            return new SendResult.Replied(reply);
        }
        catch (Exception failure)
        {
            if (content.Refusal is { } reason)
                return new SendResult.Stopped(reason);
            // Without the body having been asked for, nothing was flushed: no connection, or a connection that failed before.
            if (!content.MayHaveLeft)
                return new SendResult.Stopped(RefusalReason.NotReady);
            watch.Lost(request, sent);
            return new SendResult.InDoubt(Why(failure, late.IsCancellationRequested));
        }
    }

    private string Why(Exception failure, bool timedOut) => failure switch
    {
        OperationCanceledException when timedOut => $"no reply within {timeout.TotalMilliseconds} ms",
        OperationCanceledException => "cancelled after the write",
        HttpRequestException { HttpRequestError: var error } => redaction.Clean($"connection broken ({error}): {failure.Message}"),
        _ => redaction.Clean($"{failure.GetType().Name}: {failure.Message}"),
    };
}
