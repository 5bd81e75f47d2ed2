using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Soak;

/// <summary>The venue's own list of trades and orders beside what was booked: each trade exactly once and as the venue has it, no order twice.</summary>
internal sealed class TradeAudit(HttpClient http, Uri gate, SoakTally tally)
{
    private int _audited;

    /// <summary>Trades that were compared so far.</summary>
    public int Audited => _audited;

    /// <summary>What is wrong since the last call, in words. Waits so long for a trade that is on its way.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(TimeSpan patience)
    {
        var wrong = new List<string>();
        var theirs = new List<string>();
        await foreach (var trade in ReadAsync("/control/trades"))
            theirs.Add(Text(trade));
        var since = theirs.Count - _audited;
        var until = TimeProvider.System.GetUtcNow() + patience;
        while (tally.Trades.Count < since && TimeProvider.System.GetUtcNow() < until)
            await Task.Delay(100);
        var booked = new List<string>();
        while (tally.Trades.TryDequeue(out var told))
            booked.Add(Text(told.Venue, told.Trade));
        _audited += booked.Count;
        // The venue's list is by venue and grows in each part: what was audited before is left out by counting each text once.
        var missing = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var trade in theirs)
            missing[trade] = missing.GetValueOrDefault(trade) + 1;
        foreach (var trade in booked)
        {
            if (!missing.Remove(trade))
                wrong.Add($"booked, but not the venue's or booked twice: {trade}");
        }

        if (theirs.Count != _audited)
            wrong.Add($"the venue has {theirs.Count} trades, booked are {_audited}");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var order in ReadAsync("/control/orders"))
        {
            if (!ids.Add($"{order.GetProperty("venue")} {order.GetProperty("clientId")}"))
                wrong.Add($"more than one CREATE of {order.GetProperty("venue")} {order.GetProperty("clientId")}");
        }

        return wrong;
    }

    // Element by element: the lists grow with the run, and what they are read with is kept in pools and weighed with the heap.
    private async IAsyncEnumerable<JsonElement> ReadAsync(string path)
    {
        await using var stream = await http.GetStreamAsync(new Uri(gate, path));
        await foreach (var element in JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(stream))
            yield return element;
    }

    private static string Text(JsonElement trade) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trade.GetProperty("venue")} {trade.GetProperty("id")} {trade.GetProperty("symbol")} {trade.GetProperty("side")} {Number(trade, "size"):0.############} at {Number(trade, "price"):0.############} fee {Number(trade, "fee"):0.##################}");

    private static string Text(Venue venue, Domain.Trading.AccountFact.Trade trade) => string.Create(
        CultureInfo.InvariantCulture,
        $"{venue.Key()} {trade.TradeId} {trade.Symbol} {(trade.Side == Side.Buy ? "buy" : "sell")} {trade.Quantity.Value:0.############} at {trade.Price.Value:0.############} fee {trade.Fee:0.##################}");

    private static decimal Number(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
