using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.VenueServer.Serving;
using Arbitrage.VenueServer.Streams;
using Google.Protobuf;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>One client of MEXC's socket: control frames are JSON text, pushes are protobuf.</summary>
internal sealed class MexcSession : SocketSession
{
    private const int LargestSubscriptionCount = 30;
    private static readonly TimeSpan LongestWithoutSubscription = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly VenueFloor _floor;
    private readonly string? _listenKey;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (FeedKey? Key, Action<ReadOnlyMemory<byte>> Sink)> _subscriptions = new(StringComparer.Ordinal);
    private readonly Action<VenueEvent> _onEvent;
    private readonly MexcPush _push;

    public MexcSession(HttpContext http, WebSocket socket, VenueFloor floor, string? listenKey)
        : base(http, socket, Venue.MexcSpot, floor)
    {
        (_floor, _listenKey, _push) = (floor, listenKey, new(floor.Models[Venue.MexcSpot], floor.ClockOf(Venue.MexcSpot)));
        _onEvent = OnEvent;
        Hub.Listen(_onEvent);
        _ = CloseWhenIdleAsync();
    }

    private VenueHub Hub => _floor.Hubs[Venue.MexcSpot];

    protected override void OnText(string text)
    {
        JsonElement frame;
        try
        {
            using var document = JsonDocument.Parse(text);
            frame = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            Answer(0, "msg format invalid");
            return;
        }

        var method = frame.TryGetProperty("method", out var m) ? m.GetString()?.ToUpperInvariant() : null;
        var id = frame.TryGetProperty("id", out var i) && i.TryGetInt64(out var number) ? number : 0;
        switch (method)
        {
            case "PING":
                Answer(0, "PONG");
                break;
            case "SUBSCRIPTION":
                Answer(id, string.Join(',', Channels(frame).Select(c => Subscribe(c) ? c : $"Not Subscribed successfully! [{c}].  Reason： Blocked!")));
                break;
            case "UNSUBSCRIPTION":
                var channels = Channels(frame);
                channels.ForEach(Unsubscribe);
                Answer(id, string.Join(',', channels));
                break;
            default:
                Answer(id, "msg format invalid");
                break;
        }
    }

    protected override void OnClosed()
    {
        Hub.Unlisten(_onEvent);
        lock (_gate)
        {
            foreach (var (key, sink) in _subscriptions.Values)
            {
                if (key is not null)
                    Hub.Leave(key, sink);
            }

            _subscriptions.Clear();
        }
    }

    private static List<string> Channels(JsonElement frame) =>
        frame.TryGetProperty("params", out var channels) && channels.ValueKind == JsonValueKind.Array
            ? [.. channels.EnumerateArray().Select(c => c.GetString() ?? "")]
            : [];

    private bool Subscribe(string channel)
    {
        Renew(channel);
        lock (_gate)
        {
            if (_subscriptions.ContainsKey(channel))
                return true;
            if (_subscriptions.Count >= LargestSubscriptionCount)
                return false;
            Action<ReadOnlyMemory<byte>> sink = bytes => Push(channel, bytes, WebSocketMessageType.Binary);
            if (MexcPush.IsPrivate(channel) || _push.IsDeals(channel))
            {
                if (MexcPush.IsPrivate(channel) && _listenKey is null)
                    return false;
                _subscriptions[channel] = (null, sink);
                return true;
            }

            if (!_push.TryFeed(channel, out var key, out var encode))
                return false;
            _subscriptions[channel] = (key, sink);
            Hub.Join(key, encode, sink);
            return true;
        }
    }

    private void Unsubscribe(string channel)
    {
        lock (_gate)
        {
            if (_subscriptions.Remove(channel, out var left) && left.Key is not null)
                Hub.Leave(left.Key, left.Sink);
        }
    }

    private void OnEvent(VenueEvent happened)
    {
        // A key that died makes the stream go quiet, without a word.
        if (_listenKey is not null && _floor.ListenKeys.IsAlive(_listenKey) && _push.Encode(happened) is { } own)
            Tell(own);
        if (happened is not VenueEvent.Traded(var trade))
            return;
        foreach (var deals in _push.PublicDeals(trade))
            Tell(deals);
    }

    private void Tell(PushDataV3ApiWrapper push)
    {
        (FeedKey?, Action<ReadOnlyMemory<byte>> Sink) subscription;
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(push.Channel, out subscription))
                return;
        }

        subscription.Sink(push.ToByteArray());
    }

    // Sheet, section 7: no subscription within 30 s, or no data for 60 s (pushes, or pings and what answers them), and the venue closes.
    private async Task CloseWhenIdleAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, _floor.Clock);
        var subscribedAt = _floor.Clock.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(Gone))
            {
                lock (_gate)
                {
                    if (_subscriptions.Count > 0)
                        subscribedAt = _floor.Clock.GetTimestamp();
                }

                if (_floor.Clock.GetElapsedTime(subscribedAt) < LongestWithoutSubscription && Silence < LongestSilence)
                    continue;
                Drop();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // Gone before.
        }
    }

    private void Answer(long id, string message) => Send(
        Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["code"] = 0, ["msg"] = message }.ToJsonString(Reply.Json)),
        WebSocketMessageType.Text);
}
