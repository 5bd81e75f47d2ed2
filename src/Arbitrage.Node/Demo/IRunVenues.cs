using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Node.Demo;

/// <summary>The venues of a run: what the strategies see and where their orders go.</summary>
internal interface IRunVenues : IAsyncDisposable
{
    /// <summary>The venue server that has the accounts.</summary>
    VenueAddresses Addresses { get; }

    /// <summary>What the report says about the market.</summary>
    string Market { get; }

    /// <summary>Lines for the report, known when the run is over.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>The configuration with the addresses of these venues.</summary>
    NodeConfiguration Point(NodeConfiguration configuration);
}
