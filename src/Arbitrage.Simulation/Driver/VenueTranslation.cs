using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Driver;

/// <summary>What a venue model says in the words of the domain, as the connectors would translate it from the wire.</summary>
internal static class VenueTranslation
{
    public static OrderReport Report(Venue venue, VenueOrder order) => new(
        venue, order.Symbol, order.Id, Ours(order.ClientId), order.IsOpen, order.Filled, order.Notional);

    public static AccountFact.Trade Trade(VenueTrade trade) => new(
        $"trade:{trade.Id}", trade.Symbol, trade.At, trade.Id, trade.OrderId, Ours(trade.ClientId), trade.Side, trade.Price, trade.Quantity,
        trade.Fee, trade.FeeAsset, trade.Maker, Cause(trade));

    /// <summary>Rows that are neither fills nor their fees: those come with the trades.</summary>
    public static IEnumerable<AccountFact.Row> Rows(IEnumerable<VenueRow> rows) =>
        from row in rows
        let kind = Kind(row.Kind)
        where kind is not null
        select new AccountFact.Row(
            $"row:{row.Number}", row.Symbol, row.At, $"{row.Number}", kind.Value, row.Asset, row.Change);

    public static AccountReport Account(VenueModel model, DateTimeOffset at) => new(
        model.Venue, at,
        [.. model.Balances().Select(b => new BalanceReport(b.Asset, b.Total, b.Free))],
        [.. model.Positions().Where(p => !p.Size.IsZero).Select(Position)]);

    public static CreateRequest Request(OrderIntent intent) => new(
        intent.Id.Text, intent.Symbol, intent.Side, intent.Kind, intent.Quantity, intent.Cap, intent.ReduceOnly, intent.NotAfter);

    // Gate's reply tells the state of the order, MEXC's does not.
    public static CreateOutcome Outcome(Venue venue, CreateResult result) => result switch
    {
        CreateResult.Accepted a => new CreateOutcome.Accepted(a.Order.Id, venue == Venue.MexcSpot ? null : Report(venue, a.Order)),
        CreateResult.Refused r => new CreateOutcome.Rejected(r.Reason, r.Text),
        _ => throw new InvalidOperationException($"No such result: {result}"),
    };

    private static PositionReport Position(VenuePosition p) => new(
        p.Symbol, p.Size, p.Entry, p.Mark, p.Liquidation, p.Margin, p.Leverage, OneWay: true);

    private static ClientOrderId? Ours(string? clientId) => ClientOrderId.TryParse(clientId, out var id) ? id : null;

    private static TradeCause Cause(VenueTrade trade) => trade.Origin switch
    {
        "auto_deleveraging" => TradeCause.AutoDeleveraging,
        "liquidation" => TradeCause.Liquidation,
        _ => Ours(trade.ClientId) is null ? TradeCause.Foreign : TradeCause.Own,
    };

    private static RowKind? Kind(VenueRowKind kind) => kind switch
    {
        VenueRowKind.Transfer => RowKind.Transfer,
        VenueRowKind.RealisedPnl => RowKind.RealisedPnl,
        VenueRowKind.Funding => RowKind.Funding,
        VenueRowKind.Fill or VenueRowKind.Fee => null,
        _ => throw new InvalidOperationException($"No such row: {kind}"),
    };
}
