using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// Order entry over the socket: what is sent. One login a connection; later calls are not signed. Frames are written one after the other, into
/// buffers that are used again.
/// </summary>
/// <param name="signer">Signs the login.</param>
/// <param name="venue">Spot or perpetuals of Gate.</param>
internal sealed class GateOrderFrames(GateSigner signer, Venue venue) : IDisposable
{
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(Stream.Null, Unchecked);
    private readonly string _market = venue == Venue.GateSpot ? "spot" : "futures";
    private readonly JsonEncodedText _login = Channel(venue, "login");
    private readonly JsonEncodedText _place = Channel(venue, "order_place");
    private readonly JsonEncodedText _cancel = Channel(venue, "order_cancel");
    private readonly JsonEncodedText _status = Channel(venue, "order_status");
    private readonly JsonEncodedText _ping = Channel(venue, "ping");

    /// <summary>Logs the connection in.</summary>
    /// <param name="into">Where the frame goes.</param>
    /// <param name="requestId">Comes back with the answer.</param>
    /// <param name="time">Unix seconds, within 60 s of the venue's.</param>
    public void Login(IBufferWriter<byte> into, long requestId, long time)
    {
        Begin(into, _login, requestId, time);
        _json.WriteString("api_key"u8, signer.Key);
        _json.WriteString("signature"u8, signer.Login($"{_market}.login", time));
        WriteDigits("timestamp"u8, time);
        End();
    }

    /// <summary>A CREATE: the body that REST takes, and the instant after which the venue must refuse it.</summary>
    public void Place(IBufferWriter<byte> into, long requestId, OrderIntent intent, Instrument instrument, DateTimeOffset notAfter, long time)
    {
        Begin(into, _place, requestId, time);
        _json.WritePropertyName("req_param"u8);
        WriteOrder(_json, intent, instrument);
        _json.WriteStartObject("req_header"u8);
        WriteDigits("x-gate-exptime"u8, notAfter.ToUnixTimeMilliseconds());
        _json.WriteEndObject();
        End();
    }

    /// <summary>A cancel.</summary>
    /// <param name="into">Where the frame goes.</param>
    /// <param name="requestId">Comes back with the answer.</param>
    /// <param name="order">Venue's id, or ours behind `t-`.</param>
    /// <param name="market">The venue's name of the pair; needed on spot only.</param>
    /// <param name="time">Unix seconds.</param>
    public void Cancel(IBufferWriter<byte> into, long requestId, string order, string market, long time) =>
        About(into, _cancel, requestId, order, market, time);

    /// <summary>A query; the parameters are those of <see cref="Cancel"/>.</summary>
    public void Status(IBufferWriter<byte> into, long requestId, string order, string market, long time) =>
        About(into, _status, requestId, order, market, time);

    /// <summary>The application ping, which resets the venue's idle timer.</summary>
    public void Ping(IBufferWriter<byte> into, long time)
    {
        using var json = new Utf8JsonWriter(into, Unchecked);
        json.WriteStartObject();
        json.WriteNumber("time"u8, time);
        json.WriteString("channel"u8, _ping);
        json.WriteEndObject();
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Body of a CREATE by REST.</summary>
    public static ReadOnlyMemory<byte> Body(OrderIntent intent, Instrument instrument)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(body, Unchecked);
        WriteOrder(json, intent, instrument);
        json.Flush();
        return body.WrittenMemory;
    }

    private static void WriteOrder(Utf8JsonWriter json, OrderIntent intent, Instrument instrument)
    {
        if (intent.Venue == Venue.GateSpot)
            GateSpotWire.WriteOrder(json, intent, instrument);
        else
            GateFuturesWire.WriteOrder(json, intent, instrument);
    }

    private static JsonEncodedText Channel(Venue venue, string call) =>
        JsonEncodedText.Encode($"{(venue == Venue.GateSpot ? "spot" : "futures")}.{call}");

    private void About(IBufferWriter<byte> into, JsonEncodedText channel, long requestId, string order, string market, long time)
    {
        Begin(into, channel, requestId, time);
        _json.WriteStartObject("req_param"u8);
        _json.WriteString("order_id"u8, order);
        if (venue == Venue.GateSpot)
            _json.WriteString("currency_pair"u8, market);
        _json.WriteEndObject();
        End();
    }

    private void Begin(IBufferWriter<byte> into, JsonEncodedText channel, long requestId, long time)
    {
        _json.Reset(into);
        _json.WriteStartObject();
        _json.WriteNumber("time"u8, time);
        _json.WriteString("channel"u8, channel);
        _json.WriteString("event"u8, "api"u8);
        _json.WriteStartObject("payload"u8);
        WriteDigits("req_id"u8, requestId);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    // A whole number as text.
    private void WriteDigits(ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var length);
        _json.WriteString(name, digits[..length]);
    }
}
