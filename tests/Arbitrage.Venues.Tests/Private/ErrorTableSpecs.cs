using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Every error label and code of the exchange sheets, and unknown ones: what each means to a CREATE and to any other private call.</summary>
public class ErrorTableSpecs
{
    private static readonly Redaction Clean = new(Accounts.Key(Venue.GateSpot));

    // Gate spot, section 7, and Gate futures, section 6. Null: the venue's own trouble, so the outcome is unknown.
    internal static readonly (VenueReject? Reason, string Labels)[] Gate =
    [
        (VenueReject.InsufficientFunds, "BALANCE_NOT_ENOUGH MARGIN_BALANCE_NOT_ENOUGH INSUFFICIENT_AVAILABLE FUTURES_BALANCE_NOT_ENOUGH LIQUIDATE_IMMEDIATELY USER_NOT_FOUND"),
        (VenueReject.Authentication, "INVALID_KEY INVALID_SIGNATURE MISSING_REQUIRED_HEADER INVALID_CREDENTIALS IP_FORBIDDEN READ_ONLY FORBIDDEN ACCOUNT_LOCKED"),
        (VenueReject.Expired, "REQUEST_EXPIRED"),
        (VenueReject.RateLimited, "TOO_MANY_REQUESTS TOO_FAST"),
        (VenueReject.Precision, "INVALID_PRECISION"),
        (VenueReject.TooSmall, "AMOUNT_TOO_LITTLE QUANTITY_NOT_ENOUGH SIZE_TOO_SMALL"),
        (VenueReject.TooLarge, "AMOUNT_TOO_MUCH SIZE_TOO_LARGE RISK_LIMIT_EXCEEDED"),
        (VenueReject.PriceBand, "PRICE_THRESHOLD_EXCEEDED PRICE_TOO_DEVIATED PRICE_OVER_LIQUIDATION PRICE_OVER_BANKRUPT"),
        (VenueReject.WouldTake, "POC_FILL_IMMEDIATELY ORDER_POC_IMMEDIATE"),
        (VenueReject.NotFillable, "FOK_NOT_FILL ORDER_FOK CONTRACT_NO_COUNTER"),
        (VenueReject.WouldIncrease, "INCREASE_POSITION REDUCE_EXCEEDED POSITION_EMPTY POSITION_NOT_FOUND"),
        (VenueReject.NotTradable, "INVALID_CURRENCY_PAIR INVALID_CURRENCY CONTRACT_NOT_FOUND CONTRACT_IN_DELISTING"),
        (VenueReject.DuplicateId, "REPEATED_CREATION DUPLICATE_REQUEST ORDER_EXISTS"),
        (VenueReject.Other, "INVALID_PARAM_VALUE MISSING_REQUIRED_PARAM INVALID_ARGUMENT INVALID_REQUEST_BODY ORDER_NOT_FOUND CLIENT_ID_NOT_FOUND ORDER_CLOSED ORDER_CANCELLED CANCEL_FAIL TOO_MANY_ORDERS ORDER_NOT_OWNED ORDER_FINISHED RISK_LIMIT_TOO_HIGH RISK_LIMIT_TOO_lOW LEVERAGE_TOO_HIGH LEVERAGE_TOO_LOW POSITION_DUAL_MODE POSITION_HOLDING ORDER_PENDING POSITION_CROSS_MARGIN POSITION_IN_LIQUIDATION POSITION_IN_CLOSE NO_CHANGE NEVER_SEEN"),
        (null, "INTERNAL SERVER_ERROR INTERNAL_SERVER_ERROR TOO_BUSY"),
    ];

    // MEXC spot, section 5.
    internal static readonly (VenueReject? Reason, int[] Codes)[] Mexc =
    [
        (VenueReject.InsufficientFunds, [30004, 30005, 10101]),
        (VenueReject.Authentication, [10072, 700001, 700002, 602, 400, 401, 700006, 700007]),
        (VenueReject.Expired, [700003, 10073]),
        (VenueReject.RateLimited, [429, 510, 418, 403]),
        (VenueReject.TooSmall, [30002]),
        (VenueReject.TooLarge, [30003, 30032]),
        (VenueReject.Precision, [10096, 10097]),
        (VenueReject.PriceBand, [30087, 30010]),
        (VenueReject.NotFillable, [30025]),
        (VenueReject.NotTradable, [10007, -1121, 30014, 30021, 30000, 30016, 30001, 30020, 70011, 30018, 30019, 30051, 30041, 30027, 30028]),
        (VenueReject.Other, [700005, 700013, 30029, 33333, 44444, 700008, -1128, -2011, -2013, 30026, 700004, 10098, 60005, 26, 123456, -999999]),
        (null, [500, 503, 504, 20002]),
    ];

