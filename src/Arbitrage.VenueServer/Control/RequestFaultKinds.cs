using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>Faults of requests: the next `count` (1) of a venue, CREATEs alone unless `calls` is `all`.</summary>
internal static class RequestFaultKinds
{
    private const int LargestCount = 1_000_000;
    private const int LargestDelay = 600_000;

    private static readonly (string, RequestFault)[] Stages =
    [
        ("before_read", RequestFault.CloseBeforeRead), ("after_read", RequestFault.CloseAfterRead),
        ("after_execution", RequestFault.CloseAfterExecution), ("mid_reply", RequestFault.CloseMidReply),
    ];

    private static readonly (string, VenueReject)[] Reasons =
    [
        ("insufficient_funds", VenueReject.InsufficientFunds), ("too_small", VenueReject.TooSmall), ("too_large", VenueReject.TooLarge),
        ("precision", VenueReject.Precision), ("price_band", VenueReject.PriceBand), ("would_take", VenueReject.WouldTake),
        ("not_fillable", VenueReject.NotFillable), ("would_increase", VenueReject.WouldIncrease), ("expired", VenueReject.Expired),
        ("not_tradable", VenueReject.NotTradable), ("rate_limited", VenueReject.RateLimited), ("authentication", VenueReject.Authentication),
        ("duplicate_id", VenueReject.DuplicateId), ("other", VenueReject.Other),
    ];

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new(
            "close_create", "The connection of a CREATE breaks at a stage: before_read, after_read, after_execution, mid_reply.",
            """{"kind":"close_create","venue":"gate_spot","stage":"mid_reply","count":1}""", ["venue", "stage", "count"],
            (b, f) => Plan("close_create", b, f, new(b.OneOf("stage", Stages)))),
        new(
            "lose_request", "The request never arrives: no effect, no reply, the connection stays open.",
            """{"kind":"lose_request","venue":"mexc_spot","calls":"all"}""", ["venue", "count", "calls"],
            (b, f) => Plan("lose_request", b, f, new(RequestFault.LoseRequest))),
        new(
            "lose_reply", "The request takes effect; the reply never comes.",
            """{"kind":"lose_reply","venue":"gate_futures"}""", ["venue", "count", "calls"],
            (b, f) => Plan("lose_reply", b, f, new(RequestFault.LoseReply))),
        new(
            "delay_reply", "The request takes effect; the reply comes so many milliseconds late.",
            """{"kind":"delay_reply","venue":"gate_spot","milliseconds":1500}""", ["venue", "milliseconds", "count", "calls"],
            (b, f) => Plan("delay_reply", b, f, new(RequestFault.DelayReply, Milliseconds(b)))),
        new(
            "server_error", "The reply is 500, 502 (the default), 503 or 504, after the request took effect or, with effect false, instead of it.",
            """{"kind":"server_error","venue":"mexc_spot","status":503,"effect":false}""", ["venue", "status", "effect", "count", "calls"],
            (b, f) => Plan("server_error", b, f, new(RequestFault.ServerError) { Status = Status(b), TakesEffect = b.Flag("effect", true) })),
        new(
            "rate_limited", "The request is refused with 429, as if the limit reopened after so many seconds (1).",
            """{"kind":"rate_limited","venue":"gate_spot","seconds":2,"calls":"all"}""", ["venue", "seconds", "count", "calls"],
            (b, f) => Plan("rate_limited", b, f, new(RequestFault.RateLimited, Seconds(b, 1m)))),
        new(
            "banned", "Every request to MEXC is refused with 418 for so many seconds (120). Gate documents no ban.",
            """{"kind":"banned","venue":"mexc_spot","seconds":120}""", ["venue", "seconds"], Ban),
        new(
            "reject", "A CREATE is refused for a reason: " + string.Join(", ", Reasons.Select(r => r.Item1)) + ".",
            """{"kind":"reject","venue":"gate_futures","reason":"insufficient_funds"}""", ["venue", "reason", "count"],
            (b, f) => Plan("reject", b, f, new(RequestFault.Reject) { Reason = b.OneOf("reason", Reasons) })),
        new(
            "partial_fill", "Of what a CREATE asks, only a share (0 to 1) is there to take at once.",
            """{"kind":"partial_fill","venue":"mexc_spot","share":0.4}""", ["venue", "share", "count"],
            (b, f) => Plan("partial_fill", b, f, new(RequestFault.PartialFill) { Share = b.Number("share", 0m, 1m) })),
    ];

    private static JsonObject Plan(string kind, FaultBody body, VenueFloor floor, PlannedFault planned)
    {
        var everyCall = body.Has("calls") && body.OneOf("calls", [("create", false), ("all", true)]);
        floor.Faults.Plan(body.Venue(), planned, body.Whole("count", 1, LargestCount, 1), everyCall);
        return new() { ["kind"] = kind, ["pending"] = floor.Faults.Pending };
    }

    private static JsonObject Ban(FaultBody body, VenueFloor floor)
    {
        if (body.Venue() != Venue.MexcSpot)
            throw new FormatException("'venue' must be mexc_spot: Gate documents no ban; use rate_limited.");
        floor.Outages.Ban(Seconds(body, 120m));
        return new() { ["kind"] = "banned" };
    }

    private static int Status(FaultBody body) => body.Whole("status", 500, 504, StatusCodes.Status502BadGateway) is var status and not 501
        ? status
        : throw new FormatException("'status' is 501; use 500, 502, 503 or 504.");

    private static TimeSpan Milliseconds(FaultBody body) => TimeSpan.FromMilliseconds((double)body.Number("milliseconds", 0m, LargestDelay));

    private static TimeSpan Seconds(FaultBody body, decimal otherwise) => TimeSpan.FromSeconds((double)body.Number("seconds", 0m, 86_400m, otherwise));
}
