using System.Globalization;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>The floor of an order: HttpClient or ClientWebSocket with the venue's signature, the order as text, the answer's id read. Nothing else.</summary>
internal sealed class BareOrders(string key, string secret) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private ClientWebSocket? _socket;

    public void Dispose()
    {
        _http.Dispose();
        _socket?.Dispose();
    }

    /// <summary>`POST /spot/orders`; answers the venue's id.</summary>
    public async Task<string> GateAsync(Uri host, string clientId)
    {
        var body = Encoding.UTF8.GetBytes(Order(clientId));
        var stamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA512.HashData(body));
        var sign = Sign512($"POST\n/api/v4/spot/orders\n\n{hash}\n{stamp}");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, "/api/v4/spot/orders")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("KEY", key);
        request.Headers.TryAddWithoutValidation("Timestamp", stamp);
        request.Headers.TryAddWithoutValidation("SIGN", sign);
        request.Headers.TryAddWithoutValidation("x-gate-exptime", DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        return await IdAsync(request, "id");
    }

    /// <summary>`POST /api/v3/order`; answers the venue's id.</summary>
    public async Task<string> MexcAsync(Uri host, string clientId)
    {
        var query =
            $"symbol=BTCUSDT&side=BUY&type=IMMEDIATE_OR_CANCEL&quantity=0.001&price=10000&newClientOrderId={clientId}"
            + $"&recvWindow=2000&timestamp={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}";
        var sign = Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(query)));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host, $"/api/v3/order?{query}&signature={sign}"))
        {
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-MEXC-APIKEY", key);
        return await IdAsync(request, "orderId");
    }

    /// <summary>Connects and logs in to the order socket.</summary>
    public async Task LoginAsync(Uri socket)
    {
        _socket = new();
        await _socket.ConnectAsync(socket, CancellationToken.None);
        var stamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signature = Sign512($"api\nspot.login\n\n{stamp}");
        await SendAsync(
            $"{{\"time\":{stamp},\"channel\":\"spot.login\",\"event\":\"api\",\"payload\":{{\"api_key\":\"{key}\",\"signature\":\"{signature}\",\"timestamp\":\"{stamp}\",\"req_id\":\"login\"}}}}");
        if (ResultOf(await ReceiveAsync(), "login", "uid") is null)
            throw new InvalidOperationException("The login was refused.");
    }

    /// <summary>`spot.order_place`; answers the venue's id.</summary>
    public async Task<string> GateSocketAsync(string clientId)
    {
        var now = DateTimeOffset.UtcNow;
        await SendAsync(
            $$$$"""{"time":{{{{now.ToUnixTimeSeconds()}}}},"channel":"spot.order_place","event":"api","payload":{"req_id":"{{{{clientId}}}}","req_param":{{{{Order(clientId)}}}},"req_header":{"x-gate-exptime":"{{{{now.AddSeconds(2).ToUnixTimeMilliseconds()}}}}"}}}""");
        while (true)
        {
            if (ResultOf(await ReceiveAsync(), clientId, "id") is { } id)
                return id;
        }
    }

    private static string Order(string clientId) =>
        $$"""{"text":"t-{{clientId}}","currency_pair":"BTC_USDT","type":"limit","account":"spot","side":"buy","amount":"0.001","price":"10000","time_in_force":"ioc"}""";

    private string Sign512(string text) => Convert.ToHexStringLower(HMACSHA512.HashData(_secret, Encoding.UTF8.GetBytes(text)));

    private async Task<string> IdAsync(HttpRequestMessage request, string field)
    {
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode && Field(body, field) is { } id
            ? id
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
    }

    private async Task SendAsync(string text) =>
        await _socket!.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        var length = 0;
        while (true)
        {
            var got = await _socket!.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += got.Count;
            if (got.EndOfMessage)
                return _buffer.AsMemory(0, length);
        }
    }

    // The receipt echoes the order, which has no id; the result has one.
    private static string? ResultOf(ReadOnlyMemory<byte> frame, string requestId, string field) =>
        Field(frame.Span, "request_id") == requestId ? Field(frame.Span, field) : null;

    private static string? Field(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name))
            {
                reader.Read();
                return reader.GetString();
            }
        }

        return null;
    }
}