    public static TheoryData<string, VenueReject?> GateLabels
    {
        get
        {
            var rows = new TheoryData<string, VenueReject?>();
            foreach (var (reason, labels) in Gate)
            {
                foreach (var label in labels.Split(' '))
                    rows.Add(label, reason);
            }

            return rows;
        }
    }

    public static TheoryData<int, VenueReject?> MexcCodes
    {
        get
        {
            var rows = new TheoryData<int, VenueReject?>();
            foreach (var (reason, codes) in Mexc)
            {
                foreach (var code in codes)
                    rows.Add(code, reason);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(GateLabels))]
    public void A_gate_label_means(string label, VenueReject? reason)
    {
        foreach (var body in new[] { $$"""{"label":"{{label}}","message":"words"}""", $$"""{"label":"{{label}}","detail":"words"}""" })
        {
            foreach (var status in new[] { 400, 401, 403, 404 })
                AssertGate(new VenueReply(status, Bytes(body)), reason, $"{label}: words");
            // Whatever a 5xx says, the order may be in.
            AssertGate(new VenueReply(502, Bytes(body)), null, "");
        }
    }

    [Theory]
    [MemberData(nameof(MexcCodes))]
    public void A_mexc_code_means(int code, VenueReject? reason)
    {
        foreach (var body in new[] { $$"""{"code":{{code}},"msg":"words"}""", $$"""{"code":"{{code}}","msg":"words"}""" })
        {
            AssertMexc(new VenueReply(400, Bytes(body)), reason, $"{code} words");
            // A refusal may come with status 200; 0 and 200 are the two codes that are none.
            AssertMexc(new VenueReply(200, Bytes(body)), reason, $"{code} words");
            AssertMexc(new VenueReply(502, Bytes(body)), null, "");
        }
    }

    [Fact]
    public void Maintenance_is_told_in_words_and_leaves_doubt() =>
        AssertMexc(new VenueReply(400, Bytes("""{"code":99999,"msg":"Under Maintenance"}""")), null, "");

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("""{"label":7,"code":{}}""")]
    [InlineData("{\"label\":\"\\ud800\",\"code\":\"\\ud800\"}")]
    [InlineData("""{"label":"","code":"99999999999999999999"}""")]
    public void A_reply_in_no_known_form_is_unknown_whatever_its_status(string body)
    {
        foreach (var status in new[] { 200, 201, 204, 301, 400, 404, 500, 504 })
        {
            AssertGate(new VenueReply(status, Bytes(body)), null, "");
            AssertMexc(new VenueReply(status, Bytes(body)), null, "");
        }
    }

