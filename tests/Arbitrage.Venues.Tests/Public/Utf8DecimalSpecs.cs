using System.Globalization;
using System.Text;
using Arbitrage.Venues.Wire;
using CsCheck;

namespace Arbitrage.Venues.Tests.Public;

public class Utf8DecimalSpecs
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0.00000000", "0")]
    [InlineData("60000.10", "60000.1")]
    [InlineData("123456789012345678", "123456789012345678")]
    [InlineData("1234567890123456789.123456789", "1234567890123456789.123456789")]
    [InlineData("1E-8", "0.00000001")]
    [InlineData("2.5e3", "2500")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    public void Text_of_venues_is_read_exactly(string text, string expected) =>
        Assert.Equal(decimal.Parse(expected, CultureInfo.InvariantCulture), Utf8Decimal.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("99999999999999999999999999999999")]
    public void What_is_no_decimal_is_refused(string text) =>
        Assert.Throws<UnreadableException>(() => Utf8Decimal.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_decimal_survives_its_text_with_its_scale() => Gen.Decimal.Sample(value =>
        decimal.GetBits(Utf8Decimal.Parse(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture))))
            .AsSpan().SequenceEqual(decimal.GetBits(value == 0m ? Math.Abs(value) : value)));
}
