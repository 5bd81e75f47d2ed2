using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Ledger.LedgerEvent, Arbitrage.Domain.Ledger.LedgerEffect>;

namespace Arbitrage.Domain.Ledger;

/// <summary>
/// Book of record of one venue account: facts become double-entry rows, in the order of their offsets and without a gap; at
/// quiescence book and venue are equal to the last digit, or somebody is stopped (I4).
/// </summary>
public sealed class LedgerMachine(Venue venue) : IMachine<LedgerState, LedgerView, LedgerInput, LedgerEvent, LedgerEffect>
{
    /// <summary>
    /// How often the connection is asked for what comes after the cursor: an answer may have been lost, and asking tells it what is
    /// booked and need not be kept.
    /// </summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public LedgerState Initial => LedgerState.Empty;

    /// <inheritdoc/>
    public void Observe(LedgerView view, LedgerInput input) => view.Observe(input, AskEvery);

    /// <inheritdoc/>
    public Step Decide(LedgerState state, LedgerView view, LedgerInput input) => input switch
    {
        LedgerInput.FactsArrived f => Book(state, f.Facts),
        LedgerInput.AccountQuiet q => Compare(state, q),
        LedgerInput.ClockTicked => view.AsksAt(input) ? Ask(state) : Step.Nothing,
        _ => throw new UnreachableException($"{input}"),
    };

    /// <inheritdoc/>
    public LedgerState Apply(LedgerState state, LedgerEvent happened, long sequence) => state.After(happened);

    /// <summary>Asks for the facts it missed, and says again what differs: the first time may have been lost with the process.</summary>
    public Step Recovered(LedgerState state, long nextSequence, DateTimeOffset now) =>
        new([], [AskFor(state), .. state.Differences.SelectMany(d => Tell(state, d))]);

    private Step Book(LedgerState state, ImmutableArray<NumberedFact> facts)
    {
        var events = ImmutableArray.CreateBuilder<LedgerEvent>();
        var effects = ImmutableArray.CreateBuilder<LedgerEffect>();
        var cursor = state.Cursor;
        foreach (var fact in facts)
        {
            if (fact.Offset <= cursor)
                continue;
            if (fact.Offset > cursor + 1)
            {
                effects.Add(AskFrom(cursor));
                break;
            }

            cursor = fact.Offset;
            events.Add(new LedgerEvent.Booked(fact, Postings.Of(venue, fact.Fact)));
            if (fact.Fact is AccountFact.Row { Kind: RowKind.Other } row)
                effects.Add(new LedgerEffect.Alert("ledger_unknown_row", $"{venue.Key()}: row {row.RowId} changes {row.Asset} by {row.Change}."));
        }

        return events.Count == 0 && effects.Count == 0 ? Step.Nothing : new(events.ToImmutable(), effects.ToImmutable());
    }

    // Behind the cursor the comparison would be of different moments; ahead of it, facts are on their way.
    private Step Compare(LedgerState state, LedgerInput.AccountQuiet quiet)
    {
        if (quiet.UpTo > state.Cursor)
            return Ask(state);
        if (quiet.UpTo < state.Cursor || quiet.Report.Venue != venue)
            return Step.Nothing;
        var differences = Differing(state.Book, quiet.Report);
        if (differences.IsEmpty)
        {
            return state.VerifiedUpTo == quiet.UpTo && state.Differences.IsEmpty
                ? Step.Nothing
                : new([new LedgerEvent.Verified(quiet.UpTo, quiet.Now)], []);
        }

        return differences.SequenceEqual(state.Differences)
            ? Step.Nothing
            : new(
                [new LedgerEvent.DifferenceFound(quiet.UpTo, differences, quiet.Now)],
                [.. differences.Where(d => !state.Differences.Contains(d)).SelectMany(d => Tell(state, d))]);
    }

    private static ImmutableArray<Difference> Differing(AccountBook book, AccountReport report)
    {
        if (IsSame(book, report))
            return [];
        var differences = ImmutableArray.CreateBuilder<Difference>();
        foreach (var asset in book.Balances.Keys.Union(report.Balances.Select(b => b.Asset)).Order())
        {
            var (ours, theirs) = (book.Balance(asset), report.TotalOf(asset));
            if (ours != theirs)
                differences.Add(new(asset, null, ours, theirs));
        }

        foreach (var symbol in book.Positions.Keys.Union(report.Positions.Select(p => p.Symbol)).Order())
        {
            var (ours, theirs) = (book.Position(symbol), report.SizeOf(symbol));
            if (ours != theirs)
                differences.Add(new(symbol.Base, symbol, ours.Value, theirs.Value));
        }

        return differences.ToImmutable();
    }

    // Nearly every time, so nothing is sorted to find out.
    private static bool IsSame(AccountBook book, AccountReport report)
    {
        foreach (var (asset, ours) in book.Balances)
        {
            if (ours != report.TotalOf(asset))
                return false;
        }

        foreach (var (symbol, ours) in book.Positions)
        {
            if (ours != report.SizeOf(symbol))
                return false;
        }

        foreach (var balance in report.Balances)
        {
            if (book.Balance(balance.Asset) != report.TotalOf(balance.Asset))
                return false;
        }

        foreach (var position in report.Positions)
        {
            if (book.Position(position.Symbol) != report.SizeOf(position.Symbol))
                return false;
        }

        return true;
    }

    // Base or position: the symbol halts. USDT: the venue reduces. Anything else, a person looks (I4).
    private IEnumerable<LedgerEffect> Tell(LedgerState state, Difference d)
    {
        var what = $"{venue.Key()}: {(d.Position is { } p ? $"position {p}" : $"balance {d.Asset}")} is {d.Book} in the book and {d.Venue} at the venue.";
        yield return new LedgerEffect.Alert("ledger_difference", what);
        if (d.Position is { } symbol)
            yield return new LedgerEffect.TellStrategy(symbol, new StrategyInput.HaltOrdered(what));
        else if (d.Asset == Asset.Usdt)
            yield return new LedgerEffect.TellGuard(new RiskGuardInput.VenueSuspect(venue, what));
        else
        {
            foreach (var traded in state.Symbols.Keys.Where(s => s.Base == d.Asset))
                yield return new LedgerEffect.TellStrategy(traded, new StrategyInput.HaltOrdered(what));
        }
    }

    private static Step Ask(LedgerState state) => new([], [AskFor(state)]);

    private static LedgerEffect AskFor(LedgerState state) => AskFrom(state.Cursor);

    private static LedgerEffect AskFrom(long cursor) => new LedgerEffect.TellConnection(new ConnectionInput.PullFacts(cursor));
}
