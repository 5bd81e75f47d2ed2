using Arbitrage.Actors.Tests.Kit;
using Arbitrage.Domain.Strategy;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>
/// One script, two drivers: the persistent actor on virtual time and the simulation's host give the same calls in the same order, so what the
/// simulation explores is what the actor does. Every step is 100 ms; a book, the answers to the last step's messages and a tick arrive while one
/// write is under way. Each drill shows what it is named after.
/// </summary>
public class EqualDriversSpecs(ITestOutputHelper output) : VirtualKit(output)
{
    public static TheoryData<string> Names() => [.. Drills.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_script_gives_equal_call_traces_and_shows_its_point(string name)
    {
        var drill = Drills.All[name];
        var simulated = new SimulatedSide(drill, Time.GetUtcNow());
        var acting = new ActingSide(
            new(Sys, Scheduler, Time, Journal, Hooks, met => AwaitCondition(met, TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(1))), drill);
        acting.Settle(simulated.Start());
        Assert.Equal(simulated.Trace, acting.Trace);

        for (var step = 1; step <= drill.Steps && simulated.Journal.LastOrDefault() is not StrategyEvent.Stopped; step++)
            acting.Step(step, simulated.Step(step));

        Assert.Equal(simulated.Trace, acting.Trace);
        Assert.Contains(simulated.Trace, line => line.Split('\n').Length > 3); // several inputs became one write
        drill.Shows(simulated.Journal);
    }
}
