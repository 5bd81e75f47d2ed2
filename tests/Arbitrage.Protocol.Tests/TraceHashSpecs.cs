using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Trading;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Hashing;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tests;

/// <summary>Same journals, same hash, whenever and in whatever interleaving they were written; anything else, another hash.</summary>
public class TraceHashSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_time_of_day_does_not_count() => Assert.Equal(HashOf(("a", 1, Set("x", Noon))), HashOf(("a", 1, Set("x", Noon.AddDays(1)))));

    [Fact]
    public void Interleaving_of_actors_does_not_count() => Assert.Equal(
        HashOf(("a", 1, Set("x", Noon)), ("b", 1, Set("y", Noon)), ("a", 2, Set("z", Noon))),
        HashOf(("b", 1, Set("y", Noon)), ("a", 1, Set("x", Noon)), ("a", 2, Set("z", Noon))));

    [Fact]
    public void Content_order_and_actor_count()
    {
        string[] hashes =
        [
            HashOf(),
            HashOf(("a", 1, Set("x", Noon))),
            HashOf(("b", 1, Set("x", Noon))),
            HashOf(("a", 1, Set("y", Noon))),
            HashOf(("a", 1, Set("x", Noon)), ("a", 2, Set("y", Noon))),
            HashOf(("a", 1, Set("y", Noon)), ("a", 2, Set("x", Noon))),
            HashOf(("a", 1, Set("x", Noon)), ("b", 1, Set("y", Noon))),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Events_that_differ_only_in_kind_differ() => Assert.NotEqual(
        HashOf(("a", 1, new RiskGuardEvent.IncarnationStarted(new(0, 1), Noon))),
        HashOf(("a", 1, new RiskGuardEvent.LeaseClosed(1, Btc, default, default))));

    [Fact]
    public void A_missing_or_repeated_number_is_refused()
    {
        using var trace = new TraceHash(TradingWire.Schema);
        trace.Append("a", 1, Set("x", Noon));

        Assert.Throws<ArgumentOutOfRangeException>(() => trace.Append("a", 3, Set("x", Noon)));
        Assert.Throws<ArgumentOutOfRangeException>(() => trace.Append("a", 1, Set("x", Noon)));
    }

    [Fact]
    public void The_hash_may_be_read_while_appending_goes_on()
    {
        using var trace = new TraceHash(TradingWire.Schema);
        trace.Append("a", 1, Set("x", Noon));
        Assert.Equal(HashOf(("a", 1, Set("x", Noon))), trace.Compute());
        trace.Append("a", 2, Set("y", Noon));

        Assert.Equal(HashOf(("a", 1, Set("x", Noon)), ("a", 2, Set("y", Noon))), trace.Compute());
    }

    [Fact]
    public void A_snapshot_gives_back_the_state_it_was_made_of()
    {
        var snapshot = StateSnapshot.Of(TradingWire.Schema, "risk-guard", 17, RiskGuardState.Empty);

        Assert.Equal("rk.state/1", snapshot.Manifest);
        Assert.Equal(
            TradingWire.Schema.ToBytes(RiskGuardState.Empty),
            TradingWire.Schema.ToBytes(snapshot.Unpack(TradingWire.Schema, "risk-guard")));
    }

    [Fact]
    public void A_snapshot_with_one_altered_bit_number_or_owner_is_refused()
    {
        var snapshot = StateSnapshot.Of(TradingWire.Schema, "risk-guard", 17, RiskGuardState.Empty);

        Assert.Throws<WireException>(() => (snapshot with { State = snapshot.State.SetItem(0, (byte)(snapshot.State[0] ^ 1)) })
            .Unpack(TradingWire.Schema, "risk-guard"));
        Assert.Throws<WireException>(() => (snapshot with { Sequence = 18 }).Unpack(TradingWire.Schema, "risk-guard"));
        Assert.Throws<WireException>(() => snapshot.Unpack(TradingWire.Schema, "strategy-btc_usdt"));
    }

    private static RiskGuardEvent Set(string reason, DateTimeOffset at) => new RiskGuardEvent.ModeSet(Btc, TradingMode.Halted, "test", reason, at);

    private static string HashOf(params (string Id, long Sequence, RiskGuardEvent Event)[] events)
    {
        using var trace = new TraceHash(TradingWire.Schema);
        foreach (var (id, sequence, happened) in events)
            trace.Append(id, sequence, happened);
        return trace.Compute();
    }
}
