using System.Globalization;
using Arbitrage.Actors;
using Arbitrage.Actors.Journal;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Node.CommandLine;

namespace Arbitrage.Cli.Journal;

/// <summary>
/// Finds the pair that somebody means: by one of its orders (our id, with or without Gate's `t-`, or the venue's), by one of its trades (venues'
/// ids also as `gate_spot:ID`, as two venues may give the same), or by its number (`BTC_USDT/57`, `strategy-btc_usdt/57`, or `57` where one strategy alone has it).
/// </summary>
internal static class TradeFinder
{
    /// <summary>Strategy and number of the pair.</summary>
    /// <exception cref="NodeFailure">Nothing, or more than one thing, is meant.</exception>
    public static (string Strategy, long Pair) Find(JournalFile journal, string what)
    {
        var text = what.Trim();
        var found = ClientOrderId.TryParse(text.StartsWith("t-", StringComparison.Ordinal) ? text[2..] : text, out var id)
            ? ByOrder(journal, id.Text)
            : Number(text) is { } pair ? ByNumber(journal, pair.Symbol, pair.Number) : [];
        if (found.Count == 0)
            found = ByVenue(journal, text);
        return found.Count switch
        {
            1 => found.First(),
            0 => throw new NodeFailure(ExitCode.BadInput,
                $"'{what}' is no order, trade or pair of this journal; name a pair as BTC_USDT/57, or an order or trade by its id. `arb journal tail` shows what there is"),
            _ => throw new NodeFailure(ExitCode.BadInput, $"'{what}' may be any of {string.Join(", ", found.Select(f => FormattableString.Invariant($"{f.Strategy}/{f.Pair}")))}; name one of them"),
        };
    }

    private static (string? Symbol, long Number)? Number(string text)
    {
        var cut = text.IndexOf('/', StringComparison.Ordinal);
        return long.TryParse(text[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (cut < 0 ? null : text[..cut], number)
            : null;
    }

    private static HashSet<(string Strategy, long Pair)> ByNumber(JournalFile journal, string? symbol, long number)
    {
        var found = new HashSet<(string, long)>();
        foreach (var strategy in Strategies(journal))
        {
            var isMeant = symbol is null || string.Equals(strategy, symbol, StringComparison.OrdinalIgnoreCase)
                || string.Equals(strategy, "strategy-" + symbol, StringComparison.OrdinalIgnoreCase);
            if (isMeant && journal.Of(strategy, number, number).FirstOrDefault()?.Read() is StrategyEvent.LegsIntended)
                found.Add((strategy, number));
        }

        return found;
    }

    private static HashSet<(string Strategy, long Pair)> ByOrder(JournalFile journal, string order)
    {
        var found = new HashSet<(string, long)>();
        foreach (var strategy in Strategies(journal))
        {
            var pair = 0L;
            foreach (var stored in journal.Of(strategy))
            {
                var happened = stored.Read();
                var orders = happened switch
                {
                    StrategyEvent.LegsIntended legs => legs.Orders,
                    StrategyEvent.LadderStepped step => step.Orders,
                    _ => [],
                };
                if (happened is StrategyEvent.LegsIntended)
                    pair = stored.Sequence;
                if (orders.Any(o => o.Id.Text == order))
                    found.Add((strategy, pair));
            }
        }

        return found;
    }

    private static HashSet<(string Strategy, long Pair)> ByVenue(JournalFile journal, string text)
    {
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var venues = Domain.Markets.Venues.All;
        if (venues.Where(v => text.StartsWith(v.Key() + ":", StringComparison.Ordinal)).ToList() is [var only])
            (venues, text) = ([only], text[(only.Key().Length + 1)..]);
        foreach (var venue in venues)
        {
            foreach (var stored in journal.Of(PersistenceIds.Connection(venue)))
            {
                switch (stored.Read())
                {
                    case ConnectionEvent.FactBooked { Fact.Fact: AccountFact.Trade trade } when trade.TradeId == text || trade.Key == text || trade.VenueOrderId == text:
                        orders.Add(trade.Order?.Text ?? throw new NodeFailure(
                            ExitCode.BadInput, $"'{text}' is a trade of an order that is not ours ({trade.Cause}, {venue}): no pair led to it"));
                        break;
                    case ConnectionEvent.Acknowledged e when e.VenueOrderId == text:
                        orders.Add(e.Id.Text);
                        break;
                    default:
                        break;
                }
            }
        }

        var found = new HashSet<(string, long)>();
        foreach (var order in orders)
            found.UnionWith(ByOrder(journal, order));
        return found;
    }

    private static IEnumerable<string> Strategies(JournalFile journal) => journal.Actors().Keys.Where(id => StateFold.SymbolOf(id) is not null);
}
