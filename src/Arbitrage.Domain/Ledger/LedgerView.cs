namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger knows only as long as it runs: when it asked last.</summary>
public sealed class LedgerView
{
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;
    private LedgerInput? _asking;

    internal void Observe(LedgerInput input, TimeSpan every)
    {
        if (input is LedgerInput.ClockTicked && input.Now - _askedAt >= every)
            (_asking, _askedAt) = (input, input.Now);
    }

    // By reference: ticks may queue behind a write, and only the one that was due asks.
    internal bool AsksAt(LedgerInput tick) => ReferenceEquals(_asking, tick);
}
