using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.VenueServer.Gate;
using Arbitrage.VenueServer.Serving;
using Arbitrage.VenueServer.Streams;

namespace Arbitrage.VenueServer.Control;

/// <summary>Faults of sockets. Those of pushes strike the sockets that are open when they are asked for, each by itself.</summary>
internal static class StreamFaultKinds
{
    private const int LargestCount = 1_000_000;
    private const int LargestStall = 600_000;

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new(
            "drop_sockets", "The sockets of a venue, or of all, break without a closing handshake.",
            """{"kind":"drop_sockets","venue":"gate_spot"}""", ["venue"],
            (b, f) => new() { ["kind"] = "drop_sockets", ["dropped"] = f.DropSockets(b.Has("venue") ? b.Venue() : null) }),
        new(
            "stall_stream", "Nothing is pushed for so long, on channels whose name begins with `channel` or on all; lost, or with catch_up sent after.",
            """{"kind":"stall_stream","venue":"gate_spot","channel":"spot.order_book_update","milliseconds":5000,"catch_up":false}""",
            ["venue", "channel", "milliseconds", "catch_up"],
            (b, f) => Suffer("stall_stream", b, f, b.Flag("catch_up", false) ? StreamFault.StallAndCatchUp : StreamFault.StallAndLose)),
        new(
            "duplicate_push", "The next `count` (1) pushes come twice.",
            """{"kind":"duplicate_push","venue":"mexc_spot","channel":"spot@private.deals"}""", ["venue", "channel", "count"],
            (b, f) => Suffer("duplicate_push", b, f, StreamFault.Duplicate)),
        new(
            "reorder_push", "The next `count` (1) pushes come after the one that follows them on their channel.",
            """{"kind":"reorder_push","venue":"gate_futures","channel":"futures.order_book_update"}""", ["venue", "channel", "count"],
            (b, f) => Suffer("reorder_push", b, f, StreamFault.Reorder)),
        new(
            "skip_push", "The next `count` (1) pushes are lost: a book's sequence skips.",
            """{"kind":"skip_push","venue":"gate_spot","channel":"spot.order_book_update","count":2}""", ["venue", "channel", "count"],
            (b, f) => Suffer("skip_push", b, f, StreamFault.Skip)),
        new(
            "dead_subscription", "Nothing is pushed on channels whose name begins with `channel` until they are subscribed anew; all else goes on.",
            """{"kind":"dead_subscription","venue":"gate_spot","channel":"spot.order_book_update"}""", ["venue", "channel"],
            (b, f) => Suffer("dead_subscription", b, f, StreamFault.Die)),
        new(
            "listen_key_expiry", "Every MEXC listenKey dies now: private streams go quiet.",
            """{"kind":"listen_key_expiry"}""", [],
            (_, f) => new() { ["kind"] = "listen_key_expiry", ["expired"] = f.ListenKeys.Expire() }),
        new(
            "maintenance", "A venue answers 503 and has no sockets for so many seconds; Gate's sockets are told `notice_milliseconds` (0) before.",
            """{"kind":"maintenance","venue":"gate_futures","seconds":10,"notice_milliseconds":500}""", ["venue", "seconds", "notice_milliseconds"],
            Maintain),
    ];

    private static JsonObject Suffer(string kind, FaultBody body, VenueFloor floor, StreamFault fault)
    {
        var isStall = fault is StreamFault.StallAndLose or StreamFault.StallAndCatchUp;
        var length = isStall ? TimeSpan.FromMilliseconds((double)body.Number("milliseconds", 1m, LargestStall)) : TimeSpan.Zero;
        var planned = new PlannedStreamFault(fault, body.Text("channel", ""), body.Whole("count", 1, LargestCount, 1), length);
        var sockets = floor.Sockets(body.Venue());
        foreach (var socket in sockets)
            socket.Suffer(planned);
        return new() { ["kind"] = kind, ["sockets"] = sockets.Length };
    }

    private static JsonObject Maintain(FaultBody body, VenueFloor floor)
    {
        var (venue, length) = (body.Venue(), TimeSpan.FromSeconds((double)body.Number("seconds", 0m, 86_400m)));
        var notice = TimeSpan.FromMilliseconds((double)body.Number("notice_milliseconds", 0m, LargestStall, 0m));
        if (notice > TimeSpan.Zero && venue == Venue.MexcSpot)
            throw new FormatException("'notice_milliseconds' is not for mexc_spot, which gives no notice; leave it out.");
        if (notice == TimeSpan.Zero)
        {
            TakeDown();
        }
        else
        {
            foreach (var session in floor.Sockets(venue).OfType<GateSession>())
                session.Announce();
            _ = Task.Delay(notice, floor.Clock).ContinueWith(_ => TakeDown(), TaskScheduler.Default);
        }

        return new() { ["kind"] = "maintenance" };

        void TakeDown()
        {
            floor.Outages.TakeDown(venue, length);
            floor.DropSockets(venue);
        }
    }
}
