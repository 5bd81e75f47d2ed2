namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>What carries the bytes between a connector and its venue server.</summary>
public enum Transport
{
    /// <summary>Pipes inside the process.</summary>
    InMemory = 1,

    /// <summary>TCP on loopback.</summary>
    Loopback = 2,
}
