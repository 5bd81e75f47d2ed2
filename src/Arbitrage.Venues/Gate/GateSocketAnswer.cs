using System.Buffers.Text;
using System.Text.Json;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// An answer of the order socket; its bytes are those of the frame. Status and body mean what they mean in REST, see <see cref="GateReplies"/>.
/// </summary>
internal readonly ref struct GateSocketAnswer
{
    private const long LastMs = 253_402_300_799_999;

    private readonly Head _head;

    private GateSocketAnswer(ReadOnlySpan<byte> requestId, bool isReceipt, scoped in Head head, ReadOnlySpan<byte> body, bool isFarewell)
    {
        RequestId = requestId;
        Body = body;
        (IsReceipt, _head, IsFarewell) = (isReceipt, head, isFarewell);
    }

    /// <summary>Of the call it answers; empty for a frame that answers nothing (a push, a pong).</summary>
    public ReadOnlySpan<byte> RequestId { get; }

    /// <summary>The first of the two answers to a CREATE: received, and nothing more.</summary>
    public bool IsReceipt { get; }

    /// <summary>An HTTP status; 0 when there is none that can be read.</summary>
    public int Status => _head.Status;

    /// <summary>Left of the request's own limit; null when not told.</summary>
    public int? Remaining => _head.Remaining is >= 0 and <= int.MaxValue and var left ? (int)left : null;

    /// <summary>Unix milliseconds at which a limit that was passed reopens; null when not told.</summary>
    public long? ReopensMs => _head.ReopensMs is >= 0 and <= LastMs and var at ? at : null;

    /// <summary>Venue time at which the request came in; null when not told.</summary>
    public DateTimeOffset? CameIn => Microseconds(_head.InUs);

    /// <summary>Venue time at which the answer went out; null when not told.</summary>
    public DateTimeOffset? WentOut => Microseconds(_head.OutUs);

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
        var (head, isReceipt, isRefusal, isFarewell) = (Head.None, false, false, false);
        var reader = new Utf8JsonReader(frame);
        Utf8Json.StartObject(ref reader);
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("request_id"u8))
                id = Utf8Json.Next(ref reader).TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            else if (reader.ValueTextEquals("ack"u8))
                isReceipt = Utf8Json.Next(ref reader).TokenType == JsonTokenType.True;
            else if (reader.ValueTextEquals("header"u8))
                head = ReadHead(ref reader);
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
        return new(id, isReceipt && !isRefusal, head, body, isFarewell);
    }

    private static DateTimeOffset? Microseconds(long us) =>
        us is > 0 and <= LastMs * 1000 ? DateTimeOffset.UnixEpoch.AddTicks(us * 10) : null;

    private static Head ReadHead(scoped ref Utf8JsonReader reader)
    {
        var head = Head.None;
        if (!IsObject(ref reader))
            return head;
        while (Utf8Json.Next(ref reader).TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("status"u8))
                head.Status = Whole(ref reader) is >= 100 and <= 599 and var status ? (int)status : 0;
            else if (reader.ValueTextEquals("x_in_time"u8))
                head.InUs = Whole(ref reader);
            else if (reader.ValueTextEquals("x_out_time"u8))
                head.OutUs = Whole(ref reader);
            else if (reader.ValueTextEquals("x_gate_ratelimit_requests_remain"u8))
                head.Remaining = Whole(ref reader);
            // Some samples spell it without the e.
            else if (reader.ValueTextEquals("x_gate_ratelimit_reset_timestamp"u8) || reader.ValueTextEquals("x_gat_ratelimit_reset_timestamp"u8))
                head.ReopensMs = Whole(ref reader);
            else
                Utf8Json.SkipValue(ref reader);
        }

        return head;
    }

    // A number, or a text of one (the status is the first in the answer to a login and the second in the others); -1 for anything else.
    private static long Whole(scoped ref Utf8JsonReader reader)
    {
        if (Utf8Json.Next(ref reader).TokenType is JsonTokenType.String or JsonTokenType.Number)
            return Utf8Parser.TryParse(reader.ValueSpan, out long number, out var used) && used == reader.ValueSpan.Length ? number : -1;
        reader.Skip();
        return -1;
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

    // -1 for what is not there.
    private struct Head
    {
        public int Status;
        public long InUs, OutUs, Remaining, ReopensMs;

        public static Head None => new() { InUs = -1, OutUs = -1, Remaining = -1, ReopensMs = -1 };
    }
}
