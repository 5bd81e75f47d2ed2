using Arbitrage.Domain.Markets;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Demo;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>The demo's venue server stands in for every address, a testnet's too.</summary>
public class DemoAddressesSpecs
{
    [Fact]
    public void With_the_shipped_development_file_the_demo_still_goes_to_its_venue_server_alone()
    {
        var files = new[] { "base.yaml", "dev.yaml" }.Select(f => Path.Combine(Repository.Root, "cluster-config", f));
        var configuration = ConfigurationReader.Read([ConfigurationSource.Demo, .. ConfigurationSource.FromFiles(files)], _ => null);
        Assert.True(configuration.Node.Gate.Testnet);

        var demo = configuration.At(new VenueAddresses(new("http://127.0.0.1:9101"), new("http://127.0.0.1:9102")));

        foreach (var venue in Domain.Markets.Venues.All)
        {
            var options = demo.VenueOptions(venue);
            Assert.Equal((venue == Venue.MexcSpot ? 9102 : 9101, "127.0.0.1"), (options.Rest.Port, options.Rest.Host));
            Assert.Equal((venue == Venue.MexcSpot ? 9102 : 9101, "127.0.0.1"), (options.Socket.Port, options.Socket.Host));
        }
    }
}
