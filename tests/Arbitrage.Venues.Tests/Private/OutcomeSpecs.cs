using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>What a reply to a CREATE means: only a refusal that says so itself is a refusal.</summary>
public class OutcomeSpecs
{
    private const string SpotOrder = """
        {"id":"1852454420","text":"t-TEXT","status":"STATUS","currency_pair":"LTC_USDT","type":"limit","side":"buy","amount":"0.2",
         "price":"50","time_in_force":"ioc","left":"0.05","filled_amount":"0.15","filled_total":"7.455","finish_as":"ioc"}
        """;

    private const string FuturesOrder = """
        {"id":299207900263708423,"contract":"LTC_USDT","size":"-10","left":"-4","price":"60","fill_price":"60.5","status":"STATUS",
         "text":"t-TEXT","tif":"ioc","finish_as":"ioc"}
        """;

    [Theory]
    [InlineData("closed", false)]
    [InlineData("cancelled", false)] // an IOC with a part fill ends as cancelled: its fills count
    [InlineData("open", true)]
    public async Task Gate_spot_tells_the_fills_with_the_acceptance(string status, bool open) => Assert.Equal(
        new CreateOutcome.Accepted(
            "1852454420", new(Venue.GateSpot, Accounts.Ltc, "1852454420", Accounts.Id, open, new(0.15m), new Notional(7.455m))),
        await AnswerAsync(Venue.GateSpot, 201, Filled(SpotOrder, status)));

    [Theory]
    [InlineData("finished", false)]
    [InlineData("open", true)]
    public async Task Gate_futures_tells_the_fills_in_base_units(string status, bool open) => Assert.Equal(
        new CreateOutcome.Accepted(
            "299207900263708423",
            new(Venue.GateFutures, Accounts.Ltc, "299207900263708423", Accounts.Id, open, new(0.6m), new Notional(36.3m))),
        await AnswerAsync(Venue.GateFutures, 201, Filled(FuturesOrder, status)));

    [Fact]
    public async Task Mexc_takes_an_order_without_a_word_about_its_fills() => Assert.Equal(
        new CreateOutcome.Accepted("C02__505979017439002624115", null),
        await AnswerAsync(
            Venue.MexcSpot, 200,
            """{"symbol":"LTCUSDT","orderId":"C02__505979017439002624115","orderListId":-1,"price":"0.1","origQty":"50","type":"LIMIT","side":"BUY","transactTime":1}"""));

    [Theory]
    [InlineData(Venue.GateSpot, """{"id":"1","text":"t-TEXT","amend_text":"-"}""")]
    [InlineData(Venue.GateFutures, """{"id":1,"text":"t-TEXT"}""")]
    public async Task A_receipt_without_a_state_has_no_report(Venue venue, string body) =>
        Assert.Equal(new CreateOutcome.Accepted("1", null), await AnswerAsync(venue, 201, Filled(body, "")));

    [Theory]
    [InlineData(Venue.GateSpot, 400, """{"label":"BALANCE_NOT_ENOUGH","message":"Not enough balance"}""", VenueReject.InsufficientFunds)]
    [InlineData(Venue.GateSpot, 401, """{"label":"INVALID_SIGNATURE","message":"Signature mismatch"}""", VenueReject.Authentication)]
    [InlineData(Venue.GateSpot, 403, """{"label":"READ_ONLY","message":""}""", VenueReject.Authentication)]
    [InlineData(Venue.GateSpot, 403, """{"label":"REQUEST_EXPIRED","message":"gap between request Timestamp"}""", VenueReject.Expired)]
    [InlineData(Venue.GateSpot, 429, """{"label":"TOO_MANY_REQUESTS","message":"Request Rate limit Exceeded (211)"}""", VenueReject.RateLimited)]
    [InlineData(Venue.GateSpot, 429, "", VenueReject.RateLimited)]
    [InlineData(Venue.GateSpot, 400, """{"label":"INVALID_PRECISION","message":""}""", VenueReject.Precision)]
    [InlineData(Venue.GateSpot, 400, """{"label":"AMOUNT_TOO_LITTLE","message":""}""", VenueReject.TooSmall)]
    [InlineData(Venue.GateSpot, 400, """{"label":"PRICE_THRESHOLD_EXCEEDED","message":""}""", VenueReject.PriceBand)]
    [InlineData(Venue.GateSpot, 400, """{"label":"POC_FILL_IMMEDIATELY","message":""}""", VenueReject.WouldTake)]
    [InlineData(Venue.GateSpot, 400, """{"label":"FOK_NOT_FILL","message":""}""", VenueReject.NotFillable)]
    [InlineData(Venue.GateSpot, 400, """{"label":"INVALID_CURRENCY_PAIR","message":""}""", VenueReject.NotTradable)]
    [InlineData(Venue.GateSpot, 400, """{"label":"REPEATED_CREATION","message":""}""", VenueReject.DuplicateId)]
    [InlineData(Venue.GateSpot, 400, """{"label":"SOMETHING_NEW","message":"?"}""", VenueReject.Other)]
    [InlineData(Venue.GateFutures, 400, """{"label":"INSUFFICIENT_AVAILABLE","detail":"x"}""", VenueReject.InsufficientFunds)]
    [InlineData(Venue.GateFutures, 400, """{"label":"INCREASE_POSITION"}""", VenueReject.WouldIncrease)]
    [InlineData(Venue.GateFutures, 400, """{"label":"PRICE_TOO_DEVIATED"}""", VenueReject.PriceBand)]
    [InlineData(Venue.GateFutures, 400, """{"label":"SIZE_TOO_LARGE"}""", VenueReject.TooLarge)]
    [InlineData(Venue.GateFutures, 400, """{"label":"CONTRACT_IN_DELISTING"}""", VenueReject.NotTradable)]
    [InlineData(Venue.MexcSpot, 400, """{"code":30004,"msg":"Insufficient position"}""", VenueReject.InsufficientFunds)]
    [InlineData(Venue.MexcSpot, 200, """{"code":30004,"msg":"Insufficient position"}""", VenueReject.InsufficientFunds)]
    [InlineData(Venue.MexcSpot, 400, """{"code":"700003","msg":"Timestamp for this request is outside of the recvWindow."}""", VenueReject.Expired)]
    [InlineData(Venue.MexcSpot, 400, """{"code":700002,"msg":"Signature"}""", VenueReject.Authentication)]
    [InlineData(Venue.MexcSpot, 400, """{"code":10007,"msg":"symbol not support api"}""", VenueReject.NotTradable)]
    [InlineData(Venue.MexcSpot, 400, """{"code":30002,"msg":"minimum"}""", VenueReject.TooSmall)]
    [InlineData(Venue.MexcSpot, 400, """{"code":30087,"msg":"price"}""", VenueReject.PriceBand)]
    [InlineData(Venue.MexcSpot, 429, "", VenueReject.RateLimited)]
    [InlineData(Venue.MexcSpot, 418, "", VenueReject.RateLimited)]
    [InlineData(Venue.MexcSpot, 403, "<html>WAF</html>", VenueReject.RateLimited)]
    public async Task A_refusal_that_says_so_is_mapped(Venue venue, int status, string body, VenueReject reason) =>
        Assert.Equal(reason, Assert.IsType<CreateOutcome.Rejected>(await AnswerAsync(venue, status, body)).Reason);

