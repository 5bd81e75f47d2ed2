using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Tests;

/// <summary>One symbol, one book a venue, nothing after it: the tests move the books themselves.</summary>
internal sealed class StillMarket : IMarketSource
{
    public static Symbol Btc { get; } = new("BTC_USDT");

    private readonly Queue<MarketStep> _steps = new(Domain.Markets.Venues.All.Select(venue => new MarketStep(
        TimeSpan.Zero, venue, Btc, Levels((60000m, 1m), (59999m, 2m)), Levels((60000.1m, 0.0004m), (60001m, 2m)))));

    public static BookLevel[] Levels(params (decimal Price, decimal Size)[] levels) =>
        [.. levels.Select(l => new BookLevel(new(l.Price), new(l.Size)))];

    public IReadOnlyList<Instrument> Instruments(Venue venue) =>
    [
        new(
            venue, Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT", new(0.1m), new(0.0001m), new(0.0001m),
            new(venue == Venue.GateFutures ? 0m : 1m), new(100m), new(0.5m), new(venue == Venue.GateFutures ? 0.0001m : 0m), new(0.001m),
            new(0.002m), Tradable: true),
    ];

    public bool TryNext(out MarketStep step) => _steps.TryDequeue(out step);
}

/// <summary>A venue server and signed raw clients of it.</summary>
internal sealed class TestVenues : IAsyncDisposable
{
    public const string Key = "demo-key";
    public const string GateSecret = "demo-gate-secret-0001";

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly string _secret;
    private TimeSpan _patience = TimeSpan.FromSeconds(60);

    private TestVenues(VenueServerHost host, string secret) => (Host, _secret) = (host, secret);

    public VenueServerHost Host { get; }

    /// <summary>Headers of the last reply.</summary>
    public HttpResponseHeaders? LastHeaders { get; private set; }

    public static async Task<TestVenues> StartAsync(
        string secret = GateSecret, TimeProvider? clock = null, Func<VenueServerOptions, VenueServerOptions>? change = null)
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (_) => new Dictionary<Asset, decimal> { [Asset.Usdt] = 10_000m, [new("BTC")] = 1m });
        var options = new VenueServerOptions(new StillMarket(), Key, secret, seeds) { Clock = clock ?? TimeProvider.System };
        return new(await VenueServerHost.StartAsync(change?.Invoke(options) ?? options), secret);
    }

    public VenueModel Model(Venue venue) => Host.Models[venue];

    public void Show(Venue venue, BookLevel[] bids, BookLevel[] asks) =>
        Model(venue).SetBook(StillMarket.Btc, bids, asks, Host.Clock.GetUtcNow());

    /// <summary>Signs as the Gate sheet says and sends.</summary>
    public async Task<(int Status, JsonElement Body)> GateAsync(
        string method, string path, string query = "", string body = "", params (string Name, string Value)[] headers)
    {
        var timestamp = Host.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA512.HashData(Encoding.UTF8.GetBytes(body)));
        var sign = Hmac512($"{method}\n/api/v4{path}\n{query}\n{hash}\n{timestamp}");
        return await GateAsync(method, path, query, body, Key, timestamp, sign, headers);
    }

    public async Task<(int Status, JsonElement Body)> GateAsync(
        string method, string path, string query, string body, string key, string timestamp, string sign,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Host.GateUrl, $"/api/v4{path}{(query.Length > 0 ? "?" + query : "")}"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("KEY", key);
        request.Headers.Add("Timestamp", timestamp);
        request.Headers.Add("SIGN", sign);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await SendAsync(request);
    }

    /// <summary>Signs as the MEXC sheet says and sends.</summary>
    public Task<(int Status, JsonElement Body)> MexcAsync(string method, string path, string parameters = "")
    {
        var timestamp = Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var query = $"{parameters}{(parameters.Length > 0 ? "&" : "")}recvWindow=5000&timestamp={timestamp}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_secret), Encoding.UTF8.GetBytes(query)));
        return MexcRawAsync(method, path, $"{query}&signature={signature}");
    }

    public async Task<(int Status, JsonElement Body)> MexcRawAsync(
        string method, string path, string query, string key = Key, string? contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), new Uri(Host.MexcUrl, $"/api/v3{path}?{query}"));
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-MEXC-APIKEY", key);
        return await SendAsync(request);
    }

    /// <summary>A public call of Gate, without key or signature.</summary>
    public async Task<(int Status, JsonElement Body)> PublicAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Host.GateUrl, "/api/v4" + path));
        return await SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(Uri url)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync(url));
        return document.RootElement.Clone();
    }

    public Task<JsonElement> ControlAsync(string path) => GetAsync(new(Host.GateUrl, path));

    public async Task<(int Status, JsonElement Body)> FaultAsync(string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Host.GateUrl, "/control/faults"));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await SendAsync(request);
    }

    /// <summary>Ends every fault.</summary>
    public async Task ClearFaultsAsync()
    {
        using var reply = await _http.DeleteAsync(new Uri(Host.GateUrl, "/control/faults"));
        reply.EnsureSuccessStatusCode();
    }

    public string Hmac512(string text) =>
        Convert.ToHexStringLower(HMACSHA512.HashData(Encoding.UTF8.GetBytes(_secret), Encoding.UTF8.GetBytes(text)));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Gives up waiting for replies from now on; for requests that are never answered.</summary>
    public void LosePatience(TimeSpan patience) => _patience = patience;

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using var giveUp = new CancellationTokenSource(_patience);
        using var response = await _http.SendAsync(request, giveUp.Token);
        LastHeaders = response.Headers;
        var text = await response.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text.Length > 0 ? text : "null");
        return ((int)response.StatusCode, document.RootElement.Clone());
    }
}
