using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Rest;

/// <summary>Sends everything that is not a CREATE. A failure of the network is a <see cref="VenueException"/> without the address's query.</summary>
internal sealed class ReadSender(Venue venue, HttpClient http, TimeProvider time, TimeSpan timeout, Redaction redaction)
{
    /// <param name="request">Complete.</param>
    /// <param name="what">Method and path, for messages.</param>
    /// <param name="cancel">Throws <see cref="OperationCanceledException"/>.</param>
    public async Task<VenueReply> SendAsync(HttpRequestMessage request, string what, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            return await VenueReply.ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw Failure(what, $"no reply within {timeout.TotalMilliseconds} ms");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw Failure(what, broken.Message);
        }
    }

    public VenueException Failure(string what, string why, bool isAuthentication = false, VenueReject? reason = null) =>
        new($"{venue.Key()} {what}: {redaction.Clean(why)}", isAuthentication) { Reason = reason };

    /// <summary>Reads a reply; a shape that was not expected is a <see cref="VenueException"/>.</summary>
    public T Parse<T>(string what, VenueReply reply, Func<System.Text.Json.JsonElement, T> read)
    {
        try
        {
            return WireJson.Read(reply.Json() ?? throw new UnreadableException("not JSON"), read);
        }
        catch (UnreadableException strange)
        {
            throw Failure(what, $"unreadable reply: {strange.Message}");
        }
    }
}
