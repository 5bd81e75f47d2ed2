using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Scenarios;
using Arbitrage.Simulation.Scenarios.Reading;

namespace Arbitrage.Simulation.Tests.Scenarios;

/// <summary>Scenario files: what they say, and what is said of a mistake in one.</summary>
public class ScenarioFileSpecs
{
    private const string Story = """
        name: One
        source: [hummingbot/hummingbot#493, ours/too#1]
        lesson: Two.
        length: 30s
        settings:
          strategy: {max_trade: 250, stale_after: 2s}
          timeouts: {executing: 5s}
          connection: {settle: 45s}
          risk: {lease_ttl: 20s}
        venues:
          gate_futures: {lot: 10, position: -300}
          mexc_spot: {balances: {COIN: 300}, min_notional: 5}
        market:
          - {at: 5s, for: 3s, mexc_spot: 1.02}
        steps:
          - {at: 4s, venue: mexc_spot, create: reply_lost, times: 2}
        expect:
          - {at: 20s, state: MONITORING_SPREADS}
          - {orders: {venue: mexc_spot, side: sell, quantity: 100..200}, at_most: 1}
        """;

    [Fact]
    public void A_file_says_settings_venues_market_steps_and_expectations()
    {
        var scenario = ScenarioFile.Parse("one.yaml", Story);

        Assert.Equal(("One", "Two.", TimeSpan.FromSeconds(30)), (scenario.Name, scenario.Lesson, scenario.Length));
        Assert.Equal(["hummingbot/hummingbot#493", "ours/too#1"], scenario.Sources.AsEnumerable());
        Assert.Equal((250m, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5)), (
            scenario.Strategy.MaxTrade.Value, scenario.Strategy.StaleAfter, scenario.Strategy.Timeouts.Executing));
        Assert.All(scenario.Connections.Values, c => Assert.Equal(TimeSpan.FromSeconds(45), c.Settle));
        Assert.Equal(TimeSpan.FromSeconds(20), scenario.Risk.LeaseTtl);
        Assert.Equal((10m, -300m), (scenario.Accounts[Venue.GateFutures].Rules.Multiplier.Value, scenario.Accounts[Venue.GateFutures].Position.Value));
        Assert.Equal((300m, 10_000m, 5m), (
            scenario.Accounts[Venue.MexcSpot].Balances[new("COIN")], scenario.Accounts[Venue.MexcSpot].Balances[Asset.Usdt],
            scenario.Accounts[Venue.MexcSpot].Rules.MinNotional.Value));
        Assert.Equal([new(TimeSpan.FromSeconds(5), Venue.MexcSpot, 1.02m, TimeSpan.FromSeconds(3))], scenario.Market.AsEnumerable());
        var step = Assert.IsType<ScenarioStep.Creates>(Assert.Single(scenario.Steps));
        Assert.Equal((Venue.MexcSpot, CreateFate.ReplyLost, 2), (step.Venue, step.Fate, step.Times));
        var state = Assert.IsType<Expectation.Strategy>(scenario.Expectations[0]);
        Assert.Equal((StrategyPhase.MonitoringSpreads, 18), (Assert.Single(state.In), state.Line));
        var orders = Assert.IsType<Expectation.Orders>(scenario.Expectations[1]);
        Assert.Equal((Side.Sell, new Bounds(100m, 200m), 1m), (orders.Which.Side, orders.Which.Quantity, orders.Count.Most));
    }

    [Theory]
    [InlineData("lesson: Two.", "leson: Two.", "one.yaml:1: lesson: is missing; add `lesson: A timeout is not a rejection.`")]
    [InlineData("length: 30s", "length: 30", "one.yaml:4: length: '30' is not a time; write a number with its unit: 250ms, 1.5s, 2m")]
    [InlineData("max_trade: 250", "max_trad: 250", "one.yaml:6: settings.strategy.max_trad: unknown key; did you mean max_trade?")]
    [InlineData("executing: 5s", "exe: 5s", "one.yaml:7: settings.timeouts.exe: unknown key; remove it; known here are active")]
    [InlineData("settle: 45s", "setle: 45s", "one.yaml:8: settings.connection.setle: unknown key; did you mean settle?")]
    [InlineData("lease_ttl: 20s", "lease_tl: 20s", "one.yaml:9: settings.risk.lease_tl: unknown key; did you mean lease_ttl?")]
    [InlineData("gate_futures: {lot", "gate_future: {lot", "one.yaml:11: venues.gate_future: unknown key; did you mean gate_futures?")]
    [InlineData("create: reply_lost", "create: reply_list", "one.yaml:16: steps[1].create: 'reply_list' is not known; did you mean reply_lost?")]
    [InlineData("times: 2", "tims: 2", "one.yaml:16: steps[1].tims: unknown key; did you mean times?")]
    [InlineData("at: 4s", "at: 40s", "one.yaml:15: steps: a step at 40s is after the end; raise length or let it happen earlier")]
    [InlineData("state: MONITORING_SPREADS", "state: MONITORING_SPREAD", "one.yaml:18: expect[1].state: 'monitoring_spread' is not known; did you mean monitoring_spreads?")]
    [InlineData("quantity: 100..200", "quantity: 100...x", "one.yaml:19: expect[2].orders.quantity: '100...x' is neither a number nor a range; write 10, or 9..11")]
    [InlineData("source: [hummingbot/hummingbot#493, ours/too#1]", "source: a friend", "one.yaml:2: source: 'a friend' is not a source; write owner/repository#number, or leave the key out")]
    [InlineData("name: One", "name: &a One", "one.yaml:1: an alias, a tag or too deep a nesting; write the values out")]
    [InlineData("name: One", "name: One\nname: Two", "one.yaml:2: not valid YAML")]
    public void A_mistake_is_named_with_file_line_key_and_remedy(string right, string wrong, string said)
    {
        var text = Story.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Story, text);

        var refused = Assert.Throws<ScenarioFileException>(() => ScenarioFile.Parse("one.yaml", text));

        Assert.StartsWith(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("{at: 4s, venue: mexc_spot}", "steps[1].at: nothing happens in this step; give one of call, clock_offset, crash, create,")]
    [InlineData("{at: 4s, venue: mexc_spot, create: reply_lost, kill: all}", "steps[1].kill: is a second thing beside create;")]
    [InlineData("{at: 4s, venue: mexc_spot, creat: reply_lost}", "steps[1].creat: unknown key; did you mean create?")]
    [InlineData("{at: 4s, create: reply_lost}", "steps[1].venue: is missing; add `venue: gate_spot`, `gate_futures` or `mexc_spot`")]
    [InlineData("{at: 4s, crash: connection-gate}", "steps[1].crash: 'connection-gate' is not known; did you mean connection-gate_spot?")]
    [InlineData("{at: 4s, kill: evrything}", "steps[1].kill: 'evrything' is not known;")]
    [InlineData("{at: 4s, venue: mexc_spot, call: acount, for: 2s}", "steps[1].call: 'acount' is not known; did you mean account?")]
    public void A_step_that_is_none_is_refused(string step, string said)
    {
        var text = Story.Replace("{at: 4s, venue: mexc_spot, create: reply_lost, times: 2}", step, StringComparison.Ordinal);

        var refused = Assert.Throws<ScenarioFileException>(() => ScenarioFile.Parse("one.yaml", text));

        Assert.StartsWith("one.yaml:16: " + said, refused.Message, StringComparison.Ordinal);
    }
}
