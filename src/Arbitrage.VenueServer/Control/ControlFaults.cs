using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>
/// Faults as JSON. `kind` is one of `close_create` (with `stage` before_read, after_read, after_execution or mid_reply), `delay_reply`
/// (with `milliseconds`), `lose_reply`, `server_error` - these four with `venue`, optional `count` (1) and `calls` (`create` or `all`) -
/// `drop_sockets` (optional `venue`), `adl` (`symbol`, `contracts`), `funding` (`symbol`, `rate`), `transfer` (`venue`, `asset`, `amount`).
/// </summary>
internal static class ControlFaults
{
    public const string Example = """{"kind":"close_create","venue":"gate_spot","stage":"mid_reply","count":1}""";

    public static JsonObject Apply(JsonElement fault, VenueFloor floor)
    {
        var kind = Text(fault, "kind");
        switch (kind)
        {
            case "close_create":
                return Plan(fault, floor, new(Text(fault, "stage") switch
                {
                    "before_read" => RequestFault.CloseBeforeRead,
                    "after_read" => RequestFault.CloseAfterRead,
                    "after_execution" => RequestFault.CloseAfterExecution,
                    "mid_reply" => RequestFault.CloseMidReply,
                    var stage => throw new FormatException($"'{stage}' is not a stage."),
                }));
            case "delay_reply":
                return Plan(fault, floor, new(RequestFault.DelayReply, TimeSpan.FromMilliseconds((double)Number(fault, "milliseconds"))));
            case "lose_reply":
                return Plan(fault, floor, new(RequestFault.LoseReply));
            case "server_error":
                return Plan(fault, floor, new(RequestFault.ServerError));
            case "drop_sockets":
                var venue = Has(fault, "venue") ? VenueOf(fault) : (Venue?)null;
                return new() { ["kind"] = kind, ["dropped"] = floor.DropSockets(venue) };
            case "adl":
                var trade = floor.Models[Venue.GateFutures].InjectAdl(
                    new(Text(fault, "symbol")), new((long)Number(fault, "contracts")), floor.Now);
                return new() { ["kind"] = kind, ["trade"] = trade?.Id, ["size"] = trade is null ? "0" : WireText.Text(trade.Quantity.Value) };
            case "funding":
                floor.Models[Venue.GateFutures].ApplyFunding(new(Text(fault, "symbol")), new Rate(Number(fault, "rate")), floor.Now);
                return new() { ["kind"] = kind };
            case "transfer":
                floor.Models[VenueOf(fault)].Transfer(new(Text(fault, "asset")), Number(fault, "amount"), floor.Now);
                return new() { ["kind"] = kind };
            default:
                throw new FormatException($"'{kind}' is not a kind of fault.");
        }
    }

    private static JsonObject Plan(JsonElement fault, VenueFloor floor, PlannedFault planned)
    {
        var count = Has(fault, "count") ? (int)Number(fault, "count") : 1;
        floor.Faults.Plan(VenueOf(fault), planned, count, everyCall: Has(fault, "calls") && Text(fault, "calls") == "all");
        return new() { ["kind"] = Text(fault, "kind"), ["pending"] = floor.Faults.Pending };
    }

    private static Venue VenueOf(JsonElement fault)
    {
        var name = Text(fault, "venue");
        return Domain.Markets.Venues.All.Where(v => v.Key() == name).Cast<Venue?>().FirstOrDefault()
            ?? throw new FormatException($"'{name}' is not a venue; expected gate_spot, gate_futures or mexc_spot.");
    }

    private static bool Has(JsonElement fault, string name) => fault.TryGetProperty(name, out _);

    private static string Text(JsonElement fault, string name) =>
        fault.TryGetProperty(name, out var field) && field.GetString() is { } text
            ? text
            : throw new FormatException($"'{name}' is missing.");

    private static decimal Number(JsonElement fault, string name) =>
        fault.TryGetProperty(name, out var field)
            && WireText.TryParse(field.ValueKind == JsonValueKind.String ? field.GetString() : field.GetRawText(), out var value)
            ? value
            : throw new FormatException($"'{name}' is missing or not a number.");
}
