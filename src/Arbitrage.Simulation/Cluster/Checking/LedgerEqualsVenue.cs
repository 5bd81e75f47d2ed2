using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I4: every fact is booked once, by the connection and by the ledger, and at quiescence every balance and position of every ledger equals its venue to the
/// last digit.
/// </summary>
internal sealed class LedgerEqualsVenue() : Checker("I4")
{
    private readonly HashSet<(string PersistenceId, string Key)> _booked = [];

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        var fact = durable.Happened switch
        {
            ConnectionEvent.FactBooked e => e.Fact.Fact,
            LedgerEvent.Booked e => e.Fact.Fact,
            _ => null,
        };
        if (fact is not null && !_booked.Add((durable.By.PersistenceId, fact.Key)))
            Broken($"{durable.By.PersistenceId} booked {fact.Key} twice: {fact}.");
    }

    /// <inheritdoc/>
    public override void AtQuiescence()
    {
        foreach (var (venue, model) in Cluster.Venues)
        {
            if (Cluster.StateOf<LedgerState>(JournalIds.Ledger(venue)) is not { } ledger)
                continue;
            foreach (var balance in model.Balances())
                Compare($"{venue} {balance.Asset}", ledger.Book.Balance(balance.Asset), balance.Total);
            foreach (var asset in ledger.Book.Balances.Keys)
                Compare($"{venue} {asset}", ledger.Book.Balance(asset), model.Balance(asset).Total);
            var positions = model.Positions();
            foreach (var position in positions)
                Compare($"{venue} position {position.Symbol}", ledger.Book.Position(position.Symbol).Value, position.Size.Value);
            foreach (var symbol in ledger.Book.Positions.Keys)
            {
                if (positions.All(p => p.Symbol != symbol))
                    Compare($"{venue} position {symbol}", ledger.Book.Position(symbol).Value, 0m);
            }
        }
    }

    private void Compare(string what, decimal book, decimal venue)
    {
        if (book != venue)
            Broken($"{what} is {DecimalText.Plain(book)} in the book and {DecimalText.Plain(venue)} at the venue.");
    }
}
