using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Wire;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Mexc;

/// <summary>Own orders, deals and balances of a MEXC account.</summary>
internal sealed class MexcPrivateStream(VenueOptions options, ApiKey key, InstrumentIndex instruments, TimeProvider time, ILogger log)
    : IPrivateStream
{
    public async Task RunAsync(IPrivateStreamSink sink, CancellationToken cancel)
    {
        using var rest = new MexcRest(options, key, time);
        var merge = new PrivateMerge(sink);
        var socket = new RollingSocket(
            $"{Venue.MexcSpot.Key()} private",
            () => new MexcPrivateProtocol(options, key, instruments, new MexcListenKey(rest, time), merge.Join(), time),
            options.Sockets with { Clean = new Redaction(key).Clean }, time, log);
        await socket.RunAsync(cancel);
    }
}

/// <summary>
/// The listen key: made for every connection (a key that died is told by nothing but silence), kept alive while it lasts, ended before the next one
/// is made, because an account has only 60 of them. A successor in a roll-over has its own: two at most live for one stream. Source: MEXC spot v3 docs,
/// "Listen Key".
/// </summary>
internal sealed class MexcListenKey(MexcRest rest, TimeProvider time)
{
    // It lives 60 minutes from the last sign of life. That it died before is told by nothing but silence, and by the refusal of the next sign of life.
    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromMinutes(1);

    private string? _current;

    public async Task<string> RenewAsync(CancellationToken cancel)
    {
        await EndAsync(cancel);
        _current = (await rest.AskAsync(
            HttpMethod.Post, "/api/v3/userDataStream", () => new(), json => json.RequiredText("listenKey"), cancel)).OrThrow("a listen key");
        return _current;
    }

    /// <summary>Until cancelled; a refusal throws, and the connection is made anew with a new key.</summary>
    public async Task KeepAliveAsync(CancellationToken cancel)
    {
        while (_current is { } key)
        {
            await Task.Delay(KeepAliveEvery, time, cancel);
            (await rest.AskAsync(
                HttpMethod.Put, "/api/v3/userDataStream", () => new QueryText().With("listenKey", key), static json => json.ValueKind, cancel))
                .OrThrow("keeping the listen key alive");
        }
    }

    /// <summary>Ends the current key if there is one; bounded by the time-out of a request.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        if (_current is not { } key)
            return;
        _current = null;
        // Whatever is answered: it ends by itself within the hour.
        await rest.AskAsync(
            HttpMethod.Delete, "/api/v3/userDataStream", () => new QueryText().With("listenKey", key), static json => json.ValueKind, cancel);
    }
}

/// <summary>The frames of that stream: control in JSON text, pushes in protobuf.</summary>
internal sealed class MexcPrivateProtocol(
    VenueOptions options, ApiKey key, InstrumentIndex instruments, MexcListenKey listenKey, PrivateLine sink, TimeProvider time)
    : IRollingHandler
{
    private static readonly string[] Channels =
        ["spot@private.account.v3.api.pb", "spot@private.deals.v3.api.pb", "spot@private.orders.v3.api.pb"];

    private readonly SubscriptionWait _wait = new(options.Timeout, time);
    private readonly MexcWire _wire = new(instruments);
    private readonly Redaction _redaction = new(key);

    private VenueSocket? _socket;

    public bool TellsPongs => true;

    public bool IsServing => sink.IsUp;

    // A node that restarts often would otherwise use up the account's keys within the hour that each lives.
    public async ValueTask EndAsync()
    {
        sink.Leave();
        await listenKey.EndAsync(CancellationToken.None);
    }

    public async ValueTask<Uri> EndpointAsync(CancellationToken cancel) =>
        new($"{options.Socket.AbsoluteUri}?listenKey={Uri.EscapeDataString(await listenKey.RenewAsync(cancel))}");

    public void Configure(ClientWebSocketOptions options)
    {
    }

    public async Task OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        _socket = socket;
        _wait.Expect(Channels);
        for (var i = 0; i < Channels.Length; i++)
        {
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(new { method = "SUBSCRIPTION", @params = new[] { Channels[i] }, id = i + 1 }), cancel);
        }

        await _wait.AllAsync(cancel);
        await listenKey.KeepAliveAsync(cancel);
    }

    public void OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        string unreadable;
        try
        {
            if (isText)
                Control(message);
            else
                Push(PushDataV3ApiWrapper.Parser.ParseFrom(message));
            return;
        }
        catch (Exception strange) when (UnreadableException.Covers(strange) || strange is InvalidProtocolBufferException)
        {
            unreadable = strange.Message;
        }

        // Without the caught one inside: its text may be the venue's.
        throw new InvalidDataException(_redaction.Clean($"unreadable push: {unreadable}"));
    }

    public void WritePing(IBufferWriter<byte> into) => into.Write("{\"method\":\"PING\"}"u8);

    public void OnClosed(string why)
    {
        _wait.Abandon();
        sink.OnDown(why);
    }

    // A refusal has code 0 too: only an answer that repeats the channel is a yes. Source: MEXC spot v3 docs, "Subscribe to a Data Stream".
    private void Control(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.Text("msg") is not { } answer)
            return;
        if (answer == "PONG")
        {
            _socket?.OnPong();
            return;
        }

        foreach (var channel in answer.Split(','))
        {
            if (!Channels.Contains(channel, StringComparer.Ordinal))
                throw new InvalidDataException(_redaction.Clean($"refused: {answer}"));
            if (_wait.Confirm(channel))
                sink.OnUp();
        }
    }

    private void Push(PushDataV3ApiWrapper push)
    {
        switch (push.BodyCase)
        {
            case PushDataV3ApiWrapper.BodyOneofCase.PrivateOrders when _wire.Order(push.Symbol, push.PrivateOrders) is { } order:
                sink.OnOrder(order);
                break;
            case PushDataV3ApiWrapper.BodyOneofCase.PrivateDeals when _wire.Trade(push.Symbol, push.PrivateDeals) is { } trade:
                sink.OnTrade(trade);
                break;
            case PushDataV3ApiWrapper.BodyOneofCase.PrivateAccount or PushDataV3ApiWrapper.BodyOneofCase.PrivateOrders
                or PushDataV3ApiWrapper.BodyOneofCase.PrivateDeals:
                sink.OnAccountHint();
                break;
        }
    }
}
