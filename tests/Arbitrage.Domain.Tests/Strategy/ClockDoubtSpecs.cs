using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Tests.Strategy;

/// <summary>A clock that is not known well enough stops what adds risk, and nothing else.</summary>
public class ClockDoubtSpecs
{
    private static StrategyScript InDoubt()
    {
        var script = new StrategyScript().Monitoring();
        foreach (var venue in script.All)
            venue.Clock = venue.Clock with { ErrorBound = TimeSpan.FromMilliseconds(400) };
        return script.Give(script.All.Select(venue => venue.Session()).ToArray());
    }

    [Fact]
    public void Delta_is_hedged_while_no_clock_is_known()
    {
        var script = InDoubt();
        var perpetual = script.Futures.Base.Value;

        script.Give(script.Futures.Trade(Side.Buy, new(50m), new(1m), TradeCause.AutoDeleveraging)).PassSeconds(5);

        Assert.Equal(perpetual, script.Futures.Base.Value);
    }

    [Fact]
    public void Nothing_new_is_begun_while_no_clock_is_known()
    {
        var script = InDoubt();
        var intended = script.Journal.OfType<StrategyEvent.LegsIntended>().Count();

        script.Quotes(1m, 1.05m).PassSeconds(30);

        Assert.Equal(intended, script.Journal.OfType<StrategyEvent.LegsIntended>().Count());
    }

    [Fact]
    public void The_same_market_is_traded_when_the_clocks_are_known()
    {
        var script = new StrategyScript().Monitoring();
        var intended = script.Journal.OfType<StrategyEvent.LegsIntended>().Count();

        script.Quotes(1m, 1.05m).PassSeconds(30);

        Assert.True(script.Journal.OfType<StrategyEvent.LegsIntended>().Count() > intended);
    }
}
