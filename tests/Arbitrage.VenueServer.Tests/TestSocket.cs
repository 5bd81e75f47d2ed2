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

    /// <summary>Logs in to order entry at Gate.</summary>
    /// <param name="venues">Server and secret.</param>
    /// <param name="product">`spot` or `futures`.</param>
    /// <param name="sign">Signature, when it shall not be the right one.</param>
    public async Task<JsonElement> LoginAsync(TestVenues venues, string product, string? sign = null)
    {
        var time = venues.Host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        sign ??= venues.Hmac512($"api\n{product}.login\n\n{time}");
        await SendAsync($$$"""
            {"time":{{{time}}},"channel":"{{{product}}}.login","event":"api","payload":{"api_key":"{{{TestVenues.Key}}}","signature":"{{{sign}}}","timestamp":"{{{time}}}","req_id":"login"}}
            """);
        return await ReadJsonAsync(f => f.TryGetProperty("request_id", out var id) && id.GetString() == "login");
    }

    /// <summary>A request to order entry; answers its last reply.</summary>
    public async Task<JsonElement> RequestAsync(string channel, string id, string parameters, string? headers = null)
    {
        await SendAsync($$$"""
            {"time":1,"channel":"{{{channel}}}","event":"api","payload":{"req_id":"{{{id}}}","req_param":{{{parameters}}}{{{(headers is null ? "" : ",\"req_header\":" + headers)}}}}}
            """);
        return await ReadJsonAsync(f => f.TryGetProperty("request_id", out var sent) && sent.GetString() == id && !f.TryGetProperty("ack", out _));
    }

    /// <summary>Whether nothing that fits arrives for a time. The socket is of no use afterwards.</summary>
    public async Task<bool> IsQuietAsync(TimeSpan time)
    {
        _giveUp.CancelAfter(time);
        try
        {
            await ReadAsync();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
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
