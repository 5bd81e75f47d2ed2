using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Actors.Tests.Connection;

/// <summary>The last look before the first byte: everything that may have changed since the claim, by the later of two clocks.</summary>
public class LastLookSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly ClockReading Clock = new(TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(100));
    private readonly TwoClocks _time = new();
    private readonly KillLatch _latch = new();
    private readonly LastLook _look;

    public LastLookSpecs()
    {
        _look = new(_time, _latch);
        _latch.Set(new(0, false, []));
        _look.Knows(ConnectionState.Empty);
        _look.Measured();
    }

    [Fact]
    public void A_young_order_of_a_living_incarnation_passes() => Assert.Null(_look.At(Order(), Clock));

    [Fact]
    public void Nothing_passes_after_the_incarnation_has_ended()
    {
        _look.End();

        Assert.Equal(RefusalReason.NotReady, _look.At(Order(), Clock));
        Assert.Equal(RefusalReason.NotReady, _look.At(Order(RiskClass.Reducing), Clock));
    }

    [Fact]
    public void An_order_of_an_older_incarnation_of_the_strategy_does_not_pass()
    {
        _look.Knows(ConnectionState.Empty with
        {
            Symbols = ConnectionState.Empty.Symbols.Add(Btc, SymbolProgress.None with { Epoch = new(0, 9) }),
        });

        Assert.Equal(RefusalReason.OldEpoch, _look.At(Order(), Clock));
    }

    [Fact]
    public void Not_after_is_venue_time_and_the_bound_counts_against_us()
    {
        var order = Order() with { NotAfter = _time.Wall + Clock.Offset + Clock.ErrorBound };

        Assert.Null(_look.At(order, Clock));
        Assert.Equal(RefusalReason.Expired, _look.At(order with { NotAfter = order.NotAfter.AddTicks(-1) }, Clock));
    }

    [Fact]
    public void A_wall_clock_that_was_set_back_does_not_make_an_order_young()
    {
        var order = Order();
        _time.Wall -= TimeSpan.FromHours(1);
        Assert.Null(_look.At(order, Clock));

        _time.Monotonic += TimeSpan.FromSeconds(2);

        Assert.Equal(RefusalReason.Expired, _look.At(order, Clock));
    }

    [Fact]
    public void A_process_that_was_paused_sees_the_wall_clock()
    {
        var order = Order();
        _time.Wall += TimeSpan.FromSeconds(2); // a suspended machine: the monotonic clock stood still

        Assert.Equal(RefusalReason.Expired, _look.At(order, Clock));
    }

    [Fact]
    public void An_order_that_adds_risk_needs_a_living_lease()
    {
        Assert.Equal(RefusalReason.Lease, _look.At(Order() with { Lease = null }, Clock));
        Assert.Equal(RefusalReason.Lease, _look.At(Order() with { Lease = new(1, default, _time.Wall) }, Clock));
        Assert.Null(_look.At(Order(RiskClass.Reducing) with { Lease = null }, Clock));
    }

    [Fact]
    public void A_latched_node_sends_reducing_orders_only()
    {
        _latch.Kill(RiskScope.Of(Btc), TradingMode.Reducing);

        Assert.Equal(RefusalReason.Killed, _look.At(Order(), Clock));
        Assert.Null(_look.At(Order(RiskClass.Reducing), Clock));
    }

    [Fact]
    public void A_venue_that_is_latched_stops_what_adds_risk_there()
    {
        _latch.Set(new(9, false, [], [Venue.MexcSpot]));
        Assert.Null(_look.At(Order(), Clock));

        _latch.Set(new(10, false, [], [Venue.GateSpot]));

        Assert.Equal(RefusalReason.Killed, _look.At(Order(), Clock));
        Assert.Null(_look.At(Order(RiskClass.Reducing), Clock));
    }

    private OrderIntent Order(RiskClass risk = RiskClass.AddsRisk) => new(
        ClientOrderId.For(0, "abcdefgh", 1, 'a'), Venue.GateSpot, Btc, new(0, 1), Side.Buy, OrderKind.ImmediateOrCancel, new Quantity(1m),
        new Price(100m), false, risk, _time.Wall + Clock.Offset + TimeSpan.FromSeconds(1.5), new(1, default, _time.Wall.AddSeconds(5)));

    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Wall { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public TimeSpan Monotonic { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Monotonic.Ticks;
    }
}
