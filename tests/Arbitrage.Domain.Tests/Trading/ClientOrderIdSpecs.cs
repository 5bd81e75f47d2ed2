using Arbitrage.Domain.Trading;
using CsCheck;

namespace Arbitrage.Domain.Tests.Trading;

public class ClientOrderIdSpecs
{
    [Fact]
    public void The_format_is_permanent() =>
        Assert.Equal("a0-mlcjqutq-7ps-b", ClientOrderId.For(0, ClientOrderId.StrategyTag("strategy-btc_usdt"), 10_000, 'b').Text);

    [Fact]
    public void Every_id_we_make_is_short_enough_and_recognised_as_ours() =>
        Gen.Select(Gen.Int[0, 1295], Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.Long[1, 78_364_164_095], Gen.Char['a', 'z'])
            .Sample((generation, key, intent, letter) =>
            {
                var id = ClientOrderId.For(generation, ClientOrderId.StrategyTag(key), intent, letter);
                return id.Text.Length <= ClientOrderId.MaxLength && ClientOrderId.TryParse(id.Text, out var same) && same == id;
            });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("apiv4")]
    [InlineData("a0-abcdefgh-1-")]
    [InlineData("a0-abcdefgh-1-A")]
    [InlineData("a0-abcdefg1-1-a")]
    [InlineData("b0-abcdefgh-1-a")]
    [InlineData("a0-abcdefgh--a")]
    [InlineData("a0-abcdefgh-1-a-b")]
    [InlineData("t-a0-abcdefgh-1-a")]
    public void Anything_else_is_foreign(string? text) => Assert.False(ClientOrderId.TryParse(text, out _));

    [Fact]
    public void A_later_generation_is_a_later_epoch_whatever_the_sequence() => Assert.True(new Epoch(1, 1) > new Epoch(0, 99));
}
