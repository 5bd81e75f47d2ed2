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
    private readonly Dictionary<string, (FeedKey Key, Action<ReadOnlyMemory<byte>> Sink)> _feeds = new(StringComparer.Ordinal);
    private readonly HashSet<(string Channel, string Symbol)> _private = [];
    private readonly Action<VenueEvent> _onEvent;
    private readonly GateOrderEntry _orders;
    private bool _listening;

    public GateSession(HttpContext http, WebSocket socket, VenueFloor floor, GateAuth auth, GateBudget budget, Venue venue, string address)
        : base(http, socket, venue, floor)
    {
        (_floor, _auth, _connection) = (floor, auth, http.Connection.Id);
        _product = venue == Venue.GateSpot ? "spot" : "futures";
        var sizes = http.Request.Headers["X-Gate-Size-Decimal"].ToString();
        _channels = new(floor.Models[venue], sizes == "1", floor.ClockOf(venue));
        _orders = new(floor, auth, budget, venue, new(http.Connection.Id, address, sizes), Say, Drop, Gone);
        _onEvent = OnEvent;
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
            foreach (var (key, sink) in _feeds.Values)
                Hub.Leave(key, sink);
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
            Say(new()
            {
                ["time"] = WireText.Seconds(_floor.Now(Venue)),
                ["time_ms"] = WireText.Milliseconds(_floor.Now(Venue)),
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
        if (eventName == "subscribe")
            Renew(channel);
        if (eventName == "api")
            _orders.OnFrame(channel, frame);
        else if (eventName is not ("subscribe" or "unsubscribe"))
            Answer(id, channel, eventName, payload, BadArgument, "unknown event");
        else if (_channels.IsPrivate(channel))
            Private(frame, id, channel, eventName, payload);
        else
            Public(id, channel, eventName, payload);
    }

    private void Public(JsonNode? id, string channel, string eventName, string[] payload)
    {
        if (_channels.IsTrades(channel))
        {
            Trades(id, channel, eventName, payload);
            return;
        }

        if (!_channels.TryFeeds(channel, payload, out var feeds))
        {
            Answer(id, channel, eventName, payload, BadArgument, $"invalid argument for {channel}");
            return;
        }

        lock (_gate)
        {
            // The one channel of which a second subscription is an error.
            if (eventName == "subscribe" && feeds.Exists(f => f.Key.StartsWhole && _feeds.ContainsKey($"{channel}/{f.Key}")))
            {
                Answer(id, channel, eventName, payload, BadArgument, $"Alert sub {payload[0]}");
                return;
            }
        }

        // The acknowledgement goes out first: the first push follows it.
        Answer(id, channel, eventName, payload);
        foreach (var (key, encode) in feeds)
        {
            var name = $"{channel}/{key}";
            lock (_gate)
            {
                Action<ReadOnlyMemory<byte>> sink = bytes => Push(channel, bytes, WebSocketMessageType.Text);
                if (eventName == "subscribe" && _feeds.TryAdd(name, (key, sink)))
                    Hub.Join(key, encode, sink);
                else if (eventName == "unsubscribe" && _feeds.Remove(name, out var left))
                    Hub.Leave(left.Key, left.Sink);
            }
        }
    }

    private void Trades(JsonNode? id, string channel, string eventName, string[] payload)
    {
        if (!_channels.AreSymbols(payload))
        {
            Answer(id, channel, eventName, payload, BadArgument, $"invalid argument for {channel}");
            return;
        }

        Remember(channel, eventName, payload);
        Answer(id, channel, eventName, payload);
    }

    // Channels that tell what happens to orders and accounts, and public trades, which in this model are the account's own.
    private void Remember(string channel, string eventName, string[] symbols)
    {
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

        Remember(channel, eventName, symbols);
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
                Push(channel, Bytes(_channels.Envelope(channel, _channels.IsBare(channel) ? item : new JsonArray(item))), WebSocketMessageType.Text);
        }
    }

    private void Answer(JsonNode? id, string channel, string eventName, string[]? payload, int code = 0, string message = "")
    {
        var now = _floor.Now(Venue);
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
        Say(json);
    }

    /// <summary>Says that the server is about to restart.</summary>
    public void Announce() => Say(new() { ["type"] = "upgrade", ["msg"] = "The connection will soon be closed, please reconnect" });

    private void Say(JsonObject json) => Send(Bytes(json), WebSocketMessageType.Text);

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Reply.Json);
}
