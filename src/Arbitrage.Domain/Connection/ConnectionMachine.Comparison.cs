using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

// The private stream compared with the venue's lists by cumulative quantity. A push that never came is found within ten seconds, its read included:
//
// lost                                        found by                                              asked after at most
// trade of a resting order                    its report tells more than is booked: Compare reads   2 s
// final report, all trades booked             nothing is left to trade: Compare queries             2 s
// final report of a cancelled order           QueryAgain                                            8 s
// trade and report                            Reconcile                                             8 s (4/5 of the interval)
// trade that the CREATE's reply told          TryFinish reads at once; of a resting order: Compare  2 s
// trade without an order of ours              Reconcile, or the push of a forced close              8 s
//
// What remains of the ten seconds is for the read itself.
public sealed partial class ConnectionMachine
{
    private static readonly Schedule CompareAgain = new(TimeSpan.FromSeconds(2));

    // Leaves a fifth of the interval for the reads, so that the interval is the time within which a difference is known.
    private static TimeSpan ReadEvery(ConnectionSettings settings) => new(settings.ReconcileEvery.Ticks - (settings.ReconcileEvery.Ticks / 5));

    private static void Compare(ConnectionDraft draft)
    {
        foreach (var symbol in draft.Settings.Symbols)
        {
            var isBehind = false;
            foreach (var entry in draft.State.Unfinished)
            {
                if (entry.Intent.Symbol != symbol || entry.Ended || entry.Phase != OrderPhase.AtVenue)
                    continue;
                isBehind |= entry.Reported > entry.Filled;
                if (entry.Filled >= entry.Intent.Quantity)
                    Query(draft, entry);
            }

            if (isBehind)
                ReadTrades(draft, symbol);
        }
    }
}
