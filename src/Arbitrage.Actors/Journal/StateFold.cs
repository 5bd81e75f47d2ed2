using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Actors.Journal;

/// <summary>
/// The state of one actor as its events make it, one after the other, by the machine's own `Apply`. No settings are needed for that: what was decided
/// stands in the events.
/// </summary>
public sealed class StateFold
{
    private readonly Func<object, object, long, object> _apply;

    private StateFold(object initial, Func<object, object, long, object> apply) => (State, _apply) = (initial, apply);

    /// <summary>The state after the last event taken.</summary>
    public object State { get; private set; }

    /// <summary>The fold of an actor; null when no machine has such a persistence id.</summary>
    public static StateFold? Of(string persistenceId)
    {
        if (persistenceId == PersistenceIds.RiskGuard)
            return From(new RiskGuardMachine(new()));
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (persistenceId == PersistenceIds.Connection(venue))
                return From(new ConnectionMachine(new() { Venue = venue, Symbols = [] }));
            if (persistenceId == PersistenceIds.Ledger(venue))
                return From(new LedgerMachine(venue));
        }

        return SymbolOf(persistenceId) is { } symbol ? From(new StrategyMachine(new() { Symbol = symbol })) : null;
    }

    /// <summary>The symbol of a strategy's persistence id; null for others.</summary>
    public static Symbol? SymbolOf(string persistenceId)
    {
        const string Prefix = "strategy-";
        if (!persistenceId.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        try
        {
            return new Symbol(persistenceId[Prefix.Length..].ToUpperInvariant());
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Takes the next event. Whatever a machine throws at an event that cannot follow comes through.</summary>
    public void Take(object happened, long sequence) => State = _apply(State, happened, sequence);

    private static StateFold From<TState, TView, TInput, TEvent, TEffect>(IMachine<TState, TView, TInput, TEvent, TEffect> machine)
        where TState : class
        where TView : class
        where TInput : class
        where TEvent : class
        where TEffect : class =>
        new(machine.Initial, (state, happened, sequence) => machine.Apply((TState)state, (TEvent)happened, sequence));
}
