using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Wire;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Gate;

/// <summary>Own orders, trades and balances (and positions) of a Gate account, spot or futures.</summary>
internal sealed class GatePrivateStream(
    Venue venue, VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log) : IPrivateStream
{
    public async Task RunAsync(IPrivateStreamSink sink, CancellationToken cancel)
    {
        using var rest = new GateRest(venue, options, key, time);
        var merge = new PrivateMerge(sink);
        var socket = new RollingSocket(
            $"{venue.Key()} private", () => new GatePrivateProtocol(venue, options, key, instruments, rest, merge.Join(), time),
            options.Sockets with { Clean = rest.Redaction.Clean }, time, log);
        await socket.RunAsync(cancel);
    }
}

/// <summary>The frames of that stream. Subscriptions are signed one by one; what comes is an array per push.</summary>
internal sealed class GatePrivateProtocol(
    Venue venue, VenueOptions options, ApiKey key, InstrumentIndex instruments, GateRest rest, PrivateLine sink, TimeProvider time)
    : IRollingHandler
{
    private readonly GateSigner _signer = new(key);
    private readonly SubscriptionWait _wait = new(options.Timeout, time);
    private readonly Redaction _redaction = new(key);
    private readonly GateSpotWire _spot = new(instruments);
    private readonly GateFuturesWire _futures = new(instruments);
    private readonly string _market = venue == Venue.GateSpot ? "spot" : "futures";
    private readonly string _pong = venue == Venue.GateSpot ? "spot.pong" : "futures.pong";
    private VenueSocket? _socket;
    private string? _userId;

    public bool TellsPongs => true;

    public bool IsServing => sink.IsUp;

    public ValueTask EndAsync()
    {
        sink.Leave();
        return ValueTask.CompletedTask;
    }

    public ValueTask<Uri> EndpointAsync(CancellationToken cancel) => ValueTask.FromResult(options.Socket);

    public void Configure(ClientWebSocketOptions options)
    {
        if (venue == Venue.GateFutures)
            options.SetRequestHeader("X-Gate-Size-Decimal", "1");
    }

    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        _socket = socket;
        if (venue == Venue.GateFutures)
            _userId ??= (await rest.GetAsync("/account/detail", new(), json => json.RequiredText("user_id"), cancel)).OrThrow("the account's id");
        var subscriptions = Subscriptions();
        _wait.Expect(subscriptions.Select(s => s.Channel));
        foreach (var frame in SubscribeFrames())
            await socket.SendAsync(frame, cancel);
        await _wait.AllAsync(cancel);
    }

    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        string unreadable;
        try
        {
            var reader = new Utf8JsonReader(message);
            using var document = JsonDocument.ParseValue(ref reader);
            Read(document.RootElement);
            return;
        }
        catch (Exception strange) when (UnreadableException.Covers(strange))
        {
            unreadable = strange.Message;
        }

        // Without the caught one inside: its text may be the venue's.
        throw new InvalidDataException(_redaction.Clean($"unreadable push: {unreadable}"));
    }

    public void WritePing(IBufferWriter<byte> into)
    {
        using var json = new Utf8JsonWriter(into);
        json.WriteStartObject();
        json.WriteNumber("time", time.GetUtcNow().ToUnixTimeSeconds());
        json.WriteString("channel", _market + ".ping");
        json.WriteEndObject();
    }

    public void OnClosed(string why)
    {
        _wait.Abandon();
        sink.OnDown(why);
    }

    /// <summary>Signed frames that subscribe to the private channels.</summary>
    /// <param name="userId">Perpetuals: the account's id; null for the one that was read.</param>
    public byte[][] SubscribeFrames(string? userId = null)
    {
        _userId = userId ?? _userId;
        return [.. Subscriptions().Select(subscription => Frame(subscription.Channel, subscription.Payload))];
    }

    private (string Channel, string[]? Payload)[] Subscriptions() => venue == Venue.GateSpot
        ? [("spot.orders", ["!all"]), ("spot.usertrades", ["!all"]), ("spot.balances", null)]
        :
        [
            ("futures.orders", [_userId!, "!all"]), ("futures.usertrades", [_userId!, "!all"]), ("futures.positions", [_userId!, "!all"]),
            ("futures.balances", [_userId!]), ("futures.liquidates", [_userId!, "!all"]), ("futures.auto_deleverages", [_userId!, "!all"]),
        ];

    private byte[] Frame(string channel, string[]? payload)
    {
        var at = rest.Clock.Now.ToUnixTimeSeconds();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("time", at);
            json.WriteString("channel", channel);
            json.WriteString("event", "subscribe");
            if (payload is not null)
            {
                json.WriteStartArray("payload");
                foreach (var part in payload)
                    json.WriteStringValue(part);
                json.WriteEndArray();
            }

            json.WriteStartObject("auth");
            json.WriteString("method", "api_key");
            json.WriteString("KEY", _signer.Key);
            json.WriteString("SIGN", _signer.Subscription(channel, "subscribe", at));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void Read(JsonElement frame)
    {
        if (frame.Text("type") == "upgrade")
            throw new InvalidDataException("the venue restarts");
        if (frame.Text("channel") is not { } channel)
            return;
        if (channel == _pong)
            _socket?.OnPong();
        switch (frame.Text("event"))
        {
            case "subscribe":
                Acknowledged(frame, channel);
                break;
            case "update" when frame.Field("result") is { } result:
                Push(channel, result);
                break;
        }
    }

    private void Acknowledged(JsonElement frame, string channel)
    {
        if (frame.Field("error") is { } error)
            throw new InvalidDataException(_redaction.Clean($"{channel} refused: {error.Text("code")} {error.Text("message")}"));
        if (frame.Field("result")?.Text("status") is { } status && status != "success")
            throw new InvalidDataException(_redaction.Clean($"{channel} refused: {status}"));
        if (_wait.Confirm(channel))
            sink.OnUp();
    }

    private void Push(string channel, JsonElement result)
    {
        switch (channel)
        {
            case "spot.orders":
                foreach (var row in result.Rows())
                    sink.OnOrder(_spot.Order(row));
                break;
            case "futures.orders":
                foreach (var row in result.Rows())
                    TellOrHint(_futures.Order(row), sink.OnOrder);
                break;
            case "spot.usertrades":
                foreach (var row in result.Rows())
                    TellOrHint(_spot.Trade(row), sink.OnTrade);
                break;
            case "futures.usertrades":
                foreach (var row in result.Rows())
                    TellOrHint(_futures.Trade(row), sink.OnTrade);
                break;
            case "spot.balances" or "futures.balances" or "futures.positions":
                sink.OnAccountHint();
                break;
            case "futures.liquidates":
                foreach (var row in result.Rows())
                    sink.OnForcedClose(_futures.ForcedClose(row, TradeCause.Liquidation));
                break;
            case "futures.auto_deleverages":
                foreach (var row in result.Rows())
                    sink.OnForcedClose(_futures.ForcedClose(row, TradeCause.AutoDeleveraging));
                break;
        }
    }

    // What happens in a market that is not ours still moves the account.
    private void TellOrHint<T>(T? news, Action<T> tell)
        where T : class
    {
        if (news is null)
            sink.OnAccountHint();
        else
            tell(news);
    }
}
