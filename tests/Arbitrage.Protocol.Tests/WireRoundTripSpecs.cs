using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Tests.Samples;
using Arbitrage.Protocol.Wire;
using CsCheck;

namespace Arbitrage.Protocol.Tests;

/// <summary>Every type that is journaled or sent comes back as it was, whatever it holds.</summary>
public class WireRoundTripSpecs
{
    private static readonly WireSchema Schema = TradingWire.Schema;

    public static TheoryData<string> AllTypes => new(
        Schema.Manifests.Select(m => m.Type)
            .Concat(Schema.Unions.SelectMany(u => u.Value.Select(c => c.Case)))
            .Distinct().Select(t => t.FullName!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Every_type_comes_back_as_it_was(string name)
    {
        var type = TypeOf(name);
        Gen.Select(Gen.ULong, Gen.Int[0, 3], Gen.Bool).Sample(
            (seed, items, nulls) =>
            {
                var value = new Sample(seed, Schema.Unions) { Items = items, NullsWherePossible = nulls }.Of(type, type.Name)!;
                var bytes = Schema.ToBytes(value);
                var back = Schema.FromBytes(type, bytes);
                Assert.Equal(Sample.Describe(value), Sample.Describe(back));
                Assert.Equal(bytes, Schema.ToBytes(back));
            },
            iter: 40);
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Truncated_bytes_never_pass_for_a_whole_value(string name)
    {
        var type = TypeOf(name);
        var value = new Sample(7, Schema.Unions).Of(type, type.Name)!;
        var bytes = Schema.ToBytes(value);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 50))
        {
            object? back = null;
            var failure = Record.Exception(() => back = Schema.FromBytes(type, bytes.AsMemory(0, length)));
            if (failure is null)
                Assert.NotEqual(Sample.Describe(value), Sample.Describe(back));
            else
                Assert.True(failure is WireException or Google.Protobuf.InvalidProtocolBufferException, failure.ToString());
        }
    }

    [Fact]
    public void Equal_decimals_of_different_scale_are_equal_bytes()
    {
        Gen.Decimal.Sample(value =>
        {
            var (low, high, scaleAndSign) = DecimalCodec.Split(value);
            Assert.Equal(value, DecimalCodec.Join(low, high, scaleAndSign));
        });
        Assert.Equal(DecimalCodec.Split(1m), DecimalCodec.Split(1.0000m));
        Assert.Equal(DecimalCodec.Split(0m), DecimalCodec.Split(-0.00m));
        foreach (var edge in new[] { decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, -1m, 100m, 0.10m })
        {
            var (low, high, scaleAndSign) = DecimalCodec.Split(edge);
            Assert.Equal(edge, DecimalCodec.Join(low, high, scaleAndSign));
            Assert.True(scaleAndSign < 58);
        }
    }

    private static Type TypeOf(string name) =>
        typeof(Domain.Markets.Symbol).Assembly.GetType(name) ?? typeof(TradingWire).Assembly.GetType(name)!;
}
