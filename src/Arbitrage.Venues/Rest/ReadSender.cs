using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>Sends everything that is not a CREATE. What networks do is an answer, without the address's query.</summary>
internal sealed class ReadSender(Venue venue, HttpClient http, TimeProvider time, TimeSpan timeout, Redaction redaction, RequestWatch watch)
{
    /// <summary>A complete reply, whatever it says, or <see cref="VenueAnswer{T}.Unknown"/>.</summary>
    /// <param name="request">Complete.</param>
    /// <param name="what">Method and path, for messages.</param>
    /// <param name="cancel">Throws <see cref="OperationCanceledException"/>.</param>
    public async Task<VenueAnswer<VenueReply>> SendAsync(HttpRequestMessage request, string what, CancellationToken cancel)
    {
        if (watch.IsStopped)
            return Doubt<VenueReply>(what, "not asked: banned by the venue");
        var sent = watch.Begin();
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var reply = await VenueReply.ReadAsync(response, either.Token);
            watch.Replied(request, sent, reply);
            return new VenueAnswer<VenueReply>.Accepted(reply);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            watch.Lost(request, sent);
            // Also the stack's own limit of a connect, which it tells as a cancellation.
            return Doubt<VenueReply>(what, late.IsCancellationRequested ? $"no reply within {timeout.TotalMilliseconds} ms" : "no connection in time");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            watch.Lost(request, sent);
            return Doubt<VenueReply>(what, broken.Message);
        }
    }

    /// <summary>Doubt in words that name venue and call.</summary>
    public VenueAnswer<T> Doubt<T>(string what, string why) => new VenueAnswer<T>.Unknown($"{venue.Key()} {what}: {redaction.Clean(why)}");

    /// <summary>The answer, in which doubt names venue and call.</summary>
    public VenueAnswer<T> About<T>(string what, VenueAnswer<T> answer) => answer is VenueAnswer<T>.Unknown(var why) ? Doubt<T>(what, why) : answer;
}
