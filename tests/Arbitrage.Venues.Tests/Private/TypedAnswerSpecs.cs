using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>
/// What every private call of every venue answers to whatever the venue and the network do: accepted, rejected with the mapped reason, unknown; never
/// an exception, but for a call that was cancelled.
/// </summary>
public class TypedAnswerSpecs
{
    public static TheoryData<Venue, string> Calls()
    {
        var rows = new TheoryData<Venue, string>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            foreach (var call in PrivateCalls.Of(venue))
                rows.Add(venue, call.Name);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Told_is_accepted(Venue venue, string name)
    {
        var call = Named(venue, name);
        await using var server = RawVenue.Answering(request => (200, call.Reply(request)));

        var answer = await MakeAsync(call, venue, server);

        Assert.Equal(("Accepted", call.Expected), (answer.GetType().Name, answer.GetType().GetProperty("Value")!.GetValue(answer)?.ToString()));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Refused_is_rejected_with_the_reason_mapped(Venue venue, string name)
    {
        foreach (var (reason, body) in Refusals(venue))
        {
            await using var server = RawVenue.Answering(_ => (400, body));

            var answer = await MakeAsync(Named(venue, name), venue, server);

            // Reading MEXC's wallet is a permission of its own, without which there are no rows.
            if ((venue, name, reason) == (Venue.MexcSpot, "rows", VenueReject.Authentication))
                Assert.StartsWith("Accepted", answer.ToString(), StringComparison.Ordinal);
            else
                Assert.Equal(reason, Reason(answer));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Too_many_requests_is_rejected_whatever_the_body(Venue venue, string name)
    {
        var statuses = venue == Venue.MexcSpot ? new[] { 429, 418, 403 } : [429];
        foreach (var (status, body) in statuses.SelectMany(s => new[] { (s, ""), (s, "<html>") }))
        {
            await using var server = RawVenue.Answering(_ => (status, body));

            Assert.Equal(VenueReject.RateLimited, Reason(await MakeAsync(Named(venue, name), venue, server)));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_venue_in_trouble_or_a_reply_in_no_known_form_is_unknown(Venue venue, string name)
    {
        var refusal = Refusals(venue)[0].Body;
        // Not even that there is no such order is certain then.
        var gone = venue == Venue.MexcSpot ? """{"code":-2013,"msg":"Order does not exist."}""" : """{"label":"ORDER_NOT_FOUND","message":""}""";
        (int Status, string Body)[] replies =
        [
            (500, ""), (502, refusal), (502, gone), (503, "<html>"), (504, "{}"), (200, "<html>"), (200, ""), (200, "7"), (200, "{}"), (404, ""),
        ];
        foreach (var reply in replies)
        {
            await using var server = RawVenue.Answering(_ => reply);

            AssertUnknown(venue, await MakeAsync(Named(venue, name), venue, server));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_broken_connection_is_unknown(Venue venue, string name)
    {
        Func<RawConnection, Task>[] faults =
        [
            connection => connection.ArrivedAsync(),
            async connection =>
            {
                await connection.ReadAsync();
                connection.Reset();
            },
            connection => connection.ReadAsync(),
            async connection =>
            {
                await connection.ReadAsync();
                await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n[{\"id\":");
            },
        ];
        foreach (var fault in faults)
        {
            await using var server = new RawVenue(fault);

            AssertUnknown(venue, await MakeAsync(Named(venue, name), venue, server));
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_venue_that_cannot_be_reached_is_unknown(Venue venue, string name)
    {
        var server = RawVenue.Answering(_ => (200, ""));
        await server.DisposeAsync();

        AssertUnknown(venue, await MakeAsync(Named(venue, name), venue, server));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task No_reply_in_time_is_unknown(Venue venue, string name)
    {
        var time = new FakeTimeProvider(Accounts.Now);
        await using var server = new RawVenue(async connection =>
        {
            await connection.ReadAsync();
            time.Advance(TimeSpan.FromSeconds(6));
            await connection.ReadAsync();
        });

        AssertUnknown(venue, await Named(venue, name).MakeAsync(Accounts.Gateway(venue, server.Url, time), CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_connection_that_is_not_made_in_time_is_unknown(Venue venue, string name)
    {
        // The limit of a connect is the runtime's own and runs by its own clock; it tells it as a cancellation.
        var options = Accounts.Options(venue, new("http://127.0.0.1:1")) with
        {
            Timeout = TimeSpan.FromMilliseconds(50),
            Dial = async (_, cancel) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
                return Stream.Null;
            },
        };

        var answer = await Named(venue, name).MakeAsync(Accounts.Gateway(venue, options.Rest, options: options), CancellationToken.None);

        AssertUnknown(venue, answer);
        Assert.Contains("no connection in time", $"{answer}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Only_a_cancelled_call_throws(Venue venue, string name)
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new RawVenue(async connection =>
        {
            await connection.ReadAsync();
            await cancel.CancelAsync();
            await connection.ReadAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Named(venue, name).MakeAsync(Accounts.Gateway(venue, server.Url), cancel.Token));
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.MexcSpot)]
    public async Task Spot_has_the_leverage_that_was_asked_for_without_a_request(Venue venue)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));

        Assert.Equal(
            new Ports.VenueAnswer<decimal>.Accepted(5m),
            await Accounts.Gateway(venue, server.Url).SetLeverageAsync(Accounts.Ltc, 5m, CancellationToken.None));
        Assert.Equal(0, server.Connections);
    }

    // One label or code for every reason that the venue's table maps to.
    private static (VenueReject Reason, string Body)[] Refusals(Venue venue) => venue == Venue.MexcSpot
        ? [.. ErrorTableSpecs.Mexc.Where(r => r.Reason is not null).Select(r => (r.Reason!.Value, $$"""{"code":{{r.Codes[0]}},"msg":"words"}"""))]
        : [.. ErrorTableSpecs.Gate.Where(r => r.Reason is not null).Select(r => (r.Reason!.Value, $$"""{"label":"{{r.Labels.Split(' ')[0]}}","message":"words"}"""))];

    private static PrivateCall Named(Venue venue, string name) => PrivateCalls.Of(venue).Single(call => call.Name == name);

    private static Task<object> MakeAsync(PrivateCall call, Venue venue, RawVenue server) =>
        call.MakeAsync(Accounts.Gateway(venue, server.Url), CancellationToken.None);

    private static VenueReject? Reason(object answer) => (VenueReject?)answer.GetType().GetProperty("Reason")?.GetValue(answer);

    private static void AssertUnknown(Venue venue, object answer)
    {
        Assert.Equal("Unknown", answer.GetType().Name);
        var why = Assert.IsType<string>(answer.GetType().GetProperty("Why")!.GetValue(answer));
        Assert.StartsWith(venue.Key() + " ", why, StringComparison.Ordinal);
    }
}