    [Fact]
    public void Text_that_is_not_utf8_is_unknown()
    {
        byte[] body = [.. "{\"label\":\""u8, 0xC3, 0x28, .. "\",\"code\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        AssertGate(new VenueReply(400, body), null, "");
        AssertMexc(new VenueReply(400, body), null, "");
    }

    [Fact]
    public void A_caller_that_cannot_go_on_without_the_value_learns_whether_the_key_is_wrong()
    {
        Assert.Equal(7, new VenueAnswer<int>.Accepted(7).OrThrow("x"));
        AssertThrows(false, "fees: late", new VenueAnswer<int>.Unknown("late"));
        AssertThrows(false, "fees: TOO_FAST", new VenueAnswer<int>.Rejected(VenueReject.RateLimited, "TOO_FAST"));
        AssertThrows(true, "fees: INVALID_KEY", new VenueAnswer<int>.Rejected(VenueReject.Authentication, "INVALID_KEY"));

        static void AssertThrows(bool isAuthentication, string message, VenueAnswer<int> answer)
        {
            var thrown = Assert.Throws<VenueException>(() => answer.OrThrow("fees"));
            Assert.Equal((isAuthentication, message), (thrown.IsAuthentication, thrown.Message));
        }
    }

    [Theory]
    [InlineData(Venue.GateSpot, 400, """{"label":"INVALID_CURRENCY","message":"x"}""", VenueReject.NotTradable)]
    [InlineData(Venue.GateFutures, 401, """{"label":"INVALID_KEY","message":"x"}""", VenueReject.Authentication)]
    [InlineData(Venue.MexcSpot, 400, """{"code":700007,"msg":"x"}""", VenueReject.Authentication)]
    [InlineData(Venue.GateSpot, 429, "", VenueReject.RateLimited)]
    [InlineData(Venue.MexcSpot, 418, "", VenueReject.RateLimited)]
    public async Task Every_account_call_answers_a_refusal_with_its_reason(Venue venue, int status, string body, VenueReject reason)
    {
        await using var server = RawVenue.Answering(_ => (status, body));
        await AllAsync(venue, server.Url, answer => Assert.Equal(reason, Reason(answer)));
    }

    [Theory]
    [InlineData(Venue.GateSpot, 200, "{}")]
    [InlineData(Venue.GateFutures, 200, "null")]
    [InlineData(Venue.MexcSpot, 200, "{}")]
    [InlineData(Venue.GateSpot, 503, """{"label":"TOO_BUSY"}""")]
    [InlineData(Venue.MexcSpot, 500, "")]
    public async Task Every_account_call_answers_doubt_with_unknown(Venue venue, int status, string body)
    {
        await using var server = RawVenue.Answering(_ => (status, body));
        await AllAsync(venue, server.Url, answer => Assert.StartsWith("Unknown", answer.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    [InlineData(Venue.MexcSpot)]
    public async Task Every_account_call_answers_a_broken_connection_with_unknown(Venue venue)
    {
        await using var server = new RawVenue(async connection =>
        {
            await connection.ReadAsync();
            connection.Reset();
        });
        await AllAsync(venue, server.Url, answer => Assert.StartsWith("Unknown", answer.ToString(), StringComparison.Ordinal));
    }

    private static async Task AllAsync(Venue venue, Uri url, Action<object> check)
    {
        using var account = VenueAccess.CreateAccount(
            venue, Accounts.Options(venue, url), Accounts.Instruments(venue), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        check(await account.CancelOwnAsync(Accounts.Btc, CancellationToken.None));
        check(await account.ReadOrdersAsync(Accounts.Btc, DateTimeOffset.UtcNow.AddHours(-1), null, CancellationToken.None));
        check(await account.ReadFeeTierAsync(Accounts.Btc, CancellationToken.None));
        check(await account.ReadIdentityAsync(CancellationToken.None));
        check(await account.ReadCoinsAsync([new("BTC")], CancellationToken.None));
        if (account is IMarginAccount margin)
        {
            check(await margin.ReadMarginAsync(Accounts.Btc, CancellationToken.None));
            check(await margin.SetMarginAsync(Accounts.Btc, 5m, isCross: true, CancellationToken.None));
        }
    }

    private static VenueReject? Reason(object answer) => (VenueReject?)answer.GetType().GetProperty("Reason")?.GetValue(answer);

    private static void AssertGate(VenueReply reply, VenueReject? reason, string text)
    {
        var wire = new GateSpotWire(new(Venue.GateSpot, Accounts.Instruments(Venue.GateSpot)));
        AssertMeaning(
            reason, text, GateReplies.Outcome(reply.Status, reply.Body.Span, Accounts.Id, wire.Order, Clean), GateReplies.Answer(reply, wire.Order, Clean));
    }

    private static void AssertMexc(VenueReply reply, VenueReject? reason, string text)
    {
        var wire = new MexcWire(new(Venue.MexcSpot, Accounts.Instruments(Venue.MexcSpot)));
        AssertMeaning(reason, text, MexcReplies.Outcome(reply, Accounts.Id, Clean), MexcReplies.Answer(reply, wire.Order, Clean));
    }

    private static void AssertMeaning(VenueReject? reason, string text, CreateOutcome outcome, VenueAnswer<OrderReport> answer)
    {
        if (reason is { } known)
        {
            Assert.Equal(new CreateOutcome.Rejected(known, text), outcome);
            Assert.Equal(new VenueAnswer<OrderReport>.Rejected(known, text), answer);
        }
        else
        {
            Assert.IsType<CreateOutcome.Unknown>(outcome);
            Assert.IsType<VenueAnswer<OrderReport>.Unknown>(answer);
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
