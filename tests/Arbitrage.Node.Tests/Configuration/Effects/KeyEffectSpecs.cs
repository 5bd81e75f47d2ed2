using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Tests.Configuration.Effects;

/// <summary>Every key that is read changes something, and every key that changes nothing yet is in the README's second table.</summary>
public class KeyEffectSpecs
{
    private static readonly IReadOnlyDictionary<string, KeyEffect> Effects =
        StrategyEffects.All.Concat(AccountEffects.All).Concat(NodeEffects.All).ToDictionary(e => e.Key);

    public static TheoryData<string> Keys { get; } = [.. Effects.Keys];

    public static TheoryData<string> StrategyKeyNames { get; } = [.. StrategyKeys.All.Select(k => k.Name)];

    private static IEnumerable<string> KeysRead => NodeKeys.All.Select(k => k.Name)
        .Concat(StrategyKeys.All.Select(k => KeyTable.StrategyPrefix + k.Name)).Concat(KeyTable.SymbolKeys.Select(k => "strategies[]." + k.Name));

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_key_changes_what_its_reader_does(string key)
    {
        var effect = Effects[key];

        Assert.Equal((effect.Then, effect.Now), (await effect.SeeUsual(), await effect.SeeChanged()));
    }

    [Fact]
    public void Every_key_has_an_effect_here_or_is_in_the_table_of_those_that_are_not_read_yet()
    {
        Assert.Empty(KeysRead.Except(Effects.Keys));
        Assert.Empty(Effects.Keys.Except(KeysRead));
        Assert.Empty(Effects.Keys.Intersect(KeyTable.KeysNotReadYet.Select(k => k.Name)));
        Assert.All(Effects.Values, e => Assert.NotEqual(e.Then, e.Now));
    }

    [Theory]
    [MemberData(nameof(StrategyKeyNames))]
    public void A_key_of_all_symbols_may_be_given_for_one(string name)
    {
        var changed = Effects[KeyTable.StrategyPrefix + name].Changed;
        const string symbol = "strategies:\n  - symbol: COIN_USDT\n    gate_spot: A\n    gate_futures: A\n    mexc_spot: A\n";

        var forAll = ConfigurationReaderSpecs.Read(Lenient, symbol, KeyEffect.Nested(KeyTable.StrategyPrefix + name, changed));
        var forOne = ConfigurationReaderSpecs.Read(Lenient, symbol + KeyEffect.Nested(name, changed).Insert(0, "    ").ReplaceLineEndings("\n    "));

        Assert.Equal(KeyEffect.StrategyOf(forAll), KeyEffect.StrategyOf(forOne));
        Assert.NotEqual(KeyEffect.StrategyOf(ConfigurationReaderSpecs.Read(Lenient, symbol)), KeyEffect.StrategyOf(forOne));
        Assert.Equal(StrategyScript.Coin, KeyEffect.StrategyOf(forOne).Symbol);
    }

    // Wide enough that no changed value contradicts another key.
    private const string Lenient = "strategy: {delta_neutral: {arbitrage_entry_threshold_pct: 0.9}}";
}
