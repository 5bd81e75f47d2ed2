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
    /// <param name="answer">Executes it.</param>
    public static async Task CreateAsync(
        HttpContext http, VenueFloor floor, VenueModel model, Func<byte[], CreateRequest?> decode, Func<byte[], Reply> answer)
    {
        var fault = floor.Faults.Take(model.Venue, isCreate: true);
        if (fault is { Fault: RequestFault.CloseBeforeRead })
        {
            http.Abort();
            return;
        }

        var body = await ReadAsync(http);
        if (fault is { Fault: RequestFault.CloseAfterRead })
        {
            if (decode(body) is { } request)
                model.LogDropped(request, "dropped:closed_after_read", floor.Now);
            http.Abort();
            return;
        }

        await WriteAsync(http, answer(body), fault, floor.Clock);
    }

    /// <summary>Any other call.</summary>
    public static async Task CallAsync(HttpContext http, VenueFloor floor, VenueModel model, Func<byte[], Reply> answer)
    {
        var fault = floor.Faults.Take(model.Venue, isCreate: false);
        var body = await ReadAsync(http);
        await WriteAsync(http, answer(body), fault, floor.Clock);
    }

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext http, Reply reply, PlannedFault? fault, TimeProvider clock)
    {
        switch (fault?.Fault)
        {
            case RequestFault.CloseAfterExecution or RequestFault.CloseBeforeRead or RequestFault.CloseAfterRead:
                http.Abort();
                return;
            case RequestFault.DelayReply:
                await Task.Delay(fault.Delay, clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case RequestFault.LoseReply:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case RequestFault.ServerError:
                reply = new(StatusCodes.Status502BadGateway, null);
                break;
        }

        var bytes = reply.Bytes();
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        http.Response.Headers["X-Out-Time"] = Microseconds(clock.GetUtcNow());
        if (fault is { Fault: RequestFault.CloseMidReply })
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await http.Response.Body.FlushAsync();
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(bytes);
    }

    public static string Microseconds(DateTimeOffset at) =>
        ((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
}
