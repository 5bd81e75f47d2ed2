using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Soak;

/// <summary>Asks the control API for a fault again and again, drawn from all kinds that a connector must live through, until it is told to pause.</summary>
internal sealed class FaultMaker(HttpClient http, Uri gate, int seed, TimeSpan every, bool spareStops = false)
{
    private static readonly string[] PublicChannels = ["spot.order_book_update", "spot.book_ticker", "futures.order_book_update", "futures.book_ticker", "spot@public"];
    private static readonly string[] PrivateChannels = ["spot.orders", "spot.usertrades", "futures.orders", "futures.usertrades", "spot@private"];
    // The first is a reason for a strategy to stop for good, and rightly.
    private static readonly string[] Rejects = ["insufficient_funds", "too_small", "price_band", "not_tradable", "rate_limited", "other"];
    private static readonly string[] Stages = ["before_read", "after_read", "after_execution", "mid_reply"];

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, int> _made = new(StringComparer.Ordinal);

    /// <summary>How many of each kind.</summary>
    public IReadOnlyDictionary<string, int> Made => _made;

    /// <summary>Until cancelled, against a venue server that somebody else runs and somebody else trades at; ends every fault and says what was made.</summary>
    public static async Task<int> RunAloneAsync(Uri gate, int seed, TimeSpan every, TextWriter output, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var maker = new FaultMaker(http, gate, seed, every, spareStops: true);
        await maker.RunAsync(cancel);
        await maker.EndAllAsync();
        await output.WriteLineAsync(JsonSerializer.Serialize(maker.Made));
        return 0;
    }

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            await Task.Delay(every * (0.5 + _random.NextDouble()), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancel.IsCancellationRequested)
                await AskAsync(Next());
        }
    }

    /// <summary>Ends every fault that is still to come or under way.</summary>
    public async Task EndAllAsync()
    {
        using var reply = await http.DeleteAsync(new Uri(gate, "/control/faults"));
        reply.EnsureSuccessStatusCode();
    }

    private async Task AskAsync((string Kind, string Body) fault)
    {
        using var content = new StringContent(fault.Body, Encoding.UTF8, "application/json");
        using var reply = await http.PostAsync(new Uri(gate, "/control/faults"), content);
        if (!reply.IsSuccessStatusCode)
            throw new InvalidOperationException($"The control API refused {fault.Body}: {await reply.Content.ReadAsStringAsync()}");
        _made[fault.Kind] = _made.GetValueOrDefault(fault.Kind) + 1;
    }

    private (string Kind, string Body) Next()
    {
        var venue = Pick(Domain.Markets.Venues.All).Key();
        return _random.Next(18) switch
        {
            0 => Of("close_create", venue, $",\"stage\":\"{Pick(Stages)}\""),
            1 => Of("lose_request", venue, ",\"calls\":\"create\""),
            2 => Of("lose_reply", venue, ",\"calls\":\"create\""),
            3 => Of("delay_reply", venue, $",\"milliseconds\":{_random.Next(200, 3000)},\"calls\":\"all\""),
            4 => Of("server_error", venue, $",\"status\":{Pick([500, 502, 503, 504])},\"effect\":{(_random.Next(2) == 0 ? "true" : "false")},\"count\":2"),
            5 => Of("rate_limited", venue, ",\"seconds\":1,\"calls\":\"all\""),
            6 => Of("reject", venue, $",\"reason\":\"{Pick(spareStops ? Rejects[1..] : Rejects)}\",\"count\":2"),
            7 => Of("partial_fill", venue, ",\"share\":0.4,\"count\":2"),
            8 => Of("drop_sockets", venue, ""),
            9 => Of("stall_stream", venue, $",\"milliseconds\":{_random.Next(500, 8000)},\"catch_up\":{(_random.Next(2) == 0 ? "true" : "false")}"),
            10 => Push("duplicate_push", venue),
            11 => Push("reorder_push", venue),
            12 => Push("skip_push", venue),
            13 => Push("skip_push", venue),
            14 => ("listen_key_expiry", """{"kind":"listen_key_expiry"}"""),
            15 => Of("maintenance", venue, $",\"seconds\":{_random.Next(1, 5)}"),
            16 => Of("crossed_book", venue, $",\"symbol\":\"BTC_USDT\",\"ticks\":{_random.Next(1, 5)}"),
            _ => Of("clock_skew", venue, $",\"milliseconds\":{_random.Next(-400, 401)}"),
        };
    }

    private (string Kind, string Body) Push(string kind, string venue)
    {
        var (isFutures, isMexc) = (venue == Venue.GateFutures.Key(), venue == Venue.MexcSpot.Key());
        var channels = (_random.Next(2) == 0 ? PublicChannels : PrivateChannels)
            .Where(channel => isMexc ? channel.StartsWith("spot@", StringComparison.Ordinal)
                : !channel.StartsWith("spot@", StringComparison.Ordinal) && channel.StartsWith("futures", StringComparison.Ordinal) == isFutures);
        return Of(kind, venue, $",\"channel\":\"{Pick([.. channels])}\",\"count\":{_random.Next(1, 4)}");
    }

    private static (string Kind, string Body) Of(string kind, string venue, string more) => (kind, $"{{\"kind\":\"{kind}\",\"venue\":\"{venue}\"{more}}}");

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
