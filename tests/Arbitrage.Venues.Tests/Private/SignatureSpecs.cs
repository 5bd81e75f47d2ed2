using System.Text;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Signatures against worked examples that two independent implementations agree on, and against the venues' own vectors.</summary>
public class SignatureSpecs
{
    private static readonly GateSigner Gate = new(Accounts.Key(Domain.Markets.Venue.GateSpot));
    private static readonly MexcSigner Mexc = new(Accounts.Key(Domain.Markets.Venue.MexcSpot));

    [Fact]
    public void Gate_signs_a_read_with_the_hash_of_nothing() => Assert.Equal(
        "330ade2125eaa85de164a263bf09956c259da1943efcc0f9da4c57218fb498c539ce09418720ac8240bd3539cd2e1ed9b3973a2a4a2533c07c391d54c0b58ded",
        Gate.Rest("GET", "/api/v4/spot/orders", "currency_pair=BTC_USDT&status=open", [], "1790000000"));

    [Theory]
    [InlineData(
        "/api/v4/spot/orders",
        """{"text":"t-arb-1","currency_pair":"BTC_USDT","type":"limit","account":"spot","side":"buy","amount":"0.001","price":"60000","time_in_force":"ioc"}""",
        "a4c3ec51a40a8ed63670d81c3b1c26a2b4203cc19eccc5058611ea3e6c8fbb5656a77af8d1e140c8a6f8049d7fb06e8d5805b6a0ab810891f95814c4e6c09dd7")]
    [InlineData(
        "/api/v4/futures/usdt/orders",
        """{"contract":"BTC_USDT","size":-10,"price":"60000","tif":"ioc","text":"t-arb-1","reduce_only":false}""",
        "025d856cef9edffd87a8f3981c0bf59ecbc45b6e082fa0aa2fd1fb9ae58e7eda44d879aa3945f743ea1ea8d5bcf1cb7ff139688122922760e1c7d6bce7a1aa7a")]
    public void Gate_signs_an_order_with_the_hash_of_its_bytes(string path, string body, string sign) =>
        Assert.Equal(sign, Gate.Rest("POST", path, "", Encoding.UTF8.GetBytes(body), "1790000000"));

    [Theory]
    [InlineData(
        "spot.orders",
        "5ac1928e3965403c4223832b97f4cf78ba79497c14be63eb2219903276d508658c121752bab616e023ccd472f219e5c3432680203065a56d994d370b7ec3bbfc")]
    [InlineData(
        "futures.orders",
        "b147f6977c9fe03feebce6df8062b3ab47288188d906839584364e445cfbf306b2fb88c8345049d7311e8095ff1ba92b53dcf47dd57a5abe384745f8dba228e1")]
    public void Gate_signs_a_subscription(string channel, string sign) =>
        Assert.Equal(sign, Gate.Subscription(channel, "subscribe", 1_790_000_000));

    [Theory]
    [InlineData(
        "spot.login",
        "bb3ef7c114005f3511e49d374d05bb7aece526c4430f9502484397f1adcb0a83bf086ba379d8e5c81287c2a3eb0bc841855e89161078159ab9e6a8213b1be247")]
    [InlineData(
        "futures.login",
        "a17aad74f0ee2e05c48ae9c4f183a8191d6bad6a889f2e65dfcdda0c2c031ab141c440b4230713626a3f365edf11147ef9cf912a529afe3ac85b2d2844fc51be")]
    public void Gate_signs_a_login_to_the_order_socket(string channel, string sign) =>
        Assert.Equal(sign, Gate.Login(channel, 1_790_000_000));

    [Fact]
    public void Gate_agrees_with_the_vector_in_its_documentation() => Assert.StartsWith(
        "55f84ea195d6fe57",
        new GateSigner(new(new("key"), new("secret"))).Rest(
            "GET", "/api/v4/futures/orders", "contract=BTC_USD&status=finished&limit=50", [], "1541993715"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.001&price=60000&newClientOrderId=arb-1&recvWindow=5000&timestamp=1790000000000",
        "86afa2ebb41a84a39241f12bddaa3237e69423107435713598eba6d76cf9a8de")]
    [InlineData("recvWindow=5000&timestamp=1790000000000", "0a2eaec0bee63e8a53444f3b63038e9ebe5be156af673afb6d9a11a77bd66855")]
    public void Mexc_signs_the_query_as_it_is_sent(string query, string sign) => Assert.Equal(sign, Mexc.Sign(query));
}
