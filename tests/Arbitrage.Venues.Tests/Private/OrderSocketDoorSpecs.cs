using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>When the door of Gate's order socket is shut, and how it opens again.</summary>
public class OrderSocketDoorSpecs
{
    [Fact]
    public async Task A_request_that_waits_too_long_shuts_the_door_and_its_late_answer_is_dropped()
    {
        var late = new TaskCompletionSource();
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            if (socket.Number == 1)
            {
                var frame = await socket.ReadAsync();
                await socket.ReceiptAsync(frame);
                await late.Task;
                await socket.ResultAsync(frame);
            }

            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();
        var waiting = gate.CreateAsync(1);
        await Public.Eventually.HoldsAsync(() => gate.Frames.Count == 1);

        gate.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(gate.Taken(2), await gate.CreateAsync(2));
        Assert.Equal(1, gate.Posts);
        Assert.False(waiting.IsCompleted);
        gate.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(new CreateOutcome.Unknown("no answer within 5000 ms"), await waiting);
        late.SetResult();
        await Public.Eventually.HoldsAsync(() => !gate.IsOpen);
        await ReopenAsync(gate, sockets: 2);

        Assert.Equal(gate.Taken(3), await gate.CreateAsync(3));
        Assert.Equal((3, 1), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task After_a_loss_orders_go_by_rest_until_the_socket_is_logged_in_again()
    {
        await using var gate = new OrderSocketVenue(Venue.GateFutures, async socket =>
        {
            await socket.OpenAsync();
            if (socket.Number > 1)
                await socket.TakeAllAsync();
        });
        await Public.Eventually.HoldsAsync(() => gate.Opened == 1);
        await Public.Eventually.HoldsAsync(() => !gate.IsOpen);

        Assert.Equal(gate.Taken(1), await gate.CreateAsync(1));
        Assert.Equal(1, gate.Posts);
        await ReopenAsync(gate, sockets: 2);
        Assert.Equal(gate.Taken(2), await gate.CreateAsync(2));

        Assert.Equal((2, 1), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task A_login_that_is_refused_leaves_orders_to_rest()
    {
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.Connection.UpgradeAsync(socket.Request);
            await socket.RefuseAsync(await socket.ReadAsync(), 401, "INVALID_KEY");
            await socket.TakeAllAsync();
        });

        await ReopenAsync(gate, sockets: 2, isOpen: false);

        Assert.False(gate.IsOpen);
        Assert.Equal(gate.Taken(), await gate.CreateAsync());
        Assert.Equal((1, 1), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task Before_the_venue_restarts_what_is_under_way_gets_its_answer_and_what_comes_goes_by_rest()
    {
        var shut = new TaskCompletionSource();
        await using var gate = new OrderSocketVenue(Venue.GateFutures, async socket =>
        {
            await socket.OpenAsync();
            var frame = await socket.ReadAsync();
            await socket.Connection.FrameAsync("""{"channel":"futures.system","type":"upgrade","msg":"restart"}""");
            await shut.Task;
            await socket.ResultAsync(frame);
            await socket.TakeAllAsync();
        });
        await gate.OpenAsync();

        var underWay = gate.CreateAsync(1);
        await Public.Eventually.HoldsAsync(() => !gate.IsOpen);
        Assert.Equal(gate.Taken(2), await gate.CreateAsync(2));
        shut.SetResult();

        Assert.Equal(gate.Taken(1), await underWay);
        Assert.Equal((2, 1), (gate.Creates, gate.Posts));
    }

    [Fact]
    public async Task An_old_connection_is_left_for_a_new_one_that_is_logged_in_again()
    {
        await using var gate = new OrderSocketVenue(Venue.GateSpot, async socket =>
        {
            await socket.OpenAsync();
            await socket.TakeAllAsync();
        }, new() { RollOverAfter = TimeSpan.FromSeconds(3), Jitter = () => 0.5 });
        await gate.OpenAsync();

        gate.Time.Advance(TimeSpan.FromSeconds(3));
        await ReopenAsync(gate, sockets: 2);

        Assert.Equal(gate.Taken(), await gate.CreateAsync());
        Assert.Equal((1, 0), (gate.Creates, gate.Posts));
    }

    // The clock of the back-off stands still until it is moved; how often it must be depends on what the socket is just doing.
    private static async Task ReopenAsync(OrderSocketVenue gate, int sockets, bool isOpen = true)
    {
        await Public.Eventually.HoldsAsync(() =>
        {
            gate.Time.Advance(TimeSpan.FromMilliseconds(10));
            return gate.Opened >= sockets && (!isOpen || gate.IsOpen);
        });
    }
}
