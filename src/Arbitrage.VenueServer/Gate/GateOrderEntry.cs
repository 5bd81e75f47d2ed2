using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Order entry over Gate's sockets (sheet spot section 6, futures section 5): login once, then the same calls as REST.</summary>
internal sealed class GateOrderEntry(
    VenueFloor floor, GateAuth auth, GateBudget budget, Venue venue, GateConnection connection, Action<JsonObject> say, Action drop,
    CancellationToken gone)
{
    private readonly string _product = venue == Venue.GateSpot ? "spot" : "futures";
    private readonly GateOrderForm _form = venue == Venue.GateSpot ? GateSpotOrders.Form : GateFuturesOrders.Form;
    private volatile bool _loggedIn;

    /// <summary>A frame with event `api` arrived.</summary>
    public void OnFrame(string channel, JsonElement frame)
    {
        var payload = frame.TryGetProperty("payload", out var sent) && sent.ValueKind == JsonValueKind.Object ? sent.Clone() : default;
        var request = new GateFrameInput(connection, payload);
        _ = AnswerAsync(channel, request);
    }

    private async Task AnswerAsync(string channel, GateFrameInput request)
    {
        var verb = channel.StartsWith(_product + ".", StringComparison.Ordinal) ? channel[(_product.Length + 1)..] : "";
        var isCreate = verb is "order_place" or "order_batch_place";
        var fault = verb == "login" || !_loggedIn ? null : floor.Faults.Take(venue, isCreate);
        var inTime = floor.Now(venue);
        if (!Arrives(channel, fault, request, isCreate))
            return;
        // Only placement is acknowledged. The acknowledgement is the first half of the reply: a reply that is lost or late has none, or a late one.
        var acknowledges = verb == "order_place" && _loggedIn;
        if (acknowledges && fault is not { Fault: RequestFault.CloseAfterExecution or RequestFault.LoseReply or RequestFault.DelayReply })
            Acknowledge();
        var (status, data) = Carry(channel, verb, request, fault);
        switch (fault?.Fault)
        {
            case RequestFault.CloseAfterExecution or RequestFault.CloseMidReply:
                drop();
                return;
            case RequestFault.LoseReply:
                return;
            case RequestFault.DelayReply:
                await Task.Delay(fault.Delay, floor.Clock, gone).ContinueWith(_ => { }, TaskScheduler.Default);
                if (acknowledges)
                    Acknowledge();
                break;
            case RequestFault.ServerError:
                (status, data) = (fault.Status, Errors("INTERNAL", "Internal error"));
                break;
        }

        say(Frame(channel, request, inTime, status, data, acknowledges: false));

        void Acknowledge() => say(Frame(channel, request, inTime, StatusCodes.Status200OK, new()
        {
            ["result"] = new JsonObject
            {
                ["req_id"] = request.Id,
                ["req_header"] = request.Headers,
                ["req_param"] = request.Parameters.Length > 0 ? JsonNode.Parse(request.Parameters) : null,
            },
        }, acknowledges: true));
    }

    // False for the faults that keep a request from having an effect.
    private bool Arrives(string channel, PlannedFault? fault, GateFrameInput request, bool isCreate)
    {
        switch (fault)
        {
            case { Fault: RequestFault.CloseBeforeRead }:
                drop();
                return false;
            case { Fault: RequestFault.CloseAfterRead }:
                Log("dropped:closed_after_read");
                drop();
                return false;
            case { Fault: RequestFault.LoseRequest }:
                return false;
            case { Fault: RequestFault.ServerError, TakesEffect: false }:
                Log("dropped:server_error");
                say(Frame(channel, request, floor.Now(venue), fault.Status, Errors("INTERNAL", "Internal error"), acknowledges: false));
                return false;
            default:
                return true;
        }

        void Log(string outcome)
        {
            if (isCreate && _form.Understand(Call(request, null)) is { } order)
                floor.Models[venue].LogDropped(order, outcome, floor.Now(venue));
        }
    }

    private (int Status, JsonObject Data) Carry(string channel, string verb, GateFrameInput request, PlannedFault? fault)
    {
        try
        {
            if (verb == "login")
                return (StatusCodes.Status200OK, Login(channel, request));
            if (!_loggedIn)
                throw new GateRefusalException(StatusCodes.Status401Unauthorized, "INVALID_CREDENTIALS", "please login first");
            if (request.Signature is { Length: > 0 } signature)
                auth.CheckRequest(channel, request.Key, request.Timestamp, signature, request.Parameters);
            if (floor.Outages.IsDown(venue))
                throw new GateRefusalException(StatusCodes.Status503ServiceUnavailable, "SERVER_ERROR", "System maintenance");
            var call = Call(request, fault);
            if (fault is { Fault: RequestFault.RateLimited } && verb is not ("order_place" or "order_batch_place"))
                GateOrderForm.Throttle(call, fault);
            return (StatusCodes.Status200OK, new() { ["result"] = Do(verb, call) });
        }
        catch (GateRefusalException e)
        {
            return (e.Status, Errors(e.Label, e.Message));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            return (StatusCodes.Status400BadRequest, Errors("INVALID_REQUEST_BODY", "Invalid request body"));
        }
    }

    private JsonNode Do(string verb, GateCall call)
    {
        var spot = venue == Venue.GateSpot;
        switch (verb)
        {
            case "order_place":
                return call.Body().ValueKind == JsonValueKind.Array ? _form.PlaceAll(call, budget) : _form.Place(call, budget);
            case "order_batch_place" when !spot:
                return _form.PlaceAll(call, budget);
            case "order_amend":
                return spot ? GateSpotOrders.Amend(call, budget) : GateFuturesOrders.Amend(call, budget);
            case "order_cancel":
                budget.Cancel(call);
                return spot ? GateSpotOrders.Cancel(call) : GateFuturesOrders.Cancel(call);
            case "order_cancel_ids":
                budget.Cancel(call);
                return spot ? GateSpotOrders.CancelBatch(call) : GateFuturesOrders.CancelBatch(call);
            case "order_cancel_cp":
                budget.Cancel(call);
                return spot ? GateSpotOrders.CancelAll(call) : GateFuturesOrders.CancelAll(call);
            case "order_status":
                budget.Query(call, "GET order");
                return spot ? GateSpotOrders.Status(call) : GateFuturesOrders.Status(call);
            case "order_list":
                budget.Query(call, "GET orders");
                return spot ? GateSpotOrders.Listed(call) : GateFuturesOrders.Listed(call);
            default:
                throw GateRefusalException.Bad("INVALID_ARGUMENT", "unknown channel");
        }
    }

    private JsonObject Login(string channel, GateFrameInput request)
    {
        auth.CheckRequest(channel, request.Key, request.Timestamp, request.Signature, request.Parameters);
        _loggedIn = true;
        return new() { ["result"] = new JsonObject { ["api_key"] = request.Key, ["uid"] = WireText.Text(GateNames.UserId) } };
    }

    private GateCall Call(GateFrameInput request, PlannedFault? fault) =>
        new(request, floor.Models[venue], Encoding.UTF8.GetBytes(request.Parameters), floor.Now(venue)) { Fault = fault };

    private static JsonObject Errors(string label, string message) =>
        new() { ["errs"] = new JsonObject { ["label"] = label, ["message"] = message } };

    private JsonObject Frame(string channel, GateFrameInput request, DateTimeOffset inTime, int status, JsonObject data, bool acknowledges)
    {
        var now = floor.Now(venue);
        var header = new JsonObject
        {
            ["response_time"] = WireText.Text(WireText.Milliseconds(now)),
            ["status"] = WireText.Text(status),
            ["channel"] = channel,
            ["event"] = "api",
            ["client_id"] = $"{connection.Address}-{connection.Id}",
            ["x_in_time"] = (inTime - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            ["x_out_time"] = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            ["conn_id"] = connection.Id,
            ["conn_trace_id"] = connection.Id,
            ["trace_id"] = $"{connection.Id}-{request.Id}",
        };
        if (request.Verdict is { } verdict)
        {
            header["x_gate_ratelimit_requests_remain"] = verdict.Remain;
            header["x_gate_ratelimit_limit"] = verdict.Limit;
            header["x_gate_ratelimit_reset_timestamp"] = WireText.Milliseconds(verdict.Reopens);
        }

        var json = new JsonObject { ["request_id"] = request.Id };
        if (acknowledges)
            json["ack"] = true;
        (json["header"], json["data"]) = (header, data);
        return json;
    }
}

/// <summary>What frames of one socket have in common.</summary>
/// <param name="Id">Number of the connection.</param>
/// <param name="Address">The client's.</param>
/// <param name="DecimalSizes">`X-Gate-Size-Decimal` of the upgrade request.</param>
internal sealed record GateConnection(string Id, string Address, string DecimalSizes);

/// <summary>The `payload` of a frame with event `api`.</summary>
internal sealed class GateFrameInput(GateConnection connection, JsonElement payload) : IGateInput
{
    public string Address => connection.Address;

    public bool IsSocket => true;

    /// <summary>`req_id`.</summary>
    public string Id => GateBody.Field(payload, "req_id") ?? "";

    public string Key => GateBody.Field(payload, "api_key") ?? "";

    public string Timestamp => GateBody.Field(payload, "timestamp") ?? "";

    public string Signature => GateBody.Field(payload, "signature") ?? "";

    /// <summary>`req_param`, exactly as sent.</summary>
    public string Parameters =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("req_param", out var sent)
            ? sent.ValueKind == JsonValueKind.String ? sent.GetString()! : sent.GetRawText()
            : "";

    /// <summary>`req_header`, for the echo.</summary>
    public JsonNode? Headers =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("req_header", out var sent) ? JsonNode.Parse(sent.GetRawText()) : null;

    /// <summary>Where the client stands with the limit of this call.</summary>
    public RateVerdict? Verdict { get; private set; }

    public string? Query(string name) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("req_param", out var sent) ? GateBody.Field(sent, name) : null;

    public string Header(string name) =>
        name == "X-Gate-Size-Decimal" ? connection.DecimalSizes
        : payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("req_header", out var headers) && headers.ValueKind == JsonValueKind.Object
            && headers.EnumerateObject().FirstOrDefault(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is
            { Value.ValueKind: not JsonValueKind.Undefined } header
            ? header.Value.ToString()
            : "";

    public string Route(string name) =>
        Query("order_id") ?? throw GateRefusalException.Bad("MISSING_REQUIRED_PARAM", "Missing required parameter: order_id");

    public void Tell(RateVerdict verdict) => Verdict = verdict;

    public void Add(string header, string value)
    {
        // Frames have no reply headers.
    }
}
