using System.Buffers.Text;
using System.Text.Json;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>An answer of the order socket; its bytes are those of the frame. Status and body mean what they mean in REST, see <see cref="GateReplies"/>.</summary>
internal readonly ref struct GateSocketAnswer
{
    private GateSocketAnswer(ReadOnlySpan<byte> requestId, bool isReceipt, int status, ReadOnlySpan<byte> body, bool isFarewell)
    {
        RequestId = requestId;
        Body = body;
        (IsReceipt, Status, IsFarewell) = (isReceipt, status, isFarewell);
    }

    /// <summary>Of the call it answers; empty for a frame that answers nothing (a push, a pong).</summary>
    public ReadOnlySpan<byte> RequestId { get; }

    /// <summary>The first of the two answers to a CREATE: received, and nothing more.</summary>
    public bool IsReceipt { get; }

    /// <summary>An HTTP status; 0 when there is none that can be read.</summary>
    public int Status { get; }

    /// <summary>JSON of the order, or of label and message; empty when there is neither.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>No answer, but the notice that the venue is about to restart.</summary>
    public bool IsFarewell { get; }

    /// <summary>The same as a reply of REST.</summary>
    public VenueReply Reply => new(Status, Body.ToArray());

    /// <summary>`req_id` that we gave; -1 for another.</summary>
    public long Number => Utf8Parser.TryParse(RequestId, out long number, out var used) && used == RequestId.Length ? number : -1;

    /// <summary>Reads a frame.</summary>
    /// <exception cref="UnreadableException">No JSON object.</exception>
    public static GateSocketAnswer Read(ReadOnlySpan<byte> frame)
    {
        try
        {
            return ReadObject(frame);
        }
        catch (JsonException strange)
        {
            throw UnreadableException.Of(strange);
        }
    }

    private static GateSocketAnswer ReadObject(ReadOnlySpan<byte> frame)
    {
        ReadOnlySpan<byte> id = default, body = default;
        var (status, isReceipt, isRefusal, isFarewell) = (0, false, false, false);
        var reader = new Utf8JsonReader(frame);
        Utf8Json.StartObject(ref reader);
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("request_id"u8))
                id = Utf8Json.Next(ref reader).TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            else if (reader.ValueTextEquals("ack"u8))
                isReceipt = Utf8Json.Next(ref reader).TokenType == JsonTokenType.True;
            else if (reader.ValueTextEquals("header"u8))
                status = StatusOf(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                isRefusal = ReadBody(ref reader, frame, out body);
            else if (reader.ValueTextEquals("type"u8))
                isFarewell = Utf8Json.Next(ref reader).TokenType == JsonTokenType.String && reader.ValueTextEquals("upgrade"u8);
            else
                Utf8Json.SkipValue(ref reader);
            // A value that was not looked into is stepped over.
            reader.Skip();
        }

        if (reader.Read())
            throw new UnreadableException("Something follows the frame.");
        // What was refused was not received, whatever it is called.
        return new(id, isReceipt && !isRefusal, status, body, isFarewell);
    }

    // The status is a number in the answer to a login and a text in the others.
    private static int StatusOf(scoped ref Utf8JsonReader reader)
    {
        var status = 0;
        if (!IsObject(ref reader))
            return status;
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("status"u8))
                Utf8Json.SkipValue(ref reader);
            else if (Utf8Json.Next(ref reader).TokenType is JsonTokenType.String or JsonTokenType.Number)
                status = Utf8Parser.TryParse(reader.ValueSpan, out int read, out var used) && used == reader.ValueSpan.Length && read is >= 100 and <= 599 ? read : 0;
            else
                reader.Skip();
        }

        return status;
    }

    // True for a refusal, whose body goes before that of a result.
    private static bool ReadBody(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> body)
    {
        body = default;
        var isRefusal = false;
        if (!IsObject(ref reader))
            return false;
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            var refuses = reader.ValueTextEquals("errs"u8);
            if (!refuses && (isRefusal || !reader.ValueTextEquals("result"u8)))
            {
                Utf8Json.SkipValue(ref reader);
                continue;
            }

            var start = (int)Utf8Json.Next(ref reader).TokenStartIndex;
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            reader.Skip();
            body = frame[start..(int)reader.BytesConsumed];
            isRefusal |= refuses;
        }

        return isRefusal;
    }

    private static bool IsObject(scoped ref Utf8JsonReader reader)
    {
        if (Utf8Json.Next(ref reader).TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }
}
