using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbitrage.Venues.Mexc.Wire;

namespace Arbitrage.VenueServer.Tests;

/// <summary>A raw client socket.</summary>
internal sealed class TestSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _giveUp = new(Patience);

    public static async Task<TestSocket> OpenAsync(Uri url, params (string Name, string Value)[] headers)
    {
        var socket = new TestSocket();
        foreach (var (name, value) in headers)
            socket._socket.Options.SetRequestHeader(name, value);
        await socket._socket.ConnectAsync(new UriBuilder(url) { Scheme = "ws" }.Uri, socket._giveUp.Token);
        return socket;
    }

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, _giveUp.Token);

    /// <summary>Subscribes to a Gate channel and reads the acknowledgement.</summary>
    public async Task<JsonElement> SubscribeAsync(TestVenues venues, string channel, string payload, bool authenticated = false)
    {
        var time = venues.Host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var sign = venues.Hmac512($"channel={channel}&event=subscribe&time={time}");
        var auth = authenticated ? $",\"auth\":{{\"method\":\"api_key\",\"KEY\":\"{TestVenues.Key}\",\"SIGN\":\"{sign}\"}}" : "";
        await SendAsync($"{{\"time\":{time},\"id\":7,\"channel\":\"{channel}\",\"event\":\"subscribe\",\"payload\":{payload}{auth}}}");
        return await ReadJsonAsync(f => f.GetProperty("event").GetString() == "subscribe");
    }

    /// <summary>The next frame that fits; others are skipped.</summary>
    public async Task<JsonElement> ReadJsonAsync(Func<JsonElement, bool> wanted)
    {
        while (true)
        {
            var (bytes, _) = await ReadAsync();
            using var document = JsonDocument.Parse(bytes);
            if (wanted(document.RootElement))
                return document.RootElement.Clone();
        }
    }

    public Task<JsonElement> ReadPushAsync(string channel, Func<JsonElement, bool>? wanted = null) => ReadJsonAsync(f =>
        f.GetProperty("channel").GetString() == channel && f.GetProperty("event").GetString() == "update"
        && (wanted is null || wanted(f.GetProperty("result"))));

    public async Task<PushDataV3ApiWrapper> ReadProtobufAsync(Func<PushDataV3ApiWrapper, bool> wanted)
    {
        while (true)
        {
            var (bytes, type) = await ReadAsync();
            if (type != WebSocketMessageType.Binary)
                continue;
            var push = PushDataV3ApiWrapper.Parser.ParseFrom(bytes);
            if (wanted(push))
                return push;
        }
    }

    public async Task<(byte[] Bytes, WebSocketMessageType Type)> ReadAsync()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(), _giveUp.Token);
            if (read.MessageType == WebSocketMessageType.Close)
                throw new WebSocketException("Closed.");
            frame.Write(buffer, 0, read.Count);
            if (read.EndOfMessage)
                return (frame.ToArray(), read.MessageType);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _giveUp.Dispose();
        return ValueTask.CompletedTask;
    }
}