    [Theory]
    [InlineData(Venue.GateSpot, 500, """{"label":"INTERNAL","message":""}""")]
    [InlineData(Venue.GateSpot, 503, """{"label":"TOO_BUSY","message":""}""")]
    [InlineData(Venue.GateSpot, 400, """{"label":"SERVER_ERROR","message":""}""")]
    [InlineData(Venue.GateSpot, 502, """{"label":"BALANCE_NOT_ENOUGH","message":""}""")]
    [InlineData(Venue.GateSpot, 201, "")]
    [InlineData(Venue.GateSpot, 201, "{}")]
    [InlineData(Venue.GateSpot, 201, """{"id":"1","text":"t-a0-abcdefgh-2-a","status":"closed"}""")]
    [InlineData(Venue.GateSpot, 201, """{"id":"1","text":"t-TEXT","status":"closed","currency_pair":"LTC_USDT","left":"a lot"}""")]
    [InlineData(Venue.GateSpot, 201, """{"id":"1","text":"t-TEXT","status":"closed","currency_pair":"LTC_USDT","left":"9e99","amount":"1"}""")]
    [InlineData(Venue.GateSpot, 201, "[]")]
    [InlineData(Venue.GateSpot, 403, "<html>")]
    [InlineData(Venue.GateSpot, 408, "")]
    [InlineData(Venue.GateFutures, 201, """{"id":1,"text":"t-TEXT","status":"finished","contract":"DOGE_USDT","size":"1","left":"0"}""")]
    [InlineData(Venue.MexcSpot, 500, """{"code":500,"msg":""}""")]
    [InlineData(Venue.MexcSpot, 400, """{"code":20002,"msg":""}""")]
    [InlineData(Venue.MexcSpot, 400, """{"code":99999,"msg":"Under maintenance"}""")]
    [InlineData(Venue.MexcSpot, 503, """{"code":30004,"msg":""}""")]
    [InlineData(Venue.MexcSpot, 400, "")]
    [InlineData(Venue.MexcSpot, 200, "{}")]
    [InlineData(Venue.MexcSpot, 200, """{"orderId":"1","clientOrderId":"a0-abcdefgh-2-a"}""")]
    [InlineData(Venue.MexcSpot, 200, "ok")]
    public async Task Everything_else_is_unknown(Venue venue, int status, string body) =>
        Assert.IsType<CreateOutcome.Unknown>(await AnswerAsync(venue, status, Filled(body, "")));

    [Theory]
    [InlineData(Venue.GateSpot, """{"label":"INVALID_KEY","message":"key demo-key-0001 and DEMO-GATE-SECRET-0001 \n are wrong"}""")]
    [InlineData(Venue.MexcSpot, """{"code":10072,"msg":"demo-key-0001 / demo-mexc-secret-0001"}""")]
    public async Task No_secret_survives_in_a_refusal_or_an_exception(Venue venue, string body)
    {
        await using var server = RawVenue.Answering(_ => (401, body));
        var gateway = Accounts.Gateway(venue, server.Url);

        var outcome = Assert.IsType<CreateOutcome.Rejected>(await Accounts.CreateAsync(gateway));
        var refused = Assert.IsType<VenueAnswer<AccountReport>.Rejected>(await gateway.ReadAccountAsync(CancellationToken.None));
        var failure = Assert.Throws<VenueException>(() => refused.OrThrow("account"));

        Assert.Equal(VenueReject.Authentication, refused.Reason);
        Assert.All(
            new[] { outcome.Text, refused.ToString(), failure.ToString(), Accounts.Options(venue, server.Url).ToString() },
            text => Assert.DoesNotContain("0001", text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("***", outcome.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Text);
    }

    private static string Filled(string body, string status) =>
        body.Replace("TEXT", Accounts.Id.Text, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal);

    private static async Task<CreateOutcome> AnswerAsync(Venue venue, int status, string body)
    {
        await using var server = RawVenue.Answering(_ => (status, body));
        return await Accounts.CreateAsync(Accounts.Gateway(venue, server.Url));
    }
}
