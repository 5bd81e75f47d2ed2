using System.Buffers;
using System.Net.WebSockets;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// Order entry over one of Gate's sockets: a connection of its own that is logged in, kept up and logged in again by itself from its beginning until
/// it is disposed. Offers itself as a door only while it is healthy. What went through it never goes through another; what did not leave by a single
/// byte may.
/// </summary>
internal sealed class GateOrderSession : IVenueSocketHandler, IDisposable
{
    // A venue that lets one request wait for so long is not given another.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(1);

    private readonly Venue _venue;
    private readonly VenueOptions _options;
    private readonly GateRest _rest;
    private readonly GateOrderReading _read;
    private readonly GateOrderFrames _frames;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly VenueSocket _socket;
    private readonly CancellationTokenSource _end = new();
    private readonly TimeSpan _healthyWithin;
    private readonly ITimer _sweep;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, GateSocketCall> _pending = [];
    private long _numbers;
    private TimeSpan _rollOverAge = Timeout.InfiniteTimeSpan;
    private string? _draining;
    private volatile bool _isOpen;
    private int _isDisposed;

    private GateOrderSession(
        Venue venue, VenueOptions options, ApiKey key, GateRest rest, GateOrderReading read, TimeProvider time, ILogger log)
    {
        (_venue, _options, _rest, _read, _time, _log) = (venue, options, rest, read, time, log);
        _frames = new(new(key), venue);
        _socket = new($"{venue.Key()} orders", this, options.Sockets with { Clean = rest.Redaction.Clean }, time, log);
        _healthyWithin = options.Timeout < LongestAnswer ? options.Timeout : LongestAnswer;
        _sweep = time.CreateTimer(static session => ((GateOrderSession)session!).Sweep(), this, _healthyWithin / 20, _healthyWithin / 20);
    }

    /// <summary>The door is open: logged in and not about to close.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>A session that begins to connect, when orders shall go over a socket; null when they shall not.</summary>
    /// <param name="rest">Its clock stamps what is sent.</param>
    /// <param name="read">Turns an order into a report.</param>
    public static GateOrderSession? Begin(
        Venue venue, VenueOptions options, ApiKey key, GateRest rest, GateOrderReading read, TimeProvider time, ILogger log)
    {
        if (options.OrderDoor != OrderDoor.Socket)
            return null;
        var session = new GateOrderSession(venue, options, key, rest, read, time, log);
        _ = session.RunAsync();
        return session;
    }

    /// <summary>One CREATE; null when not a byte of it left and another door may be taken.</summary>
    public async ValueTask<CreateOutcome?> CreateAsync(OrderIntent intent, Instrument instrument, LastCheck lastCheck, CancellationToken cancel)
    {
        if (!_isOpen || _rest.Watch.IsStopped)
            return null;
        var call = new GateSocketCreate(this, _options.Timeout, intent, instrument, lastCheck);
        try
        {
            call.HasLeft = await _socket.SendAsync(call, cancel);
        }
        catch (Exception broken) // whatever it is: what counts is whether a byte may have left
        {
            if (call.MayHaveLeft)
                Lose(call, _rest.Redaction.Clean($"the order socket broke: {broken.Message}"));
        }

        if (!call.MayHaveLeft)
            return Kept(call, cancel);
        if (!cancel.CanBeCanceled || call.Outcome.IsCompleted)
            return await call.Outcome;
        using var cancelling = cancel.UnsafeRegister(static call => ((GateSocketCreate)call!).GiveUp("cancelled after the write"), call);
        return await call.Outcome;
    }

    /// <summary>A cancel or a query; null when the socket has no answer to it, so that REST may be asked.</summary>
    public async ValueTask<VenueAnswer<OrderReport?>?> OrderAsync(
        HttpMethod method, string order, string market, Func<System.Text.Json.JsonElement, OrderReport> read, CancellationToken cancel)
    {
        if (!_isOpen || _rest.Watch.IsStopped)
            return null;
        var isCancel = method == HttpMethod.Delete;
        var call = new GateSocketAsk(this, _healthyWithin, isCancel ? RequestKind.Cancel : RequestKind.Order, (into, number) =>
        {
            if (isCancel)
                _frames.Cancel(into, number, order, market, Now);
            else
                _frames.Status(into, number, order, market, Now);
        });
        return await AskAsync(call, cancel) is VenueAnswer<VenueReply>.Accepted(var reply)
            && GateReplies.Order(reply, read, _rest.Redaction) is var answer and not VenueAnswer<OrderReport?>.Unknown
                ? answer
                : null;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _isOpen = false;
        _sweep.Dispose();
        _end.Cancel();
    }

    ValueTask<Uri> IVenueSocketHandler.EndpointAsync(CancellationToken cancel) => ValueTask.FromResult(_options.Socket);

    void IVenueSocketHandler.Configure(ClientWebSocketOptions options)
    {
        if (_venue == Venue.GateFutures)
            options.SetRequestHeader("X-Gate-Size-Decimal", "1");
    }

    async Task IVenueSocketHandler.OnOpenedAsync(VenueSocket socket, CancellationToken cancel)
    {
        lock (_gate)
            _draining = null;
        var login = new GateSocketAsk(this, _options.Timeout, kind: null, (into, number) => _frames.Login(into, number, Now));
        (await AskAsync(login, cancel) switch
        {
            VenueAnswer<VenueReply>.Accepted(var reply) => GateReplies.Answer(reply, static json => json.ValueKind, _rest.Redaction),
            var lost => lost.As<System.Text.Json.JsonValueKind>(),
        }).OrThrow("login");
        lock (_gate)
        {
            (_rollOverAge, _isOpen) = (_options.Sockets.RollOverAge(), true);
        }
    }

