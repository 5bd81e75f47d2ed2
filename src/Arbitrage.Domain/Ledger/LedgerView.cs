namespace Arbitrage.Domain.Ledger;

/// <summary>What the ledger knows only as long as it runs: since when it has heard nothing.</summary>
public sealed class LedgerView
{
    private DateTimeOffset _heardAt = DateTimeOffset.MinValue;
    private LedgerInput? _asking;

    internal void Observe(LedgerInput input, TimeSpan silence)
    {
        switch (input)
        {
            case LedgerInput.ClockTicked when input.Now - _heardAt >= silence:
                (_asking, _heardAt) = (input, input.Now);
                break;
            case LedgerInput.FactsArrived:
                _heardAt = input.Now;
                break;
        }
    }

    // By reference: ticks may queue behind a write, and only the one that ended the silence asks.
    internal bool AsksAt(LedgerInput tick) => ReferenceEquals(_asking, tick);
}
