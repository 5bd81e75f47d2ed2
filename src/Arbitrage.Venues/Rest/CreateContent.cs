using System.Net;
using System.Net.Http.Headers;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Rest;

/// <summary>
/// Body of one CREATE. The HTTP stack asks for the body when the request headers are still in its write buffer, so a last check made here and
/// failed here leaves the socket without a single byte. A body that has been asked for once is never given again: should any layer ever try to
/// repeat the request, the repetition dies here.
/// </summary>
internal sealed class CreateContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly LastCheck _lastCheck;
    private int _asked;

    public CreateContent(ReadOnlyMemory<byte> body, LastCheck lastCheck)
    {
        (_body, _lastCheck) = (body, lastCheck);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Why the last check stopped it; null when it passed or was not reached.</summary>
    public RefusalReason? Refusal { get; private set; }

    /// <summary>True from the moment at which bytes may have left.</summary>
    public bool MayHaveLeft { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _asked, 1) != 0)
            throw new InvalidOperationException("A CREATE is written once.");
        // A check that throws has not said yes.
        Refusal = RefusalReason.NotReady;
        Refusal = _lastCheck();
        if (Refusal is { } reason)
            throw new OperationCanceledException($"Stopped by the last check: {reason}.");
        MayHaveLeft = true;
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
