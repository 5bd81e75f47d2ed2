using System.Text.Json;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Order entry over the socket: what is sent. One login a connection; later calls are not signed.</summary>
/// <param name="signer">Signs the login.</param>
/// <param name="market">`spot` or `futures`.</param>
internal sealed class GateOrderFrames(GateSigner signer, string market)
{
    /// <summary>Logs the connection in.</summary>
    /// <param name="requestId">Comes back with the answer.</param>
    /// <param name="time">Unix seconds, within 60 s of the venue's.</param>
    public byte[] Login(string requestId, long time) => Frame("login", time, json =>
    {
        json.WriteString("api_key", signer.Key);
        json.WriteString("signature", signer.Login($"{market}.login", time));
        json.WriteString("timestamp", time.ToString());
        json.WriteString("req_id", requestId);
    });

    /// <summary>A CREATE: the body that REST takes, and the instant after which the venue must refuse it.</summary>
    public byte[] Place(string requestId, byte[] order, DateTimeOffset notAfter, long time) => Frame("order_place", time, json =>
    {
        json.WriteString("req_id", requestId);
        json.WritePropertyName("req_param");
        json.WriteRawValue(order);
        json.WriteStartObject("req_header");
        json.WriteString("x-gate-exptime", notAfter.ToUnixTimeMilliseconds().ToString());
        json.WriteEndObject();
    });

    /// <summary>A cancel.</summary>
    /// <param name="requestId">Comes back with the answer.</param>
    /// <param name="order">Venue's id, or ours behind `t-`.</param>
    /// <param name="pair">Needed on spot; null on perpetuals.</param>
    /// <param name="time">Unix seconds.</param>
    public byte[] Cancel(string requestId, string order, string? pair, long time) => About("order_cancel", requestId, order, pair, time);

    /// <summary>A query; the parameters are those of <see cref="Cancel"/>.</summary>
    public byte[] Status(string requestId, string order, string? pair, long time) => About("order_status", requestId, order, pair, time);

    private byte[] About(string call, string requestId, string order, string? pair, long time) => Frame(call, time, json =>
    {
        json.WriteString("req_id", requestId);
        json.WriteStartObject("req_param");
        json.WriteString("order_id", order);
        if (pair is not null)
            json.WriteString("currency_pair", pair);
        json.WriteEndObject();
    });

    private byte[] Frame(string call, long time, Action<Utf8JsonWriter> payload)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("time", time);
            json.WriteString("channel", $"{market}.{call}");
            json.WriteString("event", "api");
            json.WriteStartObject("payload");
            payload(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}

/// <summary>An answer of the order socket, in the form of a REST reply so that <see cref="GateReplies"/> tells what it means.</summary>
/// <param name="RequestId">Of the call it answers.</param>
/// <param name="IsReceipt">The first of the two answers to a CREATE: received, and nothing more.</param>
/// <param name="Reply">Status and body: the order, or label and message.</param>
internal sealed record GateSocketAnswer(string RequestId, bool IsReceipt, VenueReply Reply)
{
    /// <summary>Reads an answer; null for a frame that answers nothing (a push).</summary>
    /// <exception cref="UnreadableException">An answer without a status or a body.</exception>
    public static GateSocketAnswer? Read(ReadOnlyMemory<byte> frame)
    {
        using var json = WireJson.Parse(frame);
        return WireJson.Read(json.RootElement, Read);
    }

    private static GateSocketAnswer? Read(JsonElement frame)
    {
        if (frame.Text("request_id") is not { Length: > 0 } id)
            return null;
        var header = frame.Field("header") ?? throw new UnreadableException("An answer without a header.");
        var data = frame.Field("data") ?? throw new UnreadableException("An answer without data.");
        // The status is a number in the answer to a login and a text in the others.
        if (!int.TryParse(header.Text("status"), out var status) || status is < 100 or > 599)
            throw new UnreadableException("An answer without a status.");
        var body = data.Field("errs") ?? data.Field("result") ?? throw new UnreadableException("An answer without a body.");
        return new(id, frame.Flag("ack"), new VenueReply(status, JsonSerializer.SerializeToUtf8Bytes(body)));
    }
}
