using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Public;

public class InstrumentSpecs
{
    // The exchange sheets' samples.
    private const string Pair =
        """{"id":"BTC_USDT","base":"BTC","quote":"USDT","fee":"0.2","min_base_amount":"0.00001","min_quote_amount":"3","max_quote_amount":"5000000","amount_precision":6,"precision":1,"trade_status":"tradable","sell_start":1516378650,"buy_start":1516378650,"delisting_time":0,"type":"normal","st_tag":false,"up_rate":"0.05","down_rate":"0.02","slippage":"0.05"}""";

    private const string Contract =
        """{"name":"BTC_USDT","type":"direct","quanto_multiplier":"0.0001","mark_price":"60010.2","maker_fee_rate":"0.0002","taker_fee_rate":"0.0005","order_price_round":"0.1","mark_price_round":"0.01","order_size_min":"1","order_size_max":"1000000","order_price_deviate":"0.5","in_delisting":false,"status":"trading","enable_decimal":false}""";

    private const string Row =
        """{"symbol":"BTCUSDT","status":"1","baseAsset":"BTC","baseAssetPrecision":8,"quoteAsset":"USDT","quotePrecision":2,"quoteAssetPrecision":2,"orderTypes":["LIMIT","MARKET","LIMIT_MAKER"],"isSpotTradingAllowed":true,"quoteAmountPrecision":"1","baseSizePrecision":"0.000001","permissions":["SPOT"],"filters":[],"makerCommission":"0","takerCommission":"0.0005","tradeSideType":1}""";

    private static readonly SymbolName GateName = new(new Symbol("BTC_USDT"), "BTC_USDT");
    private static readonly SymbolName MexcName = new(new Symbol("BTC_USDT"), "BTCUSDT");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    [Fact]
    public void A_gate_pair_counts_places_for_its_steps_and_percent_for_its_fee() => Assert.Equal(
        new Instrument(
            Venue.GateSpot, GateName.Symbol, "BTC_USDT", new Price(0.1m), new Quantity(0.000001m), new Quantity(0.00001m), new Notional(3m),
            Quantity.Zero, new Rate(0.02m), Quantity.Zero, new Rate(0.002m), new Rate(0.002m), Tradable: true),
        GateInstruments.MapSpot(GateName, Json(Pair), Now));

    [Theory]
    [InlineData("\"tradable\"", "\"buyable\"", false)]
    [InlineData("\"tradable\"", "\"untradable\"", false)]
    [InlineData("\"delisting_time\":0", "\"delisting_time\":1789999999", false)]
    [InlineData("\"delisting_time\":0", "\"delisting_time\":1790000001", true)]
    [InlineData("\"up_rate\":\"0.05\",", "\"max_base_amount\":null,", true)]
    public void A_gate_pair_is_tradable_both_ways_and_not_delisted_or_not_at_all(string from, string to, bool expected) =>
        Assert.Equal(expected, GateInstruments.MapSpot(GateName, Json(Pair.Replace(from, to, StringComparison.Ordinal)), Now).Tradable);

    [Fact]
    public void A_contract_is_told_in_base_units() => Assert.Equal(
        new Instrument(
            Venue.GateFutures, GateName.Symbol, "BTC_USDT", new Price(0.1m), new Quantity(0.0001m), new Quantity(0.0001m), Notional.Zero,
            new Quantity(100m), new Rate(0.5m), new Quantity(0.0001m), new Rate(0.0002m), new Rate(0.0005m), Tradable: true),
        GateInstruments.MapFutures(GateName, Json(Contract)));

    [Fact]
    public void Contract_sizes_may_be_numbers_and_a_fractional_minimum_is_one_whole_contract()
    {
        var contract = Contract.Replace("\"order_size_min\":\"1\"", "\"order_size_min\":0.1", StringComparison.Ordinal)
            .Replace("\"order_size_max\":\"1000000\"", "\"order_size_max\":2500.5", StringComparison.Ordinal);
        var instrument = GateInstruments.MapFutures(GateName, Json(contract));
        Assert.Equal((new Quantity(0.0001m), new Quantity(0.25m)), (instrument.MinQuantity, instrument.MaxQuantity));
    }

    [Theory]
    [InlineData("\"in_delisting\":false", "\"in_delisting\":true")]
    [InlineData("\"status\":\"trading\"", "\"status\":\"circuit_breaker\"")]
    [InlineData("\"status\":\"trading\"", "\"status\":\"prelaunch\"")]
    public void A_contract_that_does_not_trade_freely_is_not_tradable(string from, string to) =>
        Assert.False(GateInstruments.MapFutures(GateName, Json(Contract.Replace(from, to, StringComparison.Ordinal))).Tradable);

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("null")]
    public void A_contract_that_is_not_counted_in_base_is_refused(string multiplier) => Assert.Throws<VenueException>(
        () => GateInstruments.MapFutures(GateName, Json(Contract.Replace("\"0.0001\"", multiplier, StringComparison.Ordinal))));

    [Fact]
    public void Mexc_minima_are_hidden_in_fields_called_precision() => Assert.Equal(
        new Instrument(
            Venue.MexcSpot, MexcName.Symbol, "BTCUSDT", new Price(0.01m), new Quantity(0.00000001m), new Quantity(0.000001m), new Notional(1m),
            Quantity.Zero, Rate.Zero, Quantity.Zero, Rate.Zero, new Rate(0.0005m), Tradable: true),
        MexcInstruments.Map(MexcName, Json(Row)));

    [Theory]
    [InlineData("\"isSpotTradingAllowed\":true", "\"isSpotTradingAllowed\":false", false)]
    [InlineData("\"status\":\"1\"", "\"status\":\"2\"", false)]
    [InlineData("\"tradeSideType\":1", "\"tradeSideType\":2", false)]
    [InlineData("\"tradeSideType\":1", "\"tradeSideType\":\"3\"", false)]
    [InlineData("\"tradeSideType\":1", "\"tradeSideType\":\"1\"", true)]
    public void A_mexc_symbol_is_tradable_by_flag_status_and_side(string from, string to, bool expected) =>
        Assert.Equal(expected, MexcInstruments.Map(MexcName, Json(Row.Replace(from, to, StringComparison.Ordinal))).Tradable);

    [Fact]
    public void A_percent_price_filter_is_the_largest_deviation()
    {
        var row = Row.Replace(
            "\"filters\":[]",
            "\"filters\":[{\"filterType\":\"PERCENT_PRICE_BY_SIDE\",\"bidMultiplierUp\":\"1.2\",\"askMultiplierDown\":\"0.9\"}]",
            StringComparison.Ordinal);
        Assert.Equal(new Rate(0.1m), MexcInstruments.Map(MexcName, Json(row)).MaxPriceDeviation);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
