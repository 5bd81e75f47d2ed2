using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Soak;

/// <summary>
/// Keeps the last states of every slot, so that a book read from the venue by REST can be compared with the state of the same update id.
/// </summary>
internal sealed class SoakBooks
{
    private const int Kept = 256;

    private readonly Dictionary<(Venue, Symbol), Trail> _trails;

    public SoakBooks(IEnumerable<BookSlot> slots) => _trails = slots.ToDictionary(slot => (slot.Venue, slot.Symbol), slot => new Trail(slot));

    /// <summary>The state of now.</summary>
    public Book Latest(Venue venue, Symbol symbol) => _trails[(venue, symbol)].Latest();

    /// <summary>Reads every book from the venue until one of the same id was seen here, and compares them; what is wrong, in words.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(HttpClient http, Uri gate, Uri mexc, TimeSpan patience)
    {
        var wrong = new List<string>();
        foreach (var ((venue, symbol), trail) in _trails)
        {
            if (await CompareAsync(trail, () => ReadAsync(http, venue, symbol, gate, mexc), patience) is { } why)
                wrong.Add($"{venue.Key()} {symbol}: {why}");
        }

        return wrong;
    }

    private static async Task<string?> CompareAsync(Trail trail, Func<Task<(long Id, string Text)>> read, TimeSpan patience)
    {
        var until = TimeProvider.System.GetUtcNow() + patience;
        var ids = new List<long>();
        while (TimeProvider.System.GetUtcNow() < until)
        {
            var (id, theirs) = await read();
            ids.Add(id);
            // The push of this id may be on its way.
            for (var wait = 0; wait < 10 && trail.LastId < id; wait++)
                await Task.Delay(50);
            if (trail.At(id) is { } ours)
                return ours == theirs ? null : $"differs at {id}: ours {ours}, the venue's {theirs}";
        }

        return $"never seen at an id of the venue's ({string.Join(' ', ids.TakeLast(5))}; last here {trail.LastId}, {trail.Latest().Status})";
    }

    // Read without the connectors' own code: what is checked must not check itself.
    private static async Task<(long Id, string Text)> ReadAsync(HttpClient http, Venue venue, Symbol symbol, Uri gate, Uri mexc)
    {
        var (address, contract) = venue switch
        {
            Venue.GateSpot => (new Uri(gate, $"/api/v4/spot/order_book?currency_pair={symbol}&limit=20&with_id=true"), 1m),
            Venue.GateFutures => (
                new Uri(gate, $"/api/v4/futures/usdt/order_book?contract={symbol}&limit=20&with_id=true"), await ContractAsync(http, gate, symbol)),
            _ => (new Uri(mexc, $"/api/v3/depth?symbol={symbol.Base}{symbol.Quote}&limit=20"), 1m),
        };
        using var json = JsonDocument.Parse(await http.GetStringAsync(address));
        var root = json.RootElement;
        var id = root.TryGetProperty("lastUpdateId", out var mexcId) ? mexcId.GetInt64() : root.GetProperty("id").GetInt64();
        return (id, $"{Side(root.GetProperty("bids"), contract)} | {Side(root.GetProperty("asks"), contract)}");
    }

    private static async Task<decimal> ContractAsync(HttpClient http, Uri gate, Symbol symbol)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(gate, $"/api/v4/futures/usdt/contracts/{symbol}")));
        return decimal.Parse(json.RootElement.GetProperty("quanto_multiplier").GetString()!, CultureInfo.InvariantCulture);
    }

    private static string Side(JsonElement levels, decimal contract) => string.Join(' ', levels.EnumerateArray().Take(Book.Depth).Select(level =>
        level.ValueKind == JsonValueKind.Array
            ? Level(Number(level[0]), Number(level[1]))
            : Level(Number(level.GetProperty("p")), Number(level.GetProperty("s")) * contract)));

    private static string Side(ReadOnlySpan<BookLevel> levels)
    {
        var texts = new string[levels.Length];
        for (var i = 0; i < levels.Length; i++)
            texts[i] = Level(levels[i].Price.Value, levels[i].Quantity.Value);
        return string.Join(' ', texts);
    }

    private static string Level(decimal price, decimal size) => string.Create(CultureInfo.InvariantCulture, $"{price:0.############}x{size:0.############}");

    private static decimal Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDecimal();

    private sealed class Trail
    {
        private readonly Lock _gate = new();
        private readonly BookSlot _slot;
        private readonly Book[] _states = [.. Enumerable.Range(0, Kept).Select(_ => new Book())];
        private long _count;

        public Trail(BookSlot slot)
        {
            _slot = slot;
            slot.OnChange(Copy);
        }

        public long LastId => Latest().Sequence;

        public Book Latest()
        {
            lock (_gate)
            {
                var copy = new Book();
                copy.CopyFrom(_states[(_count + Kept - 1) % Kept]);
                return copy;
            }
        }

        public string? At(long id)
        {
            lock (_gate)
            {
                var found = Array.Find(_states, state => state.Sequence == id && state.IsUsable);
                return found is null ? null : $"{Side(found.Bids)} | {Side(found.Asks)}";
            }
        }

        private void Copy()
        {
            lock (_gate)
                _slot.Read(_states[_count++ % Kept]);
        }
    }
}
