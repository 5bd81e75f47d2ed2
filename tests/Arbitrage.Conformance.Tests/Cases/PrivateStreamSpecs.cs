using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Own orders, fills, balances and positions by stream, against what reads tell.</summary>
public sealed class PrivateStreamSpecs(Servers servers) : IClassFixture<Servers>
{
    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task Orders_and_fills_are_told_as_the_reads_tell_them(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await using var stream = await StreamUnderTest.StartAsync(desk);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 4m, 10.2m);
        await Eventually.TrueAsync(() => stream.Sink.Trades.Sum(t => t.Quantity.Value) == 4m, "both fills");
        await Eventually.TrueAsync(() => stream.Sink.Orders.LastOrDefault() is { IsOpen: false }, "the end of the order");

        Assert.Equal(await desk.QueryAsync(intent, id), stream.Sink.Orders.Last());
        Assert.Equal(
            (await desk.TradesAsync()).OrderBy(t => t.Key, StringComparer.Ordinal).Select(Told),
            stream.Sink.Trades.OrderBy(t => t.Key, StringComparer.Ordinal).Select(Told));
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task A_resting_order_is_told_when_it_opens_fills_and_ends(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        await using var stream = await StreamUnderTest.StartAsync(desk);

        var (intent, id) = await desk.TakenAsync(Side.Buy, 2m, 9.5m, OrderKind.GoodTillCancelled);
        await Eventually.TrueAsync(() => stream.Sink.Orders.Any(o => o is { IsOpen: true, Filled.Value: 0m }), "open");
        venue.Show(run.Connector, desk.Symbol, [new(new(9.4m), new(1m))], [new(new(9.5m), new(0.5m))]);
        await Eventually.TrueAsync(() => stream.Sink.Orders.Any(o => o is { IsOpen: true, Filled.Value: 0.5m }), "a part filled");
        await desk.CancelAsync(intent, id);
        await Eventually.TrueAsync(() => stream.Sink.Orders.Any(o => o is { IsOpen: false, Filled.Value: 0.5m }), "cancelled");

        Assert.All(stream.Sink.Orders, o => Assert.Equal((intent.Id, id, desk.Symbol), (o.ClientId, o.VenueOrderId, o.Symbol)));
        Assert.True(Assert.Single(stream.Sink.Trades).Maker);
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task What_is_not_ours_is_told_as_foreign_and_what_moves_the_account_as_a_hint(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await using var stream = await StreamUnderTest.StartAsync(desk);

        var foreign = desk.Foreign(Side.Buy, 1m, 10.1m, OrderKind.ImmediateOrCancel);
        await Eventually.TrueAsync(() => !stream.Sink.Trades.IsEmpty && stream.Sink.Orders.Any(o => !o.IsOpen), "the foreign fill");
        await Eventually.TrueAsync(() => stream.Sink.Hints > 0, "the hint of the fill");
        var hints = stream.Sink.Hints;
        await desk.FaultAsync("transfer", new { asset = "USDT", amount = "1" });
        await Eventually.TrueAsync(() => stream.Sink.Hints > hints, "the hint of the transfer");

        Assert.Equal((null, foreign.Id), (stream.Sink.Trades.Single().Order, stream.Sink.Trades.Single().VenueOrderId));
        Assert.Equal(TradeCause.Foreign, stream.Sink.Trades.Single().Cause);
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task A_push_that_comes_twice_has_the_same_key_as_the_read(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await using var stream = await StreamUnderTest.StartAsync(desk);
        await desk.FaultAsync("duplicate_push", new { count = 20 });

        await desk.TakenAsync(Side.Buy, 4m, 10.2m);
        await Eventually.TrueAsync(() => stream.Sink.Trades.DistinctBy(t => t.Key).Count() == 2, "both fills");

        Assert.Equal(
            (await desk.TradesAsync()).Select(t => t.Key).Order(StringComparer.Ordinal),
            stream.Sink.Trades.Select(t => t.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task A_push_that_is_lost_is_still_in_the_reads(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await using var stream = await StreamUnderTest.StartAsync(desk);
        await desk.FaultAsync("stall_stream", new { milliseconds = 60_000 });

        var (intent, id) = await desk.TakenAsync(Side.Buy, 1m, 10.1m);

        Assert.Equal(1m, (await desk.QueryAsync(intent, id))!.Filled.Value);
        Assert.Equal(1m, (await desk.TradesAsync()).Sum(t => t.Quantity.Value));
        Assert.Empty(stream.Sink.Trades);
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.Trading)]
    public async Task A_lost_connection_is_told_and_made_again(Run run)
    {
        using var desk = Desk.Open(await servers.OfAsync(run), run);
        await using var stream = await StreamUnderTest.StartAsync(desk);

        await desk.FaultAsync("drop_sockets");
        await Eventually.TrueAsync(() => stream.Sink is { Downs: > 0, Ups: > 1 }, "down and up again");
        await desk.TakenAsync(Side.Buy, 1m, 10.1m);

        await Eventually.TrueAsync(() => stream.Sink.Trades.Sum(t => t.Quantity.Value) == 1m, "the fill after it");
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.ListenKey)]
    public async Task A_listen_key_is_ended_with_its_stream(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        await using (await StreamUnderTest.StartAsync(desk))
        {
        }

        Assert.Equal(0, (await venue.FaultAsync(new { kind = "listen_key_expiry" })).GetProperty("expired").GetInt32());
    }

    [Theory, EveryConnector(Capability.PrivateStream | Capability.ListenKey | Capability.Trading)]
    public async Task A_listen_key_that_died_is_replaced_when_it_is_to_be_kept_alive(Run run)
    {
        var venue = await servers.OfAsync(run);
        using var desk = Desk.Open(venue, run);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var stream = await StreamUnderTest.StartAsync(desk, time);

        Assert.InRange((await venue.FaultAsync(new { kind = "listen_key_expiry" })).GetProperty("expired").GetInt32(), 1, 60);
        // The clock of the stream runs fast: an hour at most, which is how long a key lives. The clock of the account is the venue's.
        for (var seconds = 0; seconds < 3_600 && stream.Sink.Ups < 2; seconds += 5)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }

        await Eventually.TrueAsync(() => stream.Sink.Ups > 1, "the stream is up with a new key");
        await desk.TakenAsync(Side.Buy, 1m, 10.1m);
        await Eventually.TrueAsync(() => stream.Sink.Trades.Sum(t => t.Quantity.Value) == 1m, "the fill by the new key");
    }

    private static (string Key, decimal Price, decimal Quantity, decimal Fee, Asset FeeAsset, ClientOrderId? Order, string VenueOrderId, bool Maker, Side Side)
        Told(AccountFact.Trade t) =>
        (t.Key, t.Price.Value, t.Quantity.Value, t.Fee, t.FeeAsset, t.Order, t.VenueOrderId, t.Maker, t.Side);
}
