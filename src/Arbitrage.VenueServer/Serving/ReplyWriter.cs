using System.Globalization;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Carries one request through reading, answering and replying, with the fault that is planned for it.</summary>
internal static class ReplyWriter
{
    /// <summary>A CREATE: can break at every stage.</summary>
    /// <param name="http">The request.</param>
    /// <param name="floor">Models and faults.</param>
    /// <param name="model">Venue it goes to.</param>
    /// <param name="decode">Reads the order; null when it cannot be understood.</param>
    /// <param name="answer">Executes it, with the faults that are the venue's own business: refusals, part fills.</param>
    public static async Task CreateAsync(
        HttpContext http, VenueFloor floor, VenueModel model, Func<byte[], CreateRequest?> decode, Func<byte[], PlannedFault?, Reply> answer)
    {
        var fault = floor.Faults.Take(model.Venue, isCreate: true);
        if (fault is { Fault: RequestFault.CloseBeforeRead })
        {
            http.Abort();
            return;
        }

        var body = await ReadAsync(http);
        if (fault is { Fault: RequestFault.CloseAfterRead } or { Fault: RequestFault.ServerError, TakesEffect: false })
        {
            var why = fault.Fault == RequestFault.CloseAfterRead ? "closed_after_read" : "server_error";
            if (decode(body) is { } request)
                model.LogDropped(request, $"dropped:{why}", floor.Now(model.Venue));
        }

        await AnswerAsync(http, floor, model, body, fault, answer);
    }

    /// <summary>Any other call.</summary>
    public static async Task CallAsync(HttpContext http, VenueFloor floor, VenueModel model, Func<byte[], PlannedFault?, Reply> answer)
    {
        var fault = floor.Faults.Take(model.Venue, isCreate: false);
        await AnswerAsync(http, floor, model, await ReadAsync(http), fault, answer);
    }

    public static string Microseconds(DateTimeOffset at) =>
        ((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task AnswerAsync(
        HttpContext http, VenueFloor floor, VenueModel model, byte[] body, PlannedFault? fault, Func<byte[], PlannedFault?, Reply> answer)
    {
        var clock = floor.ClockOf(model.Venue);
        switch (fault)
        {
            case { Fault: RequestFault.CloseBeforeRead or RequestFault.CloseAfterRead }:
                http.Abort();
                return;
            case { Fault: RequestFault.LoseRequest }:
                await UntilTheClientGivesUpAsync(http, clock);
                return;
            case { Fault: RequestFault.ServerError, TakesEffect: false }:
                await WriteAsync(http, new(fault.Status, null), clock);
                return;
        }

        var reply = answer(body, fault);
        switch (fault?.Fault)
        {
            case RequestFault.CloseAfterExecution:
                http.Abort();
                return;
            case RequestFault.CloseMidReply:
                var bytes = Begin(http, reply, clock);
                await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await http.Response.Body.FlushAsync();
                http.Abort();
                return;
            case RequestFault.DelayReply:
                await Task.Delay(fault.Delay, clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case RequestFault.LoseReply:
                await UntilTheClientGivesUpAsync(http, clock);
                return;
            case RequestFault.ServerError:
                reply = new(fault.Status, null);
                break;
        }

        await WriteAsync(http, reply, clock);
    }

    private static async Task WriteAsync(HttpContext http, Reply reply, TimeProvider clock) =>
        await http.Response.Body.WriteAsync(Begin(http, reply, clock));

    private static byte[] Begin(HttpContext http, Reply reply, TimeProvider clock)
    {
        var bytes = reply.Bytes();
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        http.Response.Headers["X-Out-Time"] = Microseconds(clock.GetUtcNow());
        return bytes;
    }

    private static Task UntilTheClientGivesUpAsync(HttpContext http, TimeProvider clock) =>
        Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
}
