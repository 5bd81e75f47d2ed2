using System.Globalization;
using Arbitrage.Domain.Markets;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Signatures that were worked out by hand pass; anything else is refused.</summary>
public sealed class SignatureSpecs
{
    private const string GateTime = "1790000000";
    private const string SpotOrder =
        """{"text":"t-arb-1","currency_pair":"BTC_USDT","type":"limit","account":"spot","side":"buy","amount":"0.001","price":"60000","time_in_force":"ioc"}""";

    private const string FuturesOrder =
        """{"contract":"BTC_USDT","size":-10,"price":"60000","tif":"ioc","text":"t-arb-1","reduce_only":false}""";

    private const string MexcOrder =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=0.001&price=60000&newClientOrderId=arb-1&recvWindow=5000&timestamp=1790000000000";

    [Theory]
    [InlineData("GET", "/spot/orders", "currency_pair=BTC_USDT&status=open", "", 200, "330ade2125eaa85de164a263bf09956c259da1943efcc0f9da4c57218fb498c539ce09418720ac8240bd3539cd2e1ed9b3973a2a4a2533c07c391d54c0b58ded")]
    [InlineData("POST", "/spot/orders", "", SpotOrder, 201, "a4c3ec51a40a8ed63670d81c3b1c26a2b4203cc19eccc5058611ea3e6c8fbb5656a77af8d1e140c8a6f8049d7fb06e8d5805b6a0ab810891f95814c4e6c09dd7")]
    [InlineData("POST", "/futures/usdt/orders", "", FuturesOrder, 201, "025d856cef9edffd87a8f3981c0bf59ecbc45b6e082fa0aa2fd1fb9ae58e7eda44d879aa3945f743ea1ea8d5bcf1cb7ff139688122922760e1c7d6bce7a1aa7a")]
    public async Task Gate_accepts_the_worked_examples(string method, string path, string query, string body, int status, string sign)
    {
        await using var venues = await TestVenues.StartAsync(clock: At1790000000());

        var reply = await venues.GateAsync(method, path, query, body, TestVenues.Key, GateTime, sign);

        Assert.True(reply.Status == status, $"{reply}");
    }

    [Fact]
    public async Task Gate_refuses_a_signature_of_another_body_and_executes_nothing()
    {
        await using var venues = await TestVenues.StartAsync(clock: At1790000000());
        var sign = venues.Hmac512("something else");

        var (status, body) = await venues.GateAsync("POST", "/spot/orders", "", SpotOrder, TestVenues.Key, GateTime, sign);

        Assert.Equal((401, "INVALID_SIGNATURE"), (status, body.GetProperty("label").GetString()));
        Assert.Empty(venues.Model(Venue.GateSpot).Trades());
    }

    [Theory]
    [InlineData("other-key", "1790000000", "INVALID_KEY")]
    [InlineData(TestVenues.Key, "1789999939", "REQUEST_EXPIRED")]
    [InlineData(TestVenues.Key, "1790000061", "REQUEST_EXPIRED")]
    public async Task Gate_refuses_foreign_keys_and_times_off_by_more_than_a_minute(string key, string time, string label)
    {
        await using var venues = await TestVenues.StartAsync(clock: At1790000000());
        var empty = Convert.ToHexStringLower(System.Security.Cryptography.SHA512.HashData([]));
        var sign = venues.Hmac512($"GET\n/api/v4/spot/accounts\n\n{empty}\n{time}");

        var (_, body) = await venues.GateAsync("GET", "/spot/accounts", "", "", key, time, sign);

        Assert.Equal(label, body.GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("/ws/v4/", "spot.orders", """["BTC_USDT"]""", "5ac1928e3965403c4223832b97f4cf78ba79497c14be63eb2219903276d508658c121752bab616e023ccd472f219e5c3432680203065a56d994d370b7ec3bbfc")]
    [InlineData("/v4/ws/usdt", "futures.orders", """["10000001","!all"]""", "b147f6977c9fe03feebce6df8062b3ab47288188d906839584364e445cfbf306b2fb88c8345049d7311e8095ff1ba92b53dcf47dd57a5abe384745f8dba228e1")]
    public async Task Gate_sockets_accept_the_worked_examples_and_refuse_others(string path, string channel, string payload, string sign)
    {
        await using var venues = await TestVenues.StartAsync(clock: At1790000000());
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, path));

        await socket.SendAsync(Frame(sign));
        var good = await socket.ReadJsonAsync(_ => true);
        await socket.SendAsync(Frame(sign.Replace('a', 'b')));
        var bad = await socket.ReadJsonAsync(_ => true);

        Assert.Equal("success", good.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal("fail", bad.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(4, bad.GetProperty("error").GetProperty("code").GetInt32());

        string Frame(string signature) =>
            $$$"""{"time":{{{GateTime}}},"id":1,"channel":"{{{channel}}}","event":"subscribe","payload":{{{payload}}},"auth":{"method":"api_key","KEY":"{{{TestVenues.Key}}}","SIGN":"{{{signature}}}"}}""";
    }

    [Theory]
    [InlineData("POST", "/order", MexcOrder, "86afa2ebb41a84a39241f12bddaa3237e69423107435713598eba6d76cf9a8de")]
    [InlineData("GET", "/account", "recvWindow=5000&timestamp=1790000000000", "0a2eaec0bee63e8a53444f3b63038e9ebe5be156af673afb6d9a11a77bd66855")]
    public async Task Mexc_accepts_the_worked_examples(string method, string path, string query, string signature)
    {
        await using var venues = await TestVenues.StartAsync("demo-mexc-secret-0001", At1790000000());

        var reply = await venues.MexcRawAsync(method, path, $"{query}&signature={signature}");

        Assert.True(reply.Status == 200, $"{reply}");
    }

    [Theory]
    [InlineData("recvWindow=5000&timestamp=1790000000000", "00", 700002)]
    [InlineData("recvWindow=5000&timestamp=1789999994999", null, 700003)]
    [InlineData("recvWindow=5000&timestamp=1790000001000", null, 700003)]
    [InlineData("recvWindow=60001&timestamp=1790000000000", null, 700005)]
    public async Task Mexc_refuses_other_signatures_and_times_outside_the_window(string query, string? signature, int code)
    {
        await using var venues = await TestVenues.StartAsync(clock: At1790000000());
        signature ??= Sign(query);

        var (status, body) = await venues.MexcRawAsync("GET", "/account", $"{query}&signature={signature}");

        Assert.Equal((400, code), (status, body.GetProperty("code").GetInt32()));
    }

    [Fact]
    public async Task Mexc_refuses_a_post_without_content_type()
    {
        await using var venues = await TestVenues.StartAsync("demo-mexc-secret-0001", At1790000000());

        var (_, body) = await venues.MexcRawAsync(
            "POST", "/order", $"{MexcOrder}&signature=86afa2ebb41a84a39241f12bddaa3237e69423107435713598eba6d76cf9a8de", contentType: null);

        Assert.Equal(700013, body.GetProperty("code").GetInt32());
        Assert.Empty(venues.Model(Venue.MexcSpot).Creates());
    }

    private static FakeTimeProvider At1790000000() =>
        new(DateTimeOffset.FromUnixTimeSeconds(long.Parse(GateTime, CultureInfo.InvariantCulture)));

    private static string Sign(string query) => Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(TestVenues.GateSecret), System.Text.Encoding.UTF8.GetBytes(query)));
}
