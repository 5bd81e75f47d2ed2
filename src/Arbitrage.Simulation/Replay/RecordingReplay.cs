using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Simulation.Replay;

/// <summary>
/// Runs a recording through the same machines and runner as everything else, on venue models and virtual time, at full speed. The strategy adopts
/// a declared opening inventory, as three minutes are too short to tell what establishing one would have cost.
/// </summary>
public sealed class RecordingReplay : IDisposable
{
    private static readonly TimeSpan EndTakesAtMost = TimeSpan.FromSeconds(150);

    private readonly IMarketRecording _recording;
    private readonly RecordingSurvey _survey;
    private readonly ReplayOptions _options;
    private readonly TimeProvider _time;
    private readonly RecordedMarket _market;
    private readonly ImmutableArray<Symbol> _symbols;
    private readonly ImmutableArray<Venue> _recorded;
    private readonly ImmutableArray<StrategySettings> _settings;
    private readonly OpeningInventory _opening;
    private readonly LocalRecorder? _recorder;

    /// <summary>Surveys the recording first, which reads it once.</summary>
    /// <param name="recording">What.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Measures and paces; null takes the system's.</param>
    /// <exception cref="RecordingException">The recording is wrong, or does not hold these symbols.</exception>
    public RecordingReplay(IMarketRecording recording, ReplayOptions options, TimeProvider? time = null)
        : this(recording, RecordingSurvey.Of(recording, SymbolsOf(recording, options)), options, time)
    {
    }

    /// <summary>Takes a survey made before: a sweep surveys once.</summary>
    public RecordingReplay(IMarketRecording recording, RecordingSurvey survey, ReplayOptions options, TimeProvider? time = null)
    {
        (_recording, _survey, _options, _time) = (recording, survey, options, time ?? TimeProvider.System);
        var wanted = SymbolsOf(recording, options);
        _symbols = [.. wanted.Where(s => survey.Legs.Any(l => l.Symbol == s))];
        _recorded = [.. survey.Legs.Where(l => wanted.Contains(l.Symbol)).Select(l => l.Venue).Distinct().Order()];
        _market = new(recording, survey, options, _time);
        _settings = [.. _symbols.Select(s => options.Adjust(options.Settings(s) with { StaleAfter = options.AgeRule, MaxSkew = options.AgeRule }))];
        _opening = OpeningInventory.Of(survey, _market, _settings);
        System = NewSystem();
        _recorder = options.Sampled ? new(System) : null;
    }

    /// <summary>The system; look at it after <see cref="Run"/>.</summary>
    public LocalSystem System { get; }

    /// <summary>Symbols of a recording that options ask for, ordered.</summary>
    /// <exception cref="RecordingException">One of them is not in the recording.</exception>
    public static ImmutableArray<Symbol> SymbolsOf(IMarketRecording recording, ReplayOptions options)
    {
        var there = recording.Header.Symbols;
        foreach (var symbol in options.Symbols)
        {
            if (!there.Contains(symbol))
                throw new RecordingException($"{recording.Header.Id}: no symbol {symbol}; there is {string.Join(", ", there)}.");
        }

        return options.Symbols.IsEmpty ? there : [.. options.Symbols.Distinct().Order()];
    }

    /// <summary>Replays all of it and ends the strategies, hedge kept.</summary>
    /// <param name="traceHash">Hash of the journals (B22).</param>
    /// <param name="progress">Told the part that is done, 0 to 1; null when nobody looks.</param>
    public RunReport Run(Func<MemoryJournals, string> traceHash, IProgress<decimal>? progress = null)
    {
        var begun = _time.GetTimestamp();
        System.StartMarket();
        if (_opening.QuotedAt is { } quoted) // an inventory can only be valued when every venue has quoted
            System.Time.RunUntil(quoted);
        foreach (var venue in Domain.Markets.Venues.All.Except(_recorded)) // before the start, so that its session never opens
            System.CloseSession(venue, "was not recorded");
        System.Start();
        Play(progress);
        var (books, took) = (System.BooksPublished, _time.GetElapsedTime(begun));
        Stop();
        return Report(traceHash(System.Journals)) with
        {
            TicksPerSecond = _options.Speed is null ? PerSecond(books, took - _market.Reading) : null,
            TicksPerSecondWithReading = PerSecond(books, took),
        };
    }

