using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Serving;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Control;

/// <summary>The venues' truth and their faults, for tests and reports. Loopback only, no keys.</summary>
internal static class ControlApi
{
    public static void Map(WebApplication app, VenueFloor floor)
    {
        app.MapGet("/control/orders", () => Json(floor.Models.Values.SelectMany(m => m.Creates()).OrderBy(c => c.ReceivedAt)
            .Select(c => Order(c, floor.Models[c.Venue]))));
        app.MapGet("/control/trades", () => Json(floor.Models.Values.SelectMany(m => m.Trades().Select(t => Trade(m.Venue, t)))));
        app.MapGet("/control/accounts", () => Json(floor.Models.Values.Select(Account)));
        app.MapGet("/control/faults", () => Results.Text(
            new JsonObject { ["pending"] = floor.Faults.Pending, ["kinds"] = ControlFaults.Described() }.ToJsonString(Reply.Json), "application/json"));
        app.MapPost("/control/faults", request => ApplyAsync(request, floor));
        app.MapDelete("/control/faults", () =>
        {
            floor.Faults.Clear();
            floor.Outages.Ban(TimeSpan.Zero);
            foreach (var venue in floor.Models.Keys)
            {
                floor.Outages.TakeDown(venue, TimeSpan.Zero);
                floor.ClockOf(venue).Skew = TimeSpan.Zero;
            }

            return Results.NoContent();
        });
    }

    private static async Task ApplyAsync(HttpContext http, VenueFloor floor)
    {
        string? kind = null;
        IResult result;
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body);
            var items = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToList() : [document.RootElement];
            result = Json(items.ConvertAll(item =>
            {
                kind = item.ValueKind == JsonValueKind.Object && item.TryGetProperty("kind", out var named) ? named.ToString() : null;
                return ControlFaults.Apply(item, floor);
            }));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            result = Results.BadRequest(new { error = e.Message, example = ControlFaults.Example(kind) });
        }

        await result.ExecuteAsync(http);
    }

    private static IResult Json(IEnumerable<JsonObject> items) =>
        Results.Text(new JsonArray([.. items]).ToJsonString(Reply.Json), "application/json");

    private static JsonObject Order(CreateLogEntry entry, VenueModel model) => new()
    {
        ["venue"] = entry.Venue.Key(),
        ["clientId"] = entry.Request.ClientId,
        ["venueId"] = entry.VenueId,
        ["symbol"] = entry.Request.Symbol.Text,
        ["side"] = entry.Request.Side == Side.Buy ? "buy" : "sell",
        ["kind"] = entry.Request.Kind.ToString(),
        ["size"] = Text(entry.Request.Quantity.Value),
        ["price"] = Text(entry.Request.Limit.Value),
        ["reduceOnly"] = entry.Request.ReduceOnly,
        ["expiresAt"] = entry.Request.ExpiresAt?.ToString("O"),
        ["receivedAt"] = entry.ReceivedAt.ToString("O"),
        ["outcome"] = entry.Outcome,
        ["filled"] = Text(entry.Filled.Value),
        ["notional"] = Text(entry.Notional.Value),
    };

    private static JsonObject Trade(Venue venue, VenueTrade t) => new()
    {
        ["venue"] = venue.Key(),
        ["id"] = t.Id,
        ["orderId"] = t.OrderId,
        ["clientId"] = t.ClientId,
        ["origin"] = t.Origin,
        ["symbol"] = t.Symbol.Text,
        ["side"] = t.Side == Side.Buy ? "buy" : "sell",
        ["price"] = Text(t.Price.Value),
        ["size"] = Text(t.Quantity.Value),
        ["fee"] = Text(t.Fee),
        ["feeAsset"] = t.FeeAsset.Text,
        ["maker"] = t.Maker,
        ["at"] = t.At.ToString("O"),
    };

    private static JsonObject Account(VenueModel model) => new()
    {
        ["venue"] = model.Venue.Key(),
        ["balances"] = new JsonArray([.. model.Balances().Select(b => new JsonObject
        {
            ["asset"] = b.Asset.Text,
            ["total"] = Text(b.Total),
            ["free"] = Text(b.Free),
            ["locked"] = Text(b.Locked),
        })]),
        ["positions"] = new JsonArray([.. model.Positions().Where(p => p.Revision > 0).Select(p => new JsonObject
        {
            ["symbol"] = p.Symbol.Text,
            ["size"] = Text(p.Size.Value),
            ["contracts"] = Text(p.Size.Value / model.FindInstrument(p.Symbol)!.Multiplier.Value),
            ["entryValue"] = Text(p.EntryValue.Value),
            ["entry"] = Text(p.Entry.Value),
            ["mark"] = Text(p.Mark.Value),
            ["liquidation"] = Text(p.Liquidation.Value),
            ["margin"] = Text(p.Margin.Value),
            ["leverage"] = Text(p.Leverage),
            ["unrealisedPnl"] = Text(p.UnrealisedPnl.Value),
            ["realisedPnl"] = Text(p.RealisedPnl.Value),
            ["funding"] = Text(p.Funding.Value),
            ["fees"] = Text(p.Fees.Value),
        })]),
        ["openOrders"] = model.OpenOrders().Count,
        ["trades"] = model.Trades().Count,
    };
}
