using Arbitrage.Actors.Connection;
using Arbitrage.Actors.Risk;
using Arbitrage.Actors.Running;
using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Connection;

/// <summary>What the connection hears of each typed answer.</summary>
public sealed class VenueCallsSpecs : VirtualKit
{
    private static readonly Symbol Btc = new("BTC_USDT");
    private static readonly ClientOrderId Id = ClientOrderId.For(0, "abcdefgh", 1, 'a');
    private readonly FakeVenue _venue;
    private readonly VenueCalls _calls;

    public VenueCallsSpecs(ITestOutputHelper output)
        : base(output)
    {
        _venue = new(Venue.GateFutures, Time, Btc);
        var lastLook = new LastLook(Time, new KillLatch());
        _calls = new(_venue, lastLook, new SessionRequests(TestActor, TestActor, Time, lastLook), Hooks, TestActor, CancellationToken.None);
    }

    public static TheoryData<string> Names => [.. Effects.Keys];

    private static Dictionary<string, ConnectionEffect> Effects { get; } = new(StringComparer.Ordinal)
    {
        ["cancel"] = new ConnectionEffect.SendCancel(Btc, Id, null),
        ["query"] = new ConnectionEffect.QueryOrder(Btc, Id, null),
        ["open_orders"] = new ConnectionEffect.ReadOpenOrders(),
        ["trades"] = new ConnectionEffect.ReadTrades(Btc, default),
        ["rows"] = new ConnectionEffect.ReadRows(default),
        ["account"] = new ConnectionEffect.ReadAccount(),
        ["leverage"] = new ConnectionEffect.SetLeverage(Btc, 2m),
        ["dead_man"] = new ConnectionEffect.ArmDeadMan(TimeSpan.FromSeconds(30)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_that_is_refused_is_told_as_such(string call)
    {
        Answer(new VenueAnswer<bool>.Rejected(VenueReject.Authentication, "INVALID_KEY"));

        Assert.Equal(new ConnectionInput.AuthenticationFailed($"{call}: INVALID_KEY"), Heard(call));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_refusals_and_doubt_are_a_failed_read_or_without_leverage_the_end_of_the_session(string call)
    {
        foreach (var (answer, text) in new (VenueAnswer<bool>, string)[]
        {
            (new VenueAnswer<bool>.Rejected(VenueReject.RateLimited, "TOO_MANY_REQUESTS"), "TOO_MANY_REQUESTS"),
            (new VenueAnswer<bool>.Unknown("no reply within 5000 ms"), "no reply within 5000 ms"),
        })
        {
            Answer(answer);

            Assert.Equal(
                call == "leverage"
                    ? new ConnectionInput.SessionLost($"leverage of {Btc}: {text}")
                    : (ConnectionInput)new ConnectionInput.ReadFailed(call, text),
                Heard(call));
        }
    }

    [Fact]
    public void Leverage_that_the_venue_did_not_take_ends_the_session()
    {
        _venue.Leverage = 3m;

        Assert.Equal(new ConnectionInput.SessionLost($"leverage of {Btc}: asked for 2, got 3"), Heard("leverage"));
    }

    [Fact]
    public void What_was_told_is_told_on_and_an_order_that_is_not_there_is_not_found()
    {
        Assert.IsType<ConnectionInput.OrderNotFound>(Heard("query"));
        Assert.IsType<ConnectionInput.OpenOrdersRead>(Heard("open_orders"));
        Assert.IsType<ConnectionInput.TradesRead>(Heard("trades"));
        Assert.IsType<ConnectionInput.RowsRead>(Heard("rows"));
        Assert.IsType<ConnectionInput.AccountRead>(Heard("account"));
        foreach (var silent in new[] { "cancel", "leverage", "dead_man" })
            _calls.Make(Effects[silent]);
        ExpectNoMsg(TimeSpan.Zero);
    }

    private void Answer(VenueAnswer<bool> trouble) => _venue.Trouble = _ => trouble;

    private ConnectionInput Heard(string call)
    {
        _calls.Make(Effects[call]);
        return (ConnectionInput)ExpectMsg<LocalInput>().Input;
    }
}
