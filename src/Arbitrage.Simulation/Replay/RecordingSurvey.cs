using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// What one pass over a recording finds that a replay has to know before it begins: its span, and each leg's first and lowest prices, from which the
/// opening inventory is declared. Keeps no records, so that its size does not grow with the recording's.
/// </summary>
public sealed class RecordingSurvey
{
    private readonly SortedDictionary<(Symbol Symbol, Venue Venue), LegSurvey> _legs = [];
    private readonly SortedSet<(Symbol Symbol, Venue Venue)> _depths = [];
    private readonly long[] _kinds = new long[Enum.GetValues<MarketRecordKind>().Length];

    private RecordingSurvey()
    {
    }

    /// <summary>Receipt of the first record of these symbols.</summary>
    public DateTimeOffset Start { get; private set; }

    /// <summary>Receipt of the last one.</summary>
    public DateTimeOffset End { get; private set; }

    /// <summary>From the first to the last.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>Legs with a best price, by symbol, then venue.</summary>
    public IEnumerable<(Symbol Symbol, Venue Venue)> Legs => _legs.Keys;

    /// <summary>Records of a kind.</summary>
    public long Count(MarketRecordKind kind) => _kinds[(int)kind];

    /// <summary>Changes of full depth were recorded of a leg.</summary>
    public bool HasDepth(Symbol symbol, Venue venue) => _depths.Contains((symbol, venue));

    /// <summary>Prices of a leg; null when it has none.</summary>
    public LegSurvey? Leg(Symbol symbol, Venue venue) => _legs.GetValueOrDefault((symbol, venue));

    /// <summary>Lowest best bid of a symbol at any venue; none without one.</summary>
    public Price LowestBid(Symbol symbol)
    {
        Price lowest = default;
        foreach (var ((of, _), leg) in _legs)
        {
            if (of == symbol && (lowest.IsNone || leg.LowestBid < lowest))
                lowest = leg.LowestBid;
        }

        return lowest;
    }

    /// <summary>Reads a recording once.</summary>
    /// <param name="recording">What.</param>
    /// <param name="symbols">Others are not looked at.</param>
    /// <exception cref="RecordingException">Wrong somewhere, or without a single price of these symbols.</exception>
    public static RecordingSurvey Of(IMarketRecording recording, IReadOnlyCollection<Symbol> symbols)
    {
        var survey = new RecordingSurvey();
        var record = new MarketRecord();
        using var reader = recording.Read();
        while (reader.TryRead(record))
        {
            if (record.Symbol.Text is not null && symbols.Contains(record.Symbol))
                survey.Take(record);
        }

        return survey._legs.Count > 0
            ? survey
            : throw new RecordingException($"{recording.Header.Id}: no best price of {string.Join(", ", symbols)}; choose another recording or symbol.");
    }

    private void Take(MarketRecord record)
    {
        _kinds[(int)record.Kind]++;
        Start = Start == default ? record.ReceivedAt : Start;
        End = record.ReceivedAt;
        if (record.Kind == MarketRecordKind.Depth)
            _depths.Add((record.Symbol, record.Venue));
        if (record.Kind is not (MarketRecordKind.BookTicker or MarketRecordKind.Snapshot) || record.Bids.IsEmpty || record.Asks.IsEmpty)
            return;
        var (key, bid, ask) = ((record.Symbol, record.Venue), record.Bids[0].Price, record.Asks[0].Price);
        if (!_legs.TryGetValue(key, out var leg))
            _legs.Add(key, new(record.ReceivedAt, bid, ask) { LowestBid = bid });
        else if (bid < leg.LowestBid)
            leg.LowestBid = bid;
    }
}

/// <summary>Prices of one leg.</summary>
/// <param name="FirstAt">Receipt of its first best prices.</param>
/// <param name="FirstBid">Its first best bid.</param>
/// <param name="FirstAsk">Its first best ask.</param>
public sealed record LegSurvey(DateTimeOffset FirstAt, Price FirstBid, Price FirstAsk)
{
    /// <summary>Lowest best bid.</summary>
    public Price LowestBid { get; internal set; }
}
