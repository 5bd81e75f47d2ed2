using System.Collections.Immutable;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Model;
using Microsoft.Data.Sqlite;

namespace Arbitrage.Node.Paper;

/// <summary>
/// What the accounts of the venue model hold at the start: the seeds of a first run, or what the journal of the runs before adds up to. The model lives and
/// dies with the process, so what it did after the last journaled fact has not happened: an order that was under way then is found to have had no effect.
/// </summary>
/// <param name="Balances">Per venue and asset.</param>
/// <param name="Positions">Of the perpetual.</param>
/// <param name="IsContinued">There was a journal.</param>
internal sealed record PaperAccounts(
    IReadOnlyDictionary<Venue, IReadOnlyDictionary<Asset, decimal>> Balances, IReadOnlyDictionary<Symbol, OpenPosition> Positions, bool IsContinued)
{
    // The same rounding as the model's own account, so that the P&L of a continued position is that of one that was never interrupted.
    private const int ShareDecimals = 12;

    /// <summary>Reads the journal of a data directory, if there is one.</summary>
    /// <param name="directory">Data directory.</param>
    /// <param name="usdt">Seed of each account in a first run.</param>
    /// <param name="configuration">Symbols that the model will have.</param>
    /// <exception cref="NodeFailure">It is of another mode, or holds what the model cannot go on with.</exception>
    public static PaperAccounts Of(string directory, decimal usdt, NodeConfiguration configuration)
    {
        var facts = Facts(DataDirectory.JournalFileOf(directory));
        if (facts.Values.All(f => f.Count == 0))
        {
            return new(
                Domain.Markets.Venues.All.ToDictionary(
                    v => v, IReadOnlyDictionary<Asset, decimal> (_) => new Dictionary<Asset, decimal> { [Asset.Usdt] = usdt }),
                new Dictionary<Symbol, OpenPosition>(), IsContinued: false);
        }

        PaperMark.Demand(directory);
        var books = facts.ToDictionary(f => f.Key, f => f.Value.Aggregate(AccountBook.Empty, (book, fact) => book.With(f.Key, fact)));
        foreach (var (venue, book) in books)
            Check(directory, venue, book, configuration);
        return new(
            books.ToDictionary(b => b.Key, IReadOnlyDictionary<Asset, decimal> (b) => b.Value.Balances),
            books[Venue.GateFutures].Positions.ToDictionary(
                p => p.Key, p => new OpenPosition(p.Value, EntryValue(p.Key, facts[Venue.GateFutures]))),
            IsContinued: true);
    }

    /// <summary>Signed quote value that was paid for what is still open.</summary>
    internal static Notional EntryValue(Symbol symbol, IEnumerable<AccountFact> facts)
    {
        var (size, value) = (0m, 0m);
        foreach (var fact in facts.Where(f => f.Symbol == symbol))
        {
            if (fact is AccountFact.OpeningPosition opening)
                (size, value) = (opening.Size.Value, opening.Size.Value * opening.Entry.Value);
            if (fact is not AccountFact.Trade trade)
                continue;
            var signed = trade.Side.Sign() * trade.Quantity.Value;
            var closing = size == 0m || Math.Sign(size) == Math.Sign(signed) ? 0m : Math.Min(Math.Abs(size), Math.Abs(signed));
            if (closing > 0m)
                value -= closing == Math.Abs(size) ? value : Math.Round(value * closing / Math.Abs(size), ShareDecimals, MidpointRounding.ToZero);
            value += Math.Sign(signed) * (Math.Abs(signed) - closing) * trade.Price.Value;
            size += signed;
        }

        return new(value);
    }

    private static void Check(string directory, Venue venue, AccountBook book, NodeConfiguration configuration)
    {
        foreach (var (asset, amount) in book.Balances)
        {
            if (amount < 0m && venue.IsSpot())
            {
                throw new NodeFailure(ExitCode.BadInput,
                    $"'{directory}' cannot be continued: its journal holds {DecimalText.Plain(amount)} {asset} at {venue.Key()}, "
                    + "and no account does; name another data directory");
            }
        }

        foreach (var (symbol, size) in book.Positions)
        {
            if (configuration.Symbols.All(s => s.Symbol != symbol))
            {
                throw new NodeFailure(ExitCode.BadInput,
                    $"'{directory}' cannot be continued: its journal holds a position of {size} {symbol.Base} in {symbol}, "
                    + "which is not configured; add the symbol, or name another data directory");
            }
        }
    }

    private static Dictionary<Venue, List<AccountFact>> Facts(string journal)
    {
        var facts = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new List<AccountFact>());
        if (!File.Exists(journal))
            return facts;
        try
        {
            foreach (var row in JournalReader.ReadAll(journal))
            {
                if (row.Happened is ConnectionEvent.FactBooked booked)
                    facts[Domain.Markets.Venues.All.First(v => row.PersistenceId.EndsWith(v.Key(), StringComparison.Ordinal))].Add(booked.Fact.Fact);
            }
        }
        catch (SqliteException e) when (e.Message.Contains("no such table", StringComparison.Ordinal))
        {
            // A node was ended before it wrote its first event.
        }
        catch (SqliteException e)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{journal} is not a journal that can be read: {e.Message.TrimEnd('.')}; restore it from a backup", e);
        }

        return facts;
    }
}