    /// <summary>The run over time, after <see cref="Run"/>.</summary>
    /// <exception cref="InvalidOperationException">It was not <see cref="ReplayOptions.Sampled"/>.</exception>
    public RunHistory History(RunReport report) => (_recorder ?? throw new InvalidOperationException("The replay was not sampled.")).History(
        new()
        {
            Mode = report.Mode,
            Seed = report.Seed,
            Market = report.Market,
            Generated = false,
            Started = _survey.Start,
            Symbols = [.. _settings.Select(SymbolFacts.Of)],
        },
        report);

    /// <inheritdoc/>
    public void Dispose() => _market.Dispose();

    // A virtual second at a time; paced, as much of it as has passed in real time.
    private void Play(IProgress<decimal>? progress)
    {
        var (end, begun, from) = (_survey.End, _time.GetTimestamp(), System.Time.Now);
        while (System.Time.Now < end)
        {
            var until = System.Time.Now + TimeSpan.FromSeconds(1);
            if (_options.Speed is { } speed)
            {
                until = from + TimeSpan.FromTicks((long)(_time.GetElapsedTime(begun).Ticks * speed));
                if (until <= System.Time.Now)
                {
                    Task.Delay(TimeSpan.FromMilliseconds(1), _time).GetAwaiter().GetResult();
                    continue;
                }
            }

            System.Time.RunUntil(until < end ? until : end);
            if (_survey.Length > TimeSpan.Zero)
                progress?.Report((decimal)(System.Time.Now - _survey.Start).Ticks / _survey.Length.Ticks);
        }
    }

    private static decimal? PerSecond(long books, TimeSpan took) => took > TimeSpan.Zero ? decimal.Round(books / (decimal)took.TotalSeconds) : null;

    private void Stop()
    {
        foreach (var symbol in _symbols)
            System.Tell(symbol, new StrategyInput.StopRequested(OnStop.KeepHedged, "the recording has ended"));
        System.RunUntil(() => System.Strategies.Values.All(s => s.State.Ended), EndTakesAtMost);
        System.RunUntil(() => !SystemAudit.Ledgers(System).Any(), EndTakesAtMost);
    }

    private RunReport Report(string traceHash)
    {
        var pairs = _options.Spreads?.Invoke(_settings[0].EntryThresholdPct);
        var report = LocalReport.Of(System, "replay", 0, $"{Label}; {_market.Declared}", _survey.Length, traceHash);
        return report with
        {
            Spread = pairs?.FirstOrDefault(p => p.First == Venue.GateSpot.Key() && p.Second == Venue.MexcSpot.Key()),
            Pairs = pairs,
            MaxDrawdownPct = Drawdown.LargestPct(System.Journals, _settings),
            Notes =
            [
                $"stale_after_ms and max_skew_ms overridden to {_options.AgeRule.TotalMilliseconds:0}: the recording holds changes and no proof of life, "
                    + "so age counts from the venue's own last quote",
                $"opening inventory declared and adopted: {_opening}; {DecimalText.Plain(_options.Quote * _symbols.Length)} USDT at each recorded venue",
                .. Domain.Markets.Venues.All.Except(_recorded).Select(v => $"{v.Key()} was not recorded: run as a venue that is down"),
                .. Assumptions(),
                .. _recording.Header.Declared,
                .. report.Notes,
            ],
        };
    }

