using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Model;

/// <summary>The rows of an account: the only way its balances change.</summary>
internal sealed class AccountRows(Action<VenueEvent> publish, long numbersFrom)
{
    private readonly List<VenueRow> _rows = [];
    private readonly SortedDictionary<Asset, decimal> _totals = [];

    public IReadOnlyList<VenueRow> All => _rows;

    public IEnumerable<Asset> Assets => _totals.Keys;

    public decimal Total(Asset asset) => _totals.GetValueOrDefault(asset);

    public void Add(
        VenueRowKind kind, Asset asset, decimal change, DateTimeOffset at, Symbol? symbol = null, string? trade = null,
        string? order = null)
    {
        if (change == 0m)
            return;
        var balance = Total(asset) + change;
        _totals[asset] = balance;
        var row = new VenueRow(numbersFrom + _rows.Count + 1, kind, asset, change, balance, symbol, trade, order, at);
        _rows.Add(row);
        publish(new VenueEvent.RowAdded(row));
    }
}
