namespace Arbitrage.Domain.Connection;

/// <summary>What a connection knows only as long as it runs: session, rules, clock, last reads. Rebuilt from the venue after a restart.</summary>
public sealed partial class ConnectionView
{
}
