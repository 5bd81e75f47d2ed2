using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>The venue's clock against ours.</summary>
public sealed class ClockSpecs(Servers servers) : IClassFixture<Servers>
{
    // The venue tells whole milliseconds, and the two clocks here are one.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    [Theory, EveryConnector(Capability.Rules, 0, -1500, 2500)]
    public async Task The_offset_is_measured_within_its_own_bound(Run run, int skew)
    {
        var venue = await servers.OfAsync(run);
        await venue.FaultAsync(new { kind = "clock_skew", venue = run.Connector.Name, milliseconds = skew });

        var clock = await run.Connector.Rules(venue.Options(run.Connector)).MeasureClockAsync(CancellationToken.None);
        await venue.ClearFaultsAsync();

        Assert.True((clock.Offset - TimeSpan.FromMilliseconds(skew)).Duration() <= clock.ErrorBound + Resolution, $"{run}: {clock} for {skew} ms");
        Assert.True(clock.ErrorBound > TimeSpan.Zero);
    }
}
