using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>
/// Round trip of an order that ends unfilled, ours beside the floor, one after the other on the same venue server: from the call to the venue's
/// answer, signature included.
/// </summary>
internal static class OrderFloor
{
    private const string Key = "floor-key";
    private const string Secret = "floor-secret";
    private const int WarmUp = 300;

    private static readonly Symbol Btc = new("BTC_USDT");

    public static async Task<IReadOnlyList<OrderResult>> RunAsync(int orders, TextWriter progress)
    {
        var (child, gate, mexc) = await ServerProcess.VenueServerAsync(Key, Secret);
        using var server = child;
        using var bare = new BareOrders(Key, Secret);
        await bare.LoginAsync(new($"ws://{gate.Authority}/ws/v4/"));
        var gateOptions = new VenueOptions
        {
            Rest = new(gate, "/api/v4"),
            Socket = new($"ws://{gate.Authority}/ws/v4/"),
            Key = new(new(Key), new(Secret)),
        };
        var mexcOptions = gateOptions with { Rest = mexc, Socket = new($"ws://{mexc.Authority}/ws") };
        return
        [
            await MeasureAsync("gate_spot REST", Venue.GateSpot, gateOptions, id => bare.GateAsync(gate, id), orders, progress),
            await MeasureAsync(
                "gate_spot socket", Venue.GateSpot, gateOptions with { OrderDoor = OrderDoor.Socket }, bare.GateSocketAsync, orders, progress),
            await MeasureAsync("mexc_spot REST", Venue.MexcSpot, mexcOptions, id => bare.MexcAsync(mexc, id), orders, progress),
        ];
    }

    private static async Task<OrderResult> MeasureAsync(
        string name, Venue venue, VenueOptions options, Func<string, Task<string>> floor, int orders, TextWriter progress)
    {
        var rules = await VenueAccess.CreateInstrumentSource(venue, options, TimeProvider.System).ReadInstrumentsAsync(
            [new(Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT")], CancellationToken.None);
        var gateway = VenueAccess.CreateTradingGateway(venue, options, rules, TimeProvider.System, NullLogger.Instance);
        using var end = gateway as IDisposable;
        while (gateway is IOrderDoor door && door.Door != options.OrderDoor)
            await Task.Delay(10);
        var (ours, bare) = (new LongHistogram(TimeSpan.FromMinutes(1).Ticks * 100, 3), new LongHistogram(TimeSpan.FromMinutes(1).Ticks * 100, 3));
        for (var i = -WarmUp; i < orders; i++)
        {
            if ((i & 1) == 0)
            {
                await OursAsync(i);
                await FloorAsync(i);
            }
            else
            {
                await FloorAsync(i);
                await OursAsync(i);
            }
        }

        progress.WriteLine($"  {name}: {orders} orders each");
        return new(name, ours, bare);

        async Task OursAsync(int i)
        {
            var id = Id(venue, 2 * (i + WarmUp) + 1);
            var intent = new OrderIntent(
                id, venue, Btc, new(0, 1), Side.Buy, OrderKind.ImmediateOrCancel, new(0.001m), new(10_000m), false, RiskClass.AddsRisk,
                TimeProvider.System.GetUtcNow().AddSeconds(2), null);
            var began = Stopwatch.GetTimestamp();
            var outcome = await gateway.CreateAsync(intent, default, static () => null, CancellationToken.None);
            if (outcome is not CreateOutcome.Accepted)
                throw new InvalidOperationException($"{name}: {outcome}");
            Record(ours, i, began);
        }

        async Task FloorAsync(int i)
        {
            var id = Id(venue, 2 * (i + WarmUp) + 2);
            var began = Stopwatch.GetTimestamp();
            await floor(id.Text);
            Record(bare, i, began);
        }
    }

    private static ClientOrderId Id(Venue venue, long number) => ClientOrderId.For((int)venue, "abcdefgh", number, 'a');

    private static void Record(LongHistogram into, int i, long began)
    {
        if (i >= 0)
            into.RecordValue(Stopwatch.GetElapsedTime(began).Ticks * 100);
    }
}

/// <summary>Round trips in nanoseconds.</summary>
/// <param name="Door">Venue and way.</param>
/// <param name="Ours">Through the gateway.</param>
/// <param name="Floor">Bare.</param>
internal sealed record OrderResult(string Door, LongHistogram Ours, LongHistogram Floor)
{
    /// <summary>Ours over floor, at the median.</summary>
    public double Ratio => (double)Ours.GetValueAtPercentile(50) / Floor.GetValueAtPercentile(50);
}
