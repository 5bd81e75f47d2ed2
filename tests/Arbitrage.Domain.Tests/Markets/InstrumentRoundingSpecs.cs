using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using CsCheck;

namespace Arbitrage.Domain.Tests.Markets;

public sealed class InstrumentRoundingSpecs
{
    private static readonly Symbol Btc = new("BTC_USDT");

    private static readonly Instrument Spot = new(
        Venue.GateSpot, Btc, "BTC_USDT", new(0.1m), new(0.00001m), new(0.0001m), new(3m), new(10m), default, default,
        default, new(0.001m), Tradable: true);

    private static readonly Instrument Perpetual = new(
        Venue.GateFutures, Btc, "BTC_USDT", new(0.1m), new(0.0001m), new(0.0001m), default, default, default, new(0.0001m),
        default, new(0.0005m), Tradable: true);

    [Theory]
    [InlineData("0.00012345", "0.00012", "0.00013")]
    [InlineData("0.00012", "0.00012", "0.00012")]
    [InlineData("0", "0", "0")]
    [InlineData("0.000001", "0", "0.00001")]
    public void Sizes_round_to_lots_in_the_named_direction(string size, string down, string up)
    {
        Assert.Equal(decimal.Parse(down), Spot.RoundDownToLot(new(decimal.Parse(size))).Value);
        Assert.Equal(decimal.Parse(up), Spot.RoundUpToLot(new(decimal.Parse(size))).Value);
    }

    [Theory]
    [InlineData("60000.19", "60000.1", "60000.2")]
    [InlineData("60000.1", "60000.1", "60000.1")]
    [InlineData("0.01", "0", "0.1")]
    public void Prices_round_to_ticks_in_the_named_direction(string price, string down, string up)
    {
        Assert.Equal(decimal.Parse(down), Spot.RoundDownToTick(new(decimal.Parse(price))).Value);
        Assert.Equal(decimal.Parse(up), Spot.RoundUpToTick(new(decimal.Parse(price))).Value);
    }

    [Theory]
    [InlineData("0.00025", 2, 3)]
    [InlineData("-0.00025", -2, -3)]
    [InlineData("0.0003", 3, 3)]
    [InlineData("0", 0, 0)]
    public void Contracts_round_towards_or_away_from_zero(string size, long down, long up)
    {
        Assert.Equal(down, Perpetual.ToContractsDown(new(decimal.Parse(size))).Value);
        Assert.Equal(up, Perpetual.ToContractsUp(new(decimal.Parse(size))).Value);
    }

    [Fact]
    public void A_negative_size_is_not_rounded() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Spot.RoundDownToLot(new(-1m)));

    [Fact]
    public void Contracts_exist_only_on_perpetuals_and_exactly_means_exactly()
    {
        Assert.Throws<InvalidOperationException>(() => Spot.ToContractsDown(new(1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Perpetual.ToContractsExactly(new(0.00015m)));
        Assert.Equal(new Contracts(-15), Perpetual.ToContractsExactly(new(-0.0015m)));
        Assert.Equal(new Quantity(-0.0015m), Perpetual.ToBase(new(-15)));
    }

    [Theory]
    [InlineData("0.001", "60000", null)]
    [InlineData("0", "60000", "not above zero")]
    [InlineData("-1", "60000", "not above zero")]
    [InlineData("0.001", "0", "no price")]
    [InlineData("0.000105", "60000", "lot")]
    [InlineData("0.001", "60000.05", "tick")]
    [InlineData("0.00009", "60000", "minimum 0.0001")]
    [InlineData("10.00001", "60000", "maximum")]
    [InlineData("0.0001", "29999.9", "below the minimum 3")]
    [InlineData("0.0001", "30000", null)]
    public void Illegal_orders_are_told_which_rule_they_break(string size, string price, string? reason)
    {
        var why = Spot.WhyIllegal(new(decimal.Parse(size)), new(decimal.Parse(price)));

        if (reason is null)
            Assert.Null(why);
        else
            Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Equal(reason is null, Spot.IsLegal(new(decimal.Parse(size)), new(decimal.Parse(price))));
    }

    [Fact]
    public void Nothing_is_legal_on_a_suspended_symbol() =>
        Assert.Contains("not tradable", (Spot with { Tradable = false }).WhyIllegal(new(0.001m), new(60000m))!, StringComparison.Ordinal);

    [Fact]
    public void Rounding_encloses_the_value_within_one_step() =>
        Gen.Select(Gen.Long[0, 1_000_000_000_000], Gen.Int[0, 9], Gen.Long[1, 1_000_000], Gen.Int[0, 9]).Sample(
            (digits, scale, stepDigits, stepScale) =>
            {
                var (value, step) = (digits * Pow(-scale), stepDigits * Pow(-stepScale));
                var instrument = Spot with { Lot = new(step) };

                var (down, up) = (instrument.RoundDownToLot(new(value)).Value, instrument.RoundUpToLot(new(value)).Value);

                return down <= value && value <= up && (up == down ? value == down : up - down == step)
                    && down % step == 0m && up % step == 0m;
            });

    private static decimal Pow(int exponent)
    {
        var value = 1m;
        for (; exponent < 0; exponent++)
            value *= 0.1m;
        return value;
    }
}
