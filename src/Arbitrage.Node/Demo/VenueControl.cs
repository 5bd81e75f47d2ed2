using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Node.CommandLine;

namespace Arbitrage.Node.Demo;

/// <summary>The control side of a venue server: its own order log and accounts, which the report is checked against, and its faults.</summary>
internal sealed class VenueControl(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Every CREATE that the venues received.</summary>
    public async Task<IReadOnlyList<ReceivedCreate>> OrdersAsync(CancellationToken cancel)
    {
        using var document = await ReadAsync("/control/orders", cancel);
        return [.. document.RootElement.EnumerateArray().Select(o => new ReceivedCreate(
            VenueOf(o), Text(o, "clientId"), Text(o, "venueId"), Text(o, "symbol")!, Text(o, "side")!, Number(o, "size"), Number(o, "price")))];
    }

    /// <summary>What every account holds by the venue's own count.</summary>
    public async Task<ImmutableSortedDictionary<Venue, VenueTruth>> AccountsAsync(CancellationToken cancel)
    {
        using var document = await ReadAsync("/control/accounts", cancel);
        return document.RootElement.EnumerateArray().ToImmutableSortedDictionary(VenueOf, account => new VenueTruth(
            account.GetProperty("balances").EnumerateArray().Select(b => (Asset: new Asset(Text(b, "asset")!), Total: Number(b, "total")))
                .Where(b => b.Total != 0m).ToImmutableSortedDictionary(b => b.Asset, b => b.Total),
            account.GetProperty("positions").EnumerateArray().Select(p => (Symbol: new Symbol(Text(p, "symbol")!), Size: Number(p, "size")))
                .Where(p => p.Size != 0m).ToImmutableSortedDictionary(p => p.Symbol, p => p.Size)));
    }

    /// <summary>The venue takes these contracts of a short by automatic deleveraging.</summary>
    public async Task DeleverageAsync(Symbol symbol, long contracts, CancellationToken cancel)
    {
        using var reply = await _http.PostAsJsonAsync("/control/faults", new { kind = "adl", symbol = symbol.Text, contracts }, cancel);
        reply.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            await using var stream = await _http.GetStreamAsync(path, cancel);
            return await JsonDocument.ParseAsync(stream, cancellationToken: cancel);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new NodeFailure(ExitCode.MissingResource, $"the venue server at {_http.BaseAddress} does not answer {path}: {e.Message}", e);
        }
    }

    private static Venue VenueOf(JsonElement item)
    {
        var key = Text(item, "venue");
        return Domain.Markets.Venues.All.First(v => v.Key() == key);
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal Number(JsonElement item, string name) => item.GetProperty(name) is { ValueKind: JsonValueKind.String } text
        ? decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture)
        : item.GetProperty(name).GetDecimal();
}
