using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I14: folding a journal again gives the state that its machine has. At the end of every few seeds, as it is dear; the other half of I14, the same trace of
/// the same seed, is checked by those who run a seed twice.
/// </summary>
internal sealed class SameJournalSameState() : Checker("I14")
{
    /// <summary>One seed in so many is folded again.</summary>
    internal const int OneOf = 8;

    // Events at the end of a journal that the machine may not have been told of yet.
    private const int MostUntold = 64;

    /// <inheritdoc/>
    public override void AtQuiescence()
    {
        if (Cluster.Settings.Seed % OneOf != 0)
            return;
        Fold(JournalIds.Guard, new RiskGuardMachine(Cluster.Settings.Risk));
        foreach (var (venue, settings) in Cluster.Settings.Connections)
        {
            Fold(JournalIds.Connection(venue), new ConnectionMachine(settings));
            Fold(JournalIds.Ledger(venue), new LedgerMachine(venue));
        }

        foreach (var settings in Cluster.Settings.Strategies)
            Fold(JournalIds.Strategy(settings.Symbol), new StrategyMachine(settings));
    }

    private void Fold<TState, TView, TInput, TEvent, TEffect>(string id, IMachine<TState, TView, TInput, TEvent, TEffect> machine)
        where TState : class
        where TView : class
        where TInput : class
        where TEvent : class
        where TEffect : class
    {
        var journal = Cluster.JournalOf(id);
        if (journal.Count == 0 || Cluster.StateOf<TState>(id) is not { } state)
            return;
        var expected = StateDigest.Of(state);
        var (folded, sequence) = (machine.Initial, 0L);
        foreach (var happened in journal)
        {
            folded = machine.Apply(folded, (TEvent)happened, ++sequence);
            if (sequence >= journal.Count - MostUntold && StateDigest.Of(folded) == expected)
                return;
        }

        Broken($"{id}: none of the last {MostUntold} states of the journal of {journal.Count} events is the state of its machine.");
    }
}
