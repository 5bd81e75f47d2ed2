using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Node.Demo;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>Each way in which an order log can break I1 or I2 is seen.</summary>
public class OrderAuditSpecs
{
    private static readonly OrderIntent Intent = new(
        ClientOrderId.For(0, ClientOrderId.StrategyTag("strategy-f_usdt"), 7, 'a'), Venue.GateSpot, new("F_USDT"), new(0, 1), Side.Buy,
        OrderKind.ImmediateOrCancel, new(10m), new(2m), false, RiskClass.Reducing, DateTimeOffset.UnixEpoch, null);

    private static readonly ReceivedCreate Received = new(Venue.GateSpot, "t-" + Intent.Id, "1", "F_USDT", "buy", 10.0m, 2.00m);

    private static readonly JournaledOrders Journal = new(
        ImmutableDictionary<string, OrderIntent>.Empty.Add(Intent.Id.Text, Intent), [],
        ImmutableDictionary<string, Venue>.Empty.Add(Intent.Id.Text, Venue.GateSpot), []);

    [Fact]
    public void An_order_with_intent_and_claim_breaks_nothing() => Assert.Empty(OrderAudit.Violations([Received], Journal));

    [Fact]
    public void An_intent_that_never_left_breaks_nothing() => Assert.Empty(OrderAudit.Violations([], Journal));

    [Fact]
    public void Two_creates_of_one_intent_break_I1() => Sees("I1: 2 CREATEs", [Received, Received with { VenueId = "2" }], Journal);

    [Fact]
    public void The_same_id_at_two_venues_breaks_I1() =>
        Sees("I1: 2 CREATEs", [Received, Received with { Venue = Venue.MexcSpot, ClientId = Intent.Id.Text }], Journal);

    [Fact]
    public void An_order_without_intent_breaks_I2() =>
        Sees("no strategy intended", [Received], Journal with { Intents = ImmutableDictionary<string, OrderIntent>.Empty });

    [Fact]
    public void An_order_without_claim_breaks_I2() =>
        Sees("did not claim", [Received], Journal with { Claimed = ImmutableDictionary<string, Venue>.Empty });

    [Fact]
    public void A_claim_of_another_connection_is_no_claim() =>
        Sees("did not claim", [Received], Journal with { Claimed = Journal.Claimed.SetItem(Intent.Id.Text, Venue.MexcSpot) });

    [Fact]
    public void A_foreign_id_breaks_I2() => Sees("without an id of ours", [Received with { ClientId = "apiv4" }], Journal);

    [Theory]
    [InlineData("sell", 10, 2)]
    [InlineData("buy", 11, 2)]
    [InlineData("buy", 10, 3)]
    public void An_order_other_than_intended_breaks_I2(string side, int size, int price) =>
        Sees("intended as Buy 10 at 2", [Received with { Side = side, Size = size, Price = price }], Journal);

    [Fact]
    public void Double_claims_and_intents_break_I1()
    {
        Sees("claimed twice", [Received], Journal with { ClaimedTwice = [Intent.Id.Text] });
        Sees("intended twice", [Received], Journal with { IntendedTwice = [Intent.Id.Text] });
    }

    private static void Sees(string what, ReceivedCreate[] received, JournaledOrders journal) =>
        Assert.Contains(OrderAudit.Violations(received, journal), line => line.Contains(what, StringComparison.Ordinal));
}
