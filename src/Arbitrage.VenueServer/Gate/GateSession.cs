using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using Arbitrage.VenueServer.Streams;

namespace Arbitrage.VenueServer.Gate;

/// <summary>One client of Gate's spot or futures socket.</summary>
internal sealed class GateSession : SocketSession
{
    private const int BadBody = 1;
    private const int BadArgument = 2;
    private const int NotAuthenticated = 4;

    private readonly VenueFloor _floor;
    private readonly GateAuth _auth;
    private readonly GateChannels _channels;
    private readonly string _connection;
    private readonly string _product;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FeedKey> _feeds = new(StringComparer.Ordinal);
    private readonly HashSet<(string Channel, string Symbol)> _private = [];
    private readonly Action<VenueEvent> _onEvent;
    private readonly Action<ReadOnlyMemory<byte>> _onFrame;
    private bool _listening;

    public GateSession(HttpContext http, WebSocket socket, VenueFloor floor, GateAuth auth, Venue venue)
        : base(http, socket, venue)
    {
        (_floor, _auth, _connection) = (floor, auth, http.Connection.Id);
        _product = venue == Venue.GateSpot ? "spot" : "futures";
        _channels = new(floor.Models[venue], http.Request.Headers["X-Gate-Size-Decimal"] == "1", floor.Clock);
        _onEvent = OnEvent;
        _onFrame = bytes => Send(bytes, WebSocketMessageType.Text);
    }

    private VenueHub Hub => _floor.Hubs[Venue];

    protected override void OnText(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            OnFrame(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            Answer(null, "", "", null, BadBody, "invalid request body");
        }
    }

    protected override void OnClosed()
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Values)
                Hub.Leave(feed, _onFrame);
            _feeds.Clear();
            _private.Clear();
        }

        Hub.Unlisten(_onEvent);
    }

    private void OnFrame(JsonElement frame)
    {
        var channel = frame.GetProperty("channel").GetString() ?? "";
        if (channel == _product + ".ping")
        {
            Push(new()
            {
                ["time"] = WireText.Seconds(_floor.Now),
                ["time_ms"] = WireText.Milliseconds(_floor.Now),
                ["channel"] = _product + ".pong",
                ["event"] = "",
                ["error"] = null,
                ["result"] = null,
            });
            return;
        }

        var id = frame.TryGetProperty("id", out var sentId) ? JsonNode.Parse(sentId.GetRawText()) : null;
        var eventName = frame.TryGetProperty("event", out var e) ? e.GetString() ?? "" : "";
        var payload = frame.TryGetProperty("payload", out var p) && p.ValueKind == JsonValueKind.Array
            ? p.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()).ToArray()
            : [];
        if (eventName is not ("subscribe" or "unsubscribe"))
            Answer(id, channel, eventName, payload, BadArgument, "unknown event");
        else if (_channels.IsPrivate(channel))
            Private(frame, id, channel, eventName, payload);
        else
            Public(id, channel, eventName, payload);
    }

    private void Public(JsonNode? id, string channel, string eventName, string[] payload)
    {
        if (!_channels.TryFeeds(channel, payload, out var feeds))
        {
            Answer(id, channel, eventName, payload, BadArgument, $"invalid argument for {channel}");
            return;
        }

        // The acknowledgement goes out first: the first push follows it.
        Answer(id, channel, eventName, payload);
        foreach (var (key, encode) in feeds)
        {
            var name = $"{channel}/{key}";
            lock (_gate)
            {
                if (eventName == "subscribe" && _feeds.TryAdd(name, key))
                    Hub.Join(key, encode, _onFrame);
                else if (eventName == "unsubscribe" && _feeds.Remove(name))
                    Hub.Leave(key, _onFrame);
            }
        }
    }

    private void Private(JsonElement frame, JsonNode? id, string channel, string eventName, string[] payload)
    {
        if (Refusal(frame, channel, eventName) is { } why)
        {
            Answer(id, channel, eventName, payload, NotAuthenticated, why);
            return;
        }

        if (!_channels.TryPrivate(channel, payload, out var symbols))
        {
            Answer(id, channel, eventName, payload, BadArgument, $"invalid argument for {channel}");
            return;
        }

        lock (_gate)
        {
            foreach (var symbol in symbols)
            {
                if (eventName == "subscribe")
                    _private.Add((channel, symbol));
                else
                    _private.Remove((channel, symbol));
            }
        }

        if (!_listening)
        {
            _listening = true;
            Hub.Listen(_onEvent);
        }

        Answer(id, channel, eventName, payload);
    }

    private string? Refusal(JsonElement frame, string channel, string eventName)
    {
        if (!frame.TryGetProperty("auth", out var auth) || auth.ValueKind != JsonValueKind.Object
            || !auth.TryGetProperty("KEY", out var key) || !auth.TryGetProperty("SIGN", out var sign)
            || !frame.TryGetProperty("time", out var time))
            return "auth is required";
        return _auth.CheckFrame(
            channel, eventName, time.ValueKind == JsonValueKind.String ? time.GetString()! : time.GetRawText(), key.GetString() ?? "",
            sign.GetString() ?? "");
    }

    private void OnEvent(VenueEvent happened)
    {
        foreach (var (channel, symbol, item) in _channels.Encode(happened))
        {
            bool wanted;
            lock (_gate)
                wanted = _private.Contains((channel, "!all")) || _private.Contains((channel, symbol));
            if (wanted)
                Push(_channels.Envelope(channel, new JsonArray(item)));
        }
    }

    private void Answer(JsonNode? id, string channel, string eventName, string[]? payload, int code = 0, string message = "")
    {
        var now = _floor.Now;
        var json = new JsonObject
        {
            ["time"] = WireText.Seconds(now),
            ["time_ms"] = WireText.Milliseconds(now),
            ["conn_id"] = _connection,
            ["channel"] = channel,
            ["event"] = eventName,
            ["payload"] = payload is null ? null : new JsonArray([.. payload.Select(p => JsonValue.Create(p))]),
            ["result"] = new JsonObject { ["status"] = code == 0 ? "success" : "fail" },
        };
        if (id is not null)
            json["id"] = id;
        if (code != 0)
            json["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        Push(json);
    }

    private void Push(JsonObject json) =>
        Send(JsonSerializer.SerializeToUtf8Bytes(json, Reply.Json), WebSocketMessageType.Text);
}
