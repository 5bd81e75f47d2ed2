using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>The promises that hold in every scenario, whatever it is about. Every line is one broken promise.</summary>
internal static class ScenarioAudit
{
    /// <summary>All that can be seen at the end.</summary>
    public static IEnumerable<string> Of(ScenarioWorld world, IScenarioStage stage) =>
        [.. Orders(world), .. world.Scenario.LedgersEqual ? Ledgers(world, stage) : []];

    /// <summary>Intents of the strategy with what their pair was for.</summary>
    public static IEnumerable<(OrderIntent Order, PairPurpose? Purpose)> Intents(ScenarioWorld world)
    {
        PairPurpose? purpose = null;
        foreach (var entry in world.Journals.Of(JournalIds.Strategy(Scenario.Symbol)))
        {
            if (entry.Happened is StrategyEvent.LegsIntended legs)
                purpose = legs.Purpose;
            foreach (var order in entry.Happened switch
            {
                StrategyEvent.LegsIntended l => l.Orders,
                StrategyEvent.LadderStepped l => l.Orders,
                _ => [],
            })
                yield return (order, purpose);
        }
    }

    private static IEnumerable<string> Orders(ScenarioWorld world)
    {
        var intents = Intents(world).Select(i => i.Order).ToLookup(i => i.Id.Text, StringComparer.Ordinal);
        var claims = world.Journals.All.Select(e => e.Happened).OfType<ConnectionEvent.Claimed>().ToLookup(c => c.Intent.Id.Text, StringComparer.Ordinal);
        foreach (var twice in world.SentCreates.GroupBy(s => s.Intent.Id.Text, StringComparer.Ordinal).Where(g => g.Count() > 1))
            yield return $"I1: {twice.Count()} CREATEs of {twice.Key} left the system.";
        foreach (var twice in intents.Where(i => i.Count() > 1))
            yield return $"I1: {twice.Key} was intended {twice.Count()} times.";
        foreach (var twice in claims.Where(i => i.Count() > 1))
            yield return $"I1: {twice.Key} was claimed {twice.Count()} times.";
        foreach (var create in world.Venues.Values.SelectMany(v => v.Model.Creates()).Where(c => ClientOrderId.TryParse(c.Request.ClientId, out _)))
        {
            var intent = intents[create.Request.ClientId!].FirstOrDefault();
            if (intent is null)
                yield return $"I2: {create.Venue.Key()} got {create.Request.ClientId}, which no strategy intended.";
            else if (intent.Venue != create.Venue || VenueTranslation.Request(intent) != create.Request)
                yield return $"I2: {create.Venue.Key()} got {create.Request}, intended was {intent}.";
            else if (create.VenueId is not null && create.ReceivedAt > intent.NotAfter)
                yield return $"I6: {create.Venue.Key()} took {intent.Id} at {create.ReceivedAt:O}, after {intent.NotAfter:O}.";
            if (!claims[create.Request.ClientId!].Any(c => c.Intent.Venue == create.Venue))
                yield return $"I2: {create.Venue.Key()} got {create.Request.ClientId}, which its connection did not claim.";
        }
    }

    private static IEnumerable<string> Ledgers(ScenarioWorld world, IScenarioStage stage)
    {
        foreach (var venue in world.Venues.Values)
        {
            var book = stage.Ledger(venue.Venue).Book;
            var balances = venue.Model.Balances().ToDictionary(b => b.Asset, b => b.Total);
            foreach (var asset in book.Balances.Keys.Union(balances.Keys).Order())
            {
                if (book.Balance(asset) != balances.GetValueOrDefault(asset))
                    yield return $"I4: {venue.Venue.Key()}: {asset} is {DecimalText.Plain(book.Balance(asset))} in the book and "
                        + $"{DecimalText.Plain(balances.GetValueOrDefault(asset))} at the venue.";
            }

            var positions = venue.Model.Positions().ToDictionary(p => p.Symbol, p => p.Size);
            foreach (var symbol in book.Positions.Keys.Union(positions.Keys).Order())
            {
                if (book.Position(symbol) != positions.GetValueOrDefault(symbol))
                    yield return $"I4: {venue.Venue.Key()}: position {symbol} is {book.Position(symbol)} in the book and "
                        + $"{positions.GetValueOrDefault(symbol)} at the venue.";
            }
        }
    }
}
