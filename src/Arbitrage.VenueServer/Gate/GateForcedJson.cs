using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Shapes of positions that Gate took: liquidations and deleveraging, told to their owner and to everybody.</summary>
internal static class GateForcedJson
{
    public static JsonObject PublicLiquidation(VenueEvent.PositionTaken taken, Instrument i, bool asText) => new()
    {
        ["time"] = Seconds(taken.Trade.At),
        ["contract"] = i.VenueSymbol,
        ["size"] = GateFuturesJson.Size(i, taken.Trade.Side.Sign() * taken.Trade.Quantity.Value, asText),
        ["order_size"] = GateFuturesJson.Size(i, taken.Trade.Side.Sign() * taken.Trade.Quantity.Value, asText),
        ["order_price"] = Text(taken.Trade.Price.Value),
        ["fill_price"] = Text(taken.Trade.Price.Value),
        ["left"] = GateFuturesJson.Count(0m, asText),
    };

    public static JsonObject Deleveraged(VenueEvent.PositionTaken taken, Instrument i, bool asText) => new()
    {
        ["time"] = Seconds(taken.Trade.At),
        ["user"] = GateNames.UserId,
        ["order_id"] = GateNames.Id(taken.Trade.OrderId),
        ["contract"] = i.VenueSymbol,
        ["leverage"] = Text(taken.Before.Leverage),
        ["cross_leverage_limit"] = Text(taken.Before.CrossLimit),
        ["entry_price"] = Text(taken.Before.Entry.Value),
        ["fill_price"] = Text(taken.Trade.Price.Value),
        ["trade_size"] = GateFuturesJson.Size(i, taken.Trade.Side.Sign() * taken.Trade.Quantity.Value, asText),
        ["position_size"] = GateFuturesJson.Size(i, taken.After.Size.Value, asText),
    };

    public static JsonObject Liquidated(VenueEvent.PositionTaken taken, Instrument i, bool asText) => new()
    {
        ["time"] = Seconds(taken.Trade.At),
        ["contract"] = i.VenueSymbol,
        ["size"] = GateFuturesJson.Size(i, taken.Before.Size.Value, asText),
        ["leverage"] = Text(taken.Before.Leverage),
        ["margin"] = Text(taken.Before.Margin.Value),
        ["entry_price"] = Text(taken.Before.Entry.Value),
        ["liq_price"] = Text(taken.Before.Liquidation.Value),
        ["mark_price"] = Text(taken.Before.Mark.Value),
        ["order_id"] = GateNames.Id(taken.Trade.OrderId),
        ["order_price"] = Text(taken.Trade.Price.Value),
        ["fill_price"] = Text(taken.Trade.Price.Value),
        ["left"] = GateFuturesJson.Count(0m, asText),
    };
}