    void IVenueSocketHandler.OnMessage(ReadOnlySpan<byte> message, bool isText)
    {
        var answer = GateSocketAnswer.Read(message);
        if (answer.IsFarewell)
            Drain("the venue restarts");
        // A receipt, a push, and what comes doubled or too late: none is an outcome.
        if (answer.IsReceipt || Take(answer.Number) is not { } call)
            return;
        if (call.Kind is { } kind)
            _rest.Watch.Replied(kind, call.Market, call.Departed, answer.Status, GateLimits.Read(answer));
        call.Answered(answer);
        if (answer.Status == 401)
            Drain("the login is not valid any more");
        DropIfDrained();
    }

    void IVenueSocketHandler.WritePing(IBufferWriter<byte> into) => _frames.Ping(into, Now);

    void IVenueSocketHandler.OnClosed(string why)
    {
        GateSocketCall[] lost;
        lock (_gate)
        {
            (_isOpen, _draining) = (false, null);
            lost = [.. _pending.Values];
            _pending.Clear();
        }

        foreach (var call in lost)
            Lost(call, _rest.Redaction.Clean($"the order socket was lost: {why}"));
    }

    internal long NextNumber() => Interlocked.Increment(ref _numbers);

    internal void Compose(IBufferWriter<byte> into, long number, OrderIntent intent, Instrument instrument) =>
        _frames.Place(into, number, intent, instrument, _rest.Expiry(intent), Now);

    internal CreateOutcome OutcomeOf(in GateSocketAnswer answer, ClientOrderId id) =>
        GateReplies.Outcome(answer.Status, answer.Body, id, _read, _rest.Redaction);

    /// <summary>The last word before the first byte: from here on the call waits for its answer.</summary>
    internal bool Depart(GateSocketCall call)
    {
        lock (_gate)
        {
            var now = _rest.Watch.Begin();
            if (call.Kind is not null && (!_isOpen || IsStalled(now.Timestamp)))
                return false;
            call.Departed = now;
            _pending.Add(call.Number, call);
            return true;
        }
    }

    /// <summary>Nobody waits for its answer any more.</summary>
    internal void Lose(GateSocketCall call, string why)
    {
        if (Take(call.Number) is not null)
            Lost(call, why);
        DropIfDrained();
    }

    private long Now => _rest.Clock.Now.ToUnixTimeSeconds();

    // Not a byte left: because of the check or because the caller gave up, or the door is shut and REST may be tried.
    private static CreateOutcome.NotSent? Kept(GateSocketCreate call, CancellationToken cancel)
    {
        if (call.Refusal is { } reason)
            return new(reason);
        return cancel.IsCancellationRequested ? new(RefusalReason.NotReady) : null;
    }

    private async Task RunAsync()
    {
        using (_end)
        using (_frames)
        using (_socket)
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    await _socket.RunAsync(_end.Token);
                }
                catch (Exception bug) when (!_end.IsCancellationRequested) // REST goes on; a bug here must not end order entry for good
                {
                    _log.LogError(bug, "Order entry of {Venue} over the socket failed and begins again.", _venue);
                    await Task.Delay(_options.Sockets.BackOffTo, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }
    }

    private async Task<VenueAnswer<VenueReply>> AskAsync(GateSocketAsk call, CancellationToken cancel)
    {
        try
        {
            call.HasLeft = await _socket.SendAsync(call, cancel);
        }
        catch (Exception broken) when (broken is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            Lose(call, broken.Message);
        }

        if (!call.MayHaveLeft)
            call.Lost("the order socket is not open");
        using var cancelling = cancel.UnsafeRegister(static call => ((GateSocketAsk)call!).GiveUp("cancelled"), call);
        var reply = await call.Reply;
        cancel.ThrowIfCancellationRequested();
        return reply;
    }

    private void Lost(GateSocketCall call, string why)
    {
        if (call.Kind is { } kind)
            _rest.Watch.Lost(kind, call.Market, call.Departed);
        call.Lost(why);
    }

    private GateSocketCall? Take(long number)
    {
        lock (_gate)
            return _pending.Remove(number, out var call) ? call : null;
    }

    private bool IsStalled(long now)
    {
        foreach (var call in _pending.Values)
        {
            if (_time.GetElapsedTime(call.Departed.Timestamp, now) > _healthyWithin)
                return true;
        }

        return false;
    }

    // On a timer of its own instead of one a request.
    private void Sweep()
    {
        List<GateSocketCall>? late = null;
        var isOld = false;
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var call in _pending.Values)
            {
                if (_time.GetElapsedTime(call.Departed.Timestamp, now) >= call.Within)
                    (late ??= []).Add(call);
            }

            foreach (var call in late ?? [])
                _pending.Remove(call.Number);
            isOld = _isOpen && _rollOverAge != Timeout.InfiniteTimeSpan && _socket.Age >= _rollOverAge;
        }

        // No overlap is needed: REST takes what comes meanwhile.
        if (isOld)
            Drain("rolled over");
        if (late is null)
            return;
        foreach (var call in late)
            Lost(call, $"no answer within {call.Within.TotalMilliseconds} ms");
        // What can't even be written blocks all that comes after it.
        if (late.Exists(call => !call.HasLeft))
            _socket.Drop("a request could not be written in time");
        else
            Drain("a request was not answered in time");
    }

    // No new requests; those under way keep their chance of an answer.
    private void Drain(string why)
    {
        lock (_gate)
        {
            _isOpen = false;
            _draining ??= why;
        }

        DropIfDrained();
    }

    private void DropIfDrained()
    {
        string? why;
        lock (_gate)
            why = _pending.Count == 0 ? _draining : null;
        if (why is not null)
            _socket.Drop(why);
    }
}
