using System.Collections.Concurrent;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>A Gate made of a bare TCP socket with both doors for orders on one port: every CREATE that arrives is counted, whichever way it came.</summary>
internal sealed class OrderSocketVenue : IAsyncDisposable
{
    private readonly Func<OrderSocket, Task> _serve;
    private readonly Venue _venue;
    private int _sockets;

    /// <param name="venue">Which product.</param>
    /// <param name="serve">Each connection to the socket, from its upgrade request on; REST takes every order.</param>
    /// <param name="sockets">How the socket is kept; null for the usual.</param>
    /// <param name="requests">Hears of requests.</param>
    public OrderSocketVenue(
        Venue venue, Func<OrderSocket, Task> serve, Sockets.VenueSocketSettings? sockets = null, IRequestObserver? requests = null)
    {
        (_venue, _serve) = (venue, serve);
        Server = new(ServeAsync);
        Gateway = VenueAccess.CreateTradingGateway(
            venue, Accounts.Options(venue, Server.Url) with { OrderDoor = OrderDoor.Socket, Sockets = sockets ?? new(), Requests = requests },
            Accounts.Instruments(venue), Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    public RawVenue Server { get; }

    public FakeTimeProvider Time { get; } = new(Accounts.Now);

    public ITradingGateway Gateway { get; }

    /// <summary>Frames read, but logins and pings.</summary>
    public ConcurrentQueue<JsonElement> Frames { get; } = new();

    /// <summary>Connections to the socket so far.</summary>
    public int Opened => Volatile.Read(ref _sockets);

    /// <summary>CREATEs that arrived over both doors.</summary>
    public int Creates => Server.Deliveries;

    /// <summary>CREATEs that arrived by REST.</summary>
    public int Posts => Server.Requests.Count(r => r.Method == "POST");

    public bool IsOpen => ((IOrderDoor)Gateway).Door == OrderDoor.Socket;

    public Task OpenAsync() => Public.Eventually.HoldsAsync(() => IsOpen);

    public Task<CreateOutcome> CreateAsync(long intent = 1, LastCheck? lastCheck = null, CancellationToken cancel = default) => Gateway.CreateAsync(
        Accounts.Intent(_venue, Accounts.Ltc, Side.Buy, 0.2m, 50m) with { Id = IdOf(intent) }, default, lastCheck ?? Accounts.Passes, cancel);

    public static ClientOrderId IdOf(long intent) => ClientOrderId.For(0, "abcdefgh", intent, 'a');

    /// <summary>An order that was taken, as both doors tell it.</summary>
    public string OrderOf(string text) => _venue == Venue.GateSpot
        ? $$"""
            {"id":"7","text":"{{text}}","status":"closed","currency_pair":"LTC_USDT","side":"buy","amount":"0.2","left":"0","filled_amount":"0.2",
             "filled_total":"10"}
            """
        : $$"""{"id":7,"text":"{{text}}","status":"finished","contract":"LTC_USDT","size":2,"left":0,"fill_price":"50"}""";

    /// <summary>What both doors make of it.</summary>
    public CreateOutcome Taken(long intent = 1) => new CreateOutcome.Accepted(
        "7", new(_venue, Accounts.Ltc, "7", IdOf(intent), IsOpen: false, new(0.2m), new Domain.Units.Notional(10m)));

    public async ValueTask DisposeAsync()
    {
        ((IDisposable)Gateway).Dispose();
        await Server.DisposeAsync();
    }

    private async Task ServeAsync(RawConnection connection)
    {
        while (await connection.ReadAsync() is { } request)
        {
            if (request.Headers.ContainsKey("Upgrade"))
            {
                await _serve(new(this, connection, request, Interlocked.Increment(ref _sockets)));
                return;
            }

            var text = request.Method == "POST" ? JsonDocument.Parse(request.Body).RootElement.GetProperty("text").GetString()! : "web";
            await connection.ReplyAsync(request.Method == "POST" ? 201 : 200, OrderOf(text));
        }
    }
}

/// <summary>One connection to the order socket, seen from the venue.</summary>
/// <param name="Venue">Which.</param>
/// <param name="Connection">Its bytes.</param>
/// <param name="Request">The upgrade request, not answered yet.</param>
/// <param name="Number">1 for the first one.</param>
internal sealed record OrderSocket(OrderSocketVenue Venue, RawConnection Connection, RawRequest Request, int Number)
{
    /// <summary>Answers the upgrade and the login.</summary>
    public async Task OpenAsync()
    {
        await Connection.UpgradeAsync(Request);
        await LoginAsync(await ReadAsync(), Connection.FrameAsync);
    }

    /// <summary>The next frame that is no ping; an undefined element when the client closed.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        while (await Connection.ReadFrameAsync() is { } text)
        {
            var frame = JsonDocument.Parse(text).RootElement;
            var channel = frame.GetProperty("channel").GetString()!;
            if (channel.EndsWith(".ping", StringComparison.Ordinal))
                continue;
            if (channel.EndsWith("order_place", StringComparison.Ordinal))
                Venue.Server.CountDelivery();
            if (!channel.EndsWith(".login", StringComparison.Ordinal))
                Venue.Frames.Enqueue(frame);
            return frame;
        }

        return default;
    }

    public Task ReceiptAsync(JsonElement frame, bool half = false) => Connection.FrameAsync(
        $$"""
        {"request_id":"{{Id(frame)}}","ack":true,"header":{"status":"200"},
         "data":{"result":{"req_id":"{{Id(frame)}}","req_param":{{Param(frame).GetRawText()}} } } }
        """,
        half);

    public Task ResultAsync(JsonElement frame, bool half = false)
    {
        var text = Param(frame).TryGetProperty("text", out var given) ? given.GetString()! : "web";
        return AnswerAsync(frame, 200, $$"""{"result":{{Venue.OrderOf(text)}} }""", half);
    }

    public Task RefuseAsync(JsonElement frame, int status, string label) =>
        AnswerAsync(frame, status, $$"""{"errs":{"label":"{{label}}","message":"words"} }""");

    public Task AnswerAsync(JsonElement frame, int status, string data, bool half = false, string header = "") => Connection.FrameAsync(
        $$"""{"request_id":"{{Id(frame)}}","ack":false,"header":{"response_time":"1",{{header}}"status":"{{status}}","channel":"x","event":"api"},"data":{{data}}}""",
        half);

    public static Task LoginAsync(JsonElement frame, Func<string, bool, Task> send) =>
        send($$"""{"request_id":"{{Id(frame)}}","header":{"status":200},"data":{"result":{"api_key":"k","uid":"1"} } }""", false);

    public static JsonElement Param(JsonElement frame) => frame.GetProperty("payload").GetProperty("req_param");

    /// <summary>Takes every order from here on.</summary>
    public async Task TakeAllAsync()
    {
        for (var frame = await ReadAsync(); frame.ValueKind != JsonValueKind.Undefined; frame = await ReadAsync())
        {
            await ReceiptAsync(frame);
            await ResultAsync(frame);
        }
    }

    private static string Id(JsonElement frame) => frame.GetProperty("payload").GetProperty("req_id").GetString()!;
}
