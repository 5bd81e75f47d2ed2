using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Driver;

/// <summary>Checks the promises that can be read off journals and venues at the end of a run. Every line is one broken promise.</summary>
public static class SystemAudit
{
    /// <summary>At most one CREATE per intent at the venues (I1), and each with a durable intent and claim of the same order (I2).</summary>
    public static IEnumerable<string> Orders(LocalSystem system)
    {
        var intents = Intents(system.Journals).ToLookup(i => i.Id.Text, StringComparer.Ordinal);
        var claims = system.Journals.All.Select(e => e.Happened).OfType<ConnectionEvent.Claimed>()
            .ToLookup(c => c.Intent.Id.Text, StringComparer.Ordinal);
        foreach (var twice in intents.Where(i => i.Count() > 1))
            yield return $"I1: {twice.Key} was intended {twice.Count()} times.";
        foreach (var twice in claims.Where(c => c.Count() > 1))
            yield return $"I1: {twice.Key} was claimed {twice.Count()} times.";
        var received = system.Models.Values.SelectMany(m => m.Creates()).ToList();
        var ours = received.Where(r => Ours(r.Request.ClientId)).ToList();
        foreach (var twice in ours.GroupBy(r => r.Request.ClientId!, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"I1: {twice.Count()} CREATEs of {twice.Key} reached {string.Join(", ", twice.Select(t => t.Venue.Key()))}.";
        foreach (var create in ours)
        {
            var id = create.Request.ClientId!;
            var intent = intents[id].FirstOrDefault();
            if (intent is null)
                yield return $"I2: {create.Venue.Key()} got {id}, which no strategy intended.";
            else if (intent.Venue != create.Venue || VenueTranslation.Request(intent) != create.Request)
                yield return $"I2: {create.Venue.Key()} got {create.Request}, intended was {intent}.";
            if (claims[id].FirstOrDefault() is not { } claim || claim.Intent.Venue != create.Venue)
                yield return $"I2: {create.Venue.Key()} got {id}, which its connection did not claim.";
        }
    }

    /// <summary>Every account's ledger equals the venue to the last digit (I4). Only means something when nothing is in flight.</summary>
    public static IEnumerable<string> Ledgers(LocalSystem system)
    {
        foreach (var (venue, host) in system.Ledgers)
        {
            var book = host.State.Book;
            var balances = system.Models[venue].Balances().ToDictionary(b => b.Asset, b => b.Total);
            foreach (var asset in book.Balances.Keys.Union(balances.Keys).Order())
            {
                if (book.Balance(asset) != balances.GetValueOrDefault(asset))
                    yield return $"I4: {venue.Key()}: {asset} is {DecimalText.Plain(book.Balance(asset))} in the book and "
                        + $"{DecimalText.Plain(balances.GetValueOrDefault(asset))} at the venue.";
            }

            var positions = system.Models[venue].Positions().ToDictionary(p => p.Symbol, p => p.Size);
            foreach (var symbol in book.Positions.Keys.Union(positions.Keys).Order())
            {
                if (book.Position(symbol) != positions.GetValueOrDefault(symbol))
                    yield return $"I4: {venue.Key()}: position {symbol} is {book.Position(symbol)} in the book and "
                        + $"{positions.GetValueOrDefault(symbol)} at the venue.";
            }
        }
    }

    /// <summary>No venue took a CREATE after its NotAfter (I6).</summary>
    public static IEnumerable<string> Expiries(LocalSystem system) =>
        from intent in Intents(system.Journals)
        from create in system.Models[intent.Venue].Creates()
        where create.Request.ClientId == intent.Id.Text && create.VenueId is not null && create.ReceivedAt > intent.NotAfter
        select $"I6: {intent.Venue.Key()} took {intent.Id} at {create.ReceivedAt:O}, after {intent.NotAfter:O}.";

    /// <summary>No certain net delta above one contract lasted longer than its limit (I7).</summary>
    public static IEnumerable<string> Deltas(LocalSystem system)
    {
        var audit = new DeltaAudit(system.Options.Strategies.ToDictionary(s => s.Symbol, s => s.DeltaTimeLimit));
        foreach (var entry in system.Journals.All)
            audit.Take(entry.PersistenceId, entry.Sequence, entry.Happened);
        return audit.Findings;
    }

    private static IEnumerable<OrderIntent> Intents(MemoryJournals journals) => journals.All.SelectMany(e => e.Happened switch
    {
        StrategyEvent.LegsIntended legs => legs.Orders,
        StrategyEvent.LadderStepped step => step.Orders,
        _ => [],
    });

    private static bool Ours(string? clientId) => ClientOrderId.TryParse(clientId, out _);
}
