using System.Buffers;
using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// `order_book_update` joined with REST snapshots of the same number of levels, and `book_ticker` as proof of life; both channels and the snapshot
/// share one counter of ids. Perpetual sizes are turned from contracts into base units.
/// </summary>
internal sealed class GateBookProtocol : IBookProtocol
{
    private readonly GateMarket _market;
    private readonly ImmutableArray<SymbolName> _symbols;
    private readonly PublicRest _rest;
    private readonly GateBookReader _reader;
    private readonly string _interval;
    private readonly int _levels;
    private ImmutableArray<decimal> _multipliers = [];

    public GateBookProtocol(GateMarket market, VenueOptions options, ImmutableArray<SymbolName> symbols, TimeProvider time)
    {
        // Nearest of the two that Gate offers; the fast one tells 20 levels only.
        var isFast = options.BookInterval < TimeSpan.FromMilliseconds(60);
        (_market, _symbols, _interval, _levels) = (market, symbols, isFast ? "20ms" : "100ms", isFast ? 20 : 100);
        _rest = new PublicRest(market.Venue, options, time);
        _reader = new GateBookReader(market, [.. symbols.Select(symbol => symbol.VenueName)]);
        Shape = new DepthShape(_levels, _levels, StreamsBeyondSnapshot: false);
    }

    /// <inheritdoc/>
    public Venue Venue => _market.Venue;

    /// <inheritdoc/>
    public DepthShape Shape { get; }

    /// <inheritdoc/>
    public void Configure(ClientWebSocketOptions options)
    {
        if (_market == GateMarket.Futures)
            options.SetRequestHeader("X-Gate-Size-Decimal", "1");
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        if (_market != GateMarket.Futures)
            return;
        var multipliers = ImmutableArray.CreateBuilder<decimal>(_symbols.Length);
        foreach (var symbol in _symbols)
        {
            using var contract = JsonDocument.Parse(
                await _rest.GetAsync($"/futures/usdt/contracts/{Uri.EscapeDataString(symbol.VenueName)}", cancel));
            multipliers.Add(GateInstruments.MultiplierOf(contract.RootElement));
        }

        _multipliers = multipliers.MoveToImmutable();
    }

    /// <inheritdoc/>
    public ImmutableArray<byte[]> SubscribeFrames(DateTimeOffset now)
    {
        var levels = _market.TakesLevels ? $",\"{_levels}\"" : "";
        return
        [
            .. _symbols.Select(symbol => Subscribe(_market.BookChannel, $"\"{symbol.VenueName}\",\"{_interval}\"{levels}")),
            .. _symbols.Select(symbol => Subscribe(_market.BestQuoteChannel, $"\"{symbol.VenueName}\"")),
        ];

        byte[] Subscribe(string channel, string payload) => Encoding.UTF8.GetBytes(
            $$"""{"time":{{now.ToUnixTimeSeconds()}},"channel":"{{channel}}","event":"subscribe","payload":[{{payload}}]}""");
    }

    /// <inheritdoc/>
    public void WritePing(IBufferWriter<byte> into, DateTimeOffset now) =>
        into.Write(Encoding.UTF8.GetBytes(
        $$"""{"time":{{now.ToUnixTimeSeconds()}},"channel":"{{_market.Channels}}.ping"}"""));

    /// <inheritdoc/>
    public BookMessage Read(ReadOnlySpan<byte> message, bool isText, DepthUpdate into)
    {
        var read = _reader.Read(message, into);
        if (read is { Kind: BookMessageKind.Change, Symbol: >= 0 } && !_multipliers.IsEmpty)
            into.Scale(_multipliers[read.Symbol]);
        return read;
    }

    /// <inheritdoc/>
    public async Task<DepthUpdate> ReadSnapshotAsync(SymbolName symbol, CancellationToken cancel)
    {
        var path = $"{_market.BookPath}{Uri.EscapeDataString(symbol.VenueName)}&limit={_levels}&with_id=true";
        var body = await _rest.GetAsync(path, cancel);
        try
        {
            var snapshot = _reader.ReadSnapshot(body);
            if (!_multipliers.IsEmpty)
                snapshot.Scale(_multipliers[_symbols.IndexOf(symbol)]);
            return snapshot;
        }
        catch (Exception unreadable) when (unreadable is JsonException or FormatException)
        {
            throw new VenueException($"{Venue.Key()} GET {path}: {unreadable.Message}", inner: unreadable);
        }
    }
}
