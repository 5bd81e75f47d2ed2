using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>
/// With two doors a CREATE still leaves at most once: the socket is closed at every stage, and what arrives over both doors is counted. REST would take
/// any order that came its way.
/// </summary>
public class OrderSocketOnceSpecs
{
    public enum Stage
    {
        Connect,
        Upgrade,
        Login,
        LoginHalfAnswered,
        FrameArrived,
        FrameRead,
        ReceiptHalf,
        Receipt,
        ResultHalf,
    }

    public static TheoryData<Venue, Stage, bool, bool> Stages()
    {
        var data = new TheoryData<Venue, Stage, bool, bool>();
        foreach (var venue in new[] { Venue.GateSpot, Venue.GateFutures })
        {
            foreach (var stage in Enum.GetValues<Stage>())
            {
                foreach (var reset in new[] { false, true })
                {
                    data.Add(venue, stage, reset, false);
                    if (stage >= Stage.FrameArrived)
                        data.Add(venue, stage, reset, true);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_socket_that_breaks_leaves_one_create_over_both_doors(Venue venue, Stage stage, bool reset, bool used)
    {
        await using var gate = new OrderSocketVenue(venue, socket => BreakAsync(socket, stage, reset, used));
        var isOpened = stage >= Stage.FrameArrived;
        if (isOpened)
            await gate.OpenAsync();
        else
            await Public.Eventually.HoldsAsync(() => gate.Opened > 0);
        if (used)
            Assert.Equal(gate.Taken(1), await gate.CreateAsync(1));
        var before = gate.Creates;

        var outcome = await gate.CreateAsync(2);

        if (isOpened)
            Assert.IsType<CreateOutcome.Unknown>(outcome);
        else
            Assert.Equal(gate.Taken(2), outcome);
        Assert.Equal(before + 1, gate.Creates);
        Assert.Equal(isOpened ? 0 : 1, gate.Posts);
        await Public.Eventually.HoldsAsync(() => !gate.IsOpen);
        Assert.Equal(gate.Taken(3), await gate.CreateAsync(3));
        Assert.Equal(before + 2, gate.Creates);
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    public async Task A_socket_that_breaks_as_soon_as_it_is_open_leaves_one_create_whoever_sees_it_first(Venue venue)
    {
        for (var round = 0; round < 20; round++)
        {
            await using var gate = new OrderSocketVenue(venue, socket => socket.OpenAsync());
            await Public.Eventually.HoldsAsync(() => gate.Opened > 0);
            var outcomes = new List<CreateOutcome>();
            for (var intent = 1; intent <= 20; intent++)
                outcomes.Add(await gate.CreateAsync(intent));

            // What went to the socket is in doubt and did not go to REST; everything else was taken there.
            Assert.Equal(outcomes.Count(o => o is CreateOutcome.Accepted), gate.Posts);
            Assert.All(outcomes, o => Assert.True(o is CreateOutcome.Accepted or CreateOutcome.Unknown, $"{o}"));
            Assert.Equal(gate.Posts, gate.Server.Requests.Where(r => r.Method == "POST").Select(r => r.Body).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    public async Task All_that_wait_are_in_doubt_at_once_when_the_socket_breaks(Venue venue)
    {
        await using var gate = new OrderSocketVenue(venue, async socket =>
        {
            await socket.OpenAsync();
            for (var i = 0; i < 5; i++)
                await socket.ReadAsync();
        });
        await gate.OpenAsync();

        // The clock stands still: nothing here is a time-out.
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 5).Select(intent => gate.CreateAsync(intent)));

        Assert.All(outcomes, o => Assert.StartsWith("the order socket was lost", Assert.IsType<CreateOutcome.Unknown>(o).Why, StringComparison.Ordinal));
        Assert.Equal((5, 0), (gate.Creates, gate.Posts));
    }

    private static async Task BreakAsync(OrderSocket socket, Stage stage, bool reset, bool used)
    {
        if (stage >= Stage.Upgrade)
            await socket.Connection.UpgradeAsync(socket.Request);
        if (stage >= Stage.Login)
        {
            var login = await socket.ReadAsync();
            if (stage >= Stage.LoginHalfAnswered)
                await OrderSocket.LoginAsync(login, (text, _) => socket.Connection.FrameAsync(text, half: stage == Stage.LoginHalfAnswered));
        }

        if (used)
            await TakeOneAsync(socket);
        if (stage == Stage.FrameArrived)
        {
            if (await socket.Connection.ArrivedAsync())
                socket.Venue.Server.CountDelivery();
        }
        else if (stage > Stage.FrameArrived)
        {
            var frame = await socket.ReadAsync();
            if (stage >= Stage.ReceiptHalf)
                await socket.ReceiptAsync(frame, half: stage == Stage.ReceiptHalf);
            if (stage == Stage.ResultHalf)
                await socket.ResultAsync(frame, half: true);
        }

        if (reset)
            socket.Connection.Reset();
        else
            socket.Connection.Close();
    }

    private static async Task TakeOneAsync(OrderSocket socket)
    {
        JsonElement frame = await socket.ReadAsync();
        await socket.ReceiptAsync(frame);
        await socket.ResultAsync(frame);
    }
}
