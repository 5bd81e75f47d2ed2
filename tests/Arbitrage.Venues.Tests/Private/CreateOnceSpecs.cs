using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>
/// A CREATE leaves at most once, whatever the network does to it, and what is not known to have failed is UNKNOWN. Seen from a bare socket, since an
/// HTTP server would hide deliveries.
/// </summary>
public class CreateOnceSpecs
{
    public enum Fault
    {
        ClosedBeforeRead,
        ResetBeforeRead,
        ClosedAfterRead,
        ResetAfterRead,
        ClosedInTheStatusLine,
        ClosedInTheBody,
        ResetInTheBody,
    }

    public static TheoryData<Venue, Fault, bool> Faults()
    {
        var data = new TheoryData<Venue, Fault, bool>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            foreach (var fault in Enum.GetValues<Fault>())
            {
                data.Add(venue, fault, false);
                data.Add(venue, fault, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_broken_connection_leaves_one_delivery_and_an_unknown_outcome(Venue venue, Fault fault, bool pooled)
    {
        await using var server = new RawVenue(connection => ServeAsync(connection, venue, fault, pooled));
        var gateway = Accounts.Gateway(venue, server.Url);
        if (pooled)
            await gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();
        var before = server.Connections;

        var outcome = await Accounts.CreateAsync(gateway);

        Assert.IsType<CreateOutcome.Unknown>(outcome);
        Assert.Equal(1, server.Deliveries);
        Assert.Equal(pooled ? before : before + 1, server.Connections);
    }

    [Fact]
    public async Task The_bare_socket_does_see_what_the_runtime_repeats_without_a_content_object()
    {
        await using var server = new RawVenue(connection => BreakAsync(connection, Fault.ClosedAfterRead));
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));

        Assert.True(server.Deliveries > 1, $"{server.Deliveries} deliveries");
    }

    public static TheoryData<Venue, bool, int> Refusals()
    {
        var data = new TheoryData<Venue, bool, int>();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            data.Add(venue, false, 10);
            data.Add(venue, true, 10);
            // Headers beyond the first write buffer must still wait for the check.
            data.Add(venue, true, 20_000);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_last_check_that_refuses_on_the_open_connection_leaves_not_a_byte(Venue venue, bool pooled, int agentLength)
    {
        var bytes = 0L;
        await using var server = new RawVenue(async connection =>
        {
            await HealthyAsync(connection, venue, pooled);
            var before = connection.Bytes;
            Assert.Null(await connection.ReadAsync());
            Interlocked.Add(ref bytes, connection.Bytes - before);
        });
        var options = Accounts.Options(venue, server.Url) with { UserAgent = new string('u', agentLength) };
        var gateway = Accounts.Gateway(venue, server.Url, options: options);
        if (pooled)
            await gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();
        var looks = 0;

        var outcome = await Accounts.CreateAsync(gateway, () => ++looks == 1 ? null : RefusalReason.Killed);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Killed), outcome);
        Assert.Equal(2, looks);
        Assert.Equal(1, server.Connections);
        await server.QuietAsync();
        Assert.Equal(0, Interlocked.Read(ref bytes));
        Assert.Equal(0, server.Deliveries);
    }

    [Theory]
    [MemberData(nameof(AllVenues))]
    public async Task A_last_check_that_refuses_at_once_opens_no_connection(Venue venue)
    {
        await using var server = RawVenue.Answering(_ => (500, ""));

        var outcome = await Accounts.CreateAsync(Accounts.Gateway(venue, server.Url), () => RefusalReason.OldEpoch);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.OldEpoch), outcome);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [MemberData(nameof(AllVenues))]
    public async Task A_venue_that_cannot_be_reached_got_nothing(Venue venue)
    {
        var server = RawVenue.Answering(_ => (500, ""));
        var url = server.Url;
        await server.DisposeAsync();

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.NotReady), await Accounts.CreateAsync(Accounts.Gateway(venue, url)));
    }

    [Theory]
    [MemberData(nameof(AllVenues))]
    public async Task No_reply_in_time_is_unknown(Venue venue)
    {
        var time = new FakeTimeProvider(Accounts.Now);
        await using var server = new RawVenue(async connection =>
        {
            await connection.ReadAsync();
            time.Advance(TimeSpan.FromSeconds(6));
            await connection.ReadAsync();
        });

        Assert.IsType<CreateOutcome.Unknown>(await Accounts.CreateAsync(Accounts.Gateway(venue, server.Url, time)));
        Assert.Equal(1, server.Deliveries);
    }

    [Theory]
    [MemberData(nameof(AllVenues))]
    public async Task Cancelling_after_the_write_is_unknown(Venue venue)
    {
        using var cancel = new CancellationTokenSource();
        await using var server = new RawVenue(async connection =>
        {
            await connection.ReadAsync();
            await cancel.CancelAsync();
            await connection.ReadAsync();
        });
        var intent = Accounts.Intent(venue, Accounts.Ltc, Side.Buy, 0.2m, 50m);

        var outcome = await Accounts.Gateway(venue, server.Url).CreateAsync(intent, default, Accounts.Passes, cancel.Token);

        Assert.IsType<CreateOutcome.Unknown>(outcome);
    }

    [Theory]
    [MemberData(nameof(AllVenues))]
    public async Task A_redirect_is_not_followed(Venue venue)
    {
        await using var server = new RawVenue(async connection =>
        {
            while (await connection.ReadAsync() is not null)
                await connection.WriteAsync("HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        });

        Assert.IsType<CreateOutcome.Unknown>(await Accounts.CreateAsync(Accounts.Gateway(venue, server.Url)));
        Assert.Equal(1, server.Deliveries);
    }

    public static TheoryData<Venue> AllVenues() => [.. Domain.Markets.Venues.All];

    private static async Task ServeAsync(RawConnection connection, Venue venue, Fault fault, bool pooled)
    {
        await HealthyAsync(connection, venue, pooled);
        await BreakAsync(connection, fault);
    }

    // Futures read the account and the positions.
    private static async Task HealthyAsync(RawConnection connection, Venue venue, bool pooled)
    {
        for (var i = 0; pooled && i < (venue == Venue.GateFutures ? 2 : 1); i++)
        {
            var request = await connection.ReadAsync();
            var isPositions = request!.Path.EndsWith("positions", StringComparison.Ordinal);
            await connection.ReplyAsync(200, isPositions ? "[]" : Accounts.AccountReply(venue));
        }
    }

    private static async Task BreakAsync(RawConnection connection, Fault fault)
    {
        if (fault is Fault.ClosedBeforeRead or Fault.ResetBeforeRead)
        {
            if (await connection.ArrivedAsync())
                connection.Venue.CountDelivery();
        }
        else
        {
            await connection.ReadAsync();
        }

        if (fault == Fault.ClosedInTheStatusLine)
            await connection.WriteAsync("HTTP/1.1 20");
        if (fault is Fault.ClosedInTheBody or Fault.ResetInTheBody)
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n{\"id\":\"1\",");
        if (fault is Fault.ResetBeforeRead or Fault.ResetAfterRead or Fault.ResetInTheBody)
            connection.Reset();
        else
            connection.Close();
    }
}