    private string Label
    {
        get
        {
            var relabelled = _recording.Header.Relabelled
                ? "RELABELLED: other venues' quotes stand for ours, so no figure here says anything about Gate or MEXC; " : "";
            string[] counts =
            [
                .. Counted(MarketRecordKind.BookTicker, "quotes"), .. Counted(MarketRecordKind.Snapshot, "books"),
                .. Counted(MarketRecordKind.Depth, "depth updates"), .. Counted(MarketRecordKind.Trade, "trades"),
                .. Counted(MarketRecordKind.Down, "losses of a leg's stream"),
            ];
            return $"{relabelled}recording {_recording.Header.Id}, {string.Join(", ", counts)}";
        }
    }

    private IEnumerable<string> Counted(MarketRecordKind kind, string name) => _survey.Count(kind) is > 0 and var count ? [$"{count} {name}"] : [];

    private IEnumerable<string> Assumptions()
    {
        var usual = new ReplayOptions();
        foreach (var venue in Domain.Markets.Venues.All)
        {
            var latency = _options.OrderLatencies.GetValueOrDefault(venue, _options.OrderLatency);
            if (latency != usual.OrderLatency)
                yield return $"orders take {DecimalText.Plain((decimal)latency.TotalMilliseconds)} ms to {venue.Key()}, its answers as long"
                    + (latency > _settings[0].ClockErrorMax ? "; beyond clock_error_max_ms, so nothing adds risk there" : "");
        }

        if (_options.Books == RecordedBooks.Tickers && _survey.Count(MarketRecordKind.Depth) > 0)
            yield return "books are the recorded best prices; the recorded depth is not looked at";
        if (_options.Queue != QueueModel.None)
            yield return _options.Queue == QueueModel.Proportional
                ? "queue model proportional: an order finds half of each displayed level"
                : "queue model pessimistic: the best displayed level is gone when an order arrives; with best prices alone nothing ever fills";
        if (_options.Speed is { } speed)
            yield return $"paced at {DecimalText.Plain(speed)} x real time";
    }

    private LocalSystem NewSystem()
    {
        var before = _survey.Start.AddDays(-1);
        var models = Domain.Markets.Venues.All.ToDictionary(v => v, v => NewModel(v, before));
        return new(
            new()
            {
                Start = _survey.Start,
                TraceCalls = false,
                Stepwise = _options.Stepwise,
                WireTakes = _options.OrderLatency,
                WireTakesAt = _options.OrderLatencies,
                Strategies = _settings,
                Connections =
                [
                    .. Domain.Markets.Venues.All.Select(v => new ConnectionSettings { Venue = v, Symbols = _symbols, FuturesLeverage = _settings[0].FuturesLeverage }),
                ],
            },
            _market, models);
    }

    private VenueModel NewModel(Venue venue, DateTimeOffset before)
    {
        // An account that is never reached is declared empty: nobody could compare it with a book.
        var seeds = new Dictionary<Asset, decimal>();
        if (_recorded.Contains(venue))
            seeds.Add(Asset.Usdt, _options.Quote * _symbols.Length);
        foreach (var (symbol, held) in _opening.At(venue).Where(_ => venue.IsSpot()))
            seeds.Add(symbol.Base, held);
        var model = new VenueModel(venue, _market.Instruments(venue), new(seeds, before) { DefaultLeverage = _settings[0].FuturesLeverage });
        foreach (var (symbol, hedge) in _opening.At(venue).Where(_ => !venue.IsSpot()))
            OpenShort(model, symbol, -hedge, before);
        model.Queue = _options.Queue; // the hedge is declared, not traded
        return model;
    }

    // Sold a day before, at the first recorded bid, by an order that is not ours: what the connection then finds and adopts.
    private void OpenShort(VenueModel model, Symbol symbol, decimal size, DateTimeOffset before)
    {
        var first = _survey.Leg(symbol, Venue.GateFutures)!;
        model.SetBook(symbol, [new(first.FirstBid, new(size))], [new(first.FirstAsk, new(size))], before);
        var result = model.Create(new(null, symbol, Side.Sell, OrderKind.ImmediateOrCancel, new(size), first.FirstBid), before);
        if (result is not CreateResult.Accepted { Order: { } order } || order.Left != Quantity.Zero)
            throw new InvalidOperationException($"The declared hedge could not be opened: {result}");
    }
}
