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

/// <summary>How a recording is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Base units shown at each best price, as none were recorded.</summary>
    public decimal Size { get; init; } = 10_000m;

    /// <summary>
    /// Oldest quote that counts, in the statistics and for the strategy (`stale_after_ms`, `max_skew_ms`). A recording holds changes only and no
    /// proof of life: an empty cell of a one-second recorder means that the recorder was alive, not that the venue was. So age counts from the
    /// venue's own last quote, and the limits of a live feed (1500 and 500 ms) are overridden by this rule, which every output states.
    /// </summary>
    public TimeSpan AgeRule { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>USDT at each venue at the opening, beside the inventory.</summary>
    public decimal Quote { get; init; } = 5_000m;

    /// <summary>Samples the run for <see cref="RecordingReplay.History"/>; costs a little speed.</summary>
    public bool Sampled { get; init; }

    /// <summary>Changes the strategy's settings: an experiment of a test, not of the command.</summary>
    public Func<StrategySettings, StrategySettings> Adjust { get; init; } = settings => settings;

    /// <summary>Without the short cuts of a quiet tick: some ten times slower, with the same journals. A test holds the fast way against it.</summary>
    public bool Stepwise { get; init; }
}

/// <summary>
/// Runs a recording through the same machines and runner as everything else, on venue models and virtual time, at full speed. The strategy adopts
/// a declared opening inventory, as three minutes are too short to tell what establishing one would have cost.
/// </summary>
public sealed class RecordingReplay
{
    private static readonly TimeSpan EndTakesAtMost = TimeSpan.FromSeconds(150);

    private readonly Recording _recording;
    private readonly ReplayOptions _options;
    private readonly RecordedMarket _market;
    private readonly StrategySettings _settings;
    private readonly ImmutableSortedDictionary<Venue, decimal> _opening;
    private readonly LocalRecorder? _recorder;

    /// <param name="recording">What.</param>
    /// <param name="options">How.</param>
    public RecordingReplay(Recording recording, ReplayOptions options)
    {
        (_recording, _options) = (recording, options);
        _market = new(recording, options.Size);
        _settings = options.Adjust(new() { Symbol = recording.Symbol, StaleAfter = options.AgeRule, MaxSkew = options.AgeRule });
        _opening = Opening();
        System = NewSystem();
        _recorder = options.Sampled ? new(System) : null;
    }

    /// <summary>The system; look at it after <see cref="Run"/>.</summary>
    public LocalSystem System { get; }

    /// <summary>Replays all of it and ends the strategy, hedge kept.</summary>
    /// <param name="traceHash">Hash of the journals (B22).</param>
    /// <param name="time">Measures the speed.</param>
    /// <param name="progress">Told the part that is done, 0 to 1; null when nobody looks.</param>
    public RunReport Run(Func<MemoryJournals, string> traceHash, TimeProvider time, IProgress<decimal>? progress = null)
    {
        var begun = time.GetTimestamp();
        System.StartMarket();
        if (!_opening.IsEmpty) // an inventory can only be valued when every venue has quoted
            System.Time.RunUntil(_recording.Recorded.Max(v => _recording.Quotes.First(q => q.Venue == v).At));
        System.Start();
        foreach (var venue in Domain.Markets.Venues.All.Except(_recording.Recorded))
            System.CloseSession(venue, "was not recorded");
        for (var end = _recording.Start + _recording.Length; System.Time.Now < end;)
        {
            System.Time.RunUntil(System.Time.Now + TimeSpan.FromSeconds(1) < end ? System.Time.Now + TimeSpan.FromSeconds(1) : end);
            progress?.Report((decimal)(System.Time.Now - _recording.Start).Ticks / _recording.Length.Ticks);
        }

        var ticks = System.BooksPublished;
        var took = time.GetElapsedTime(begun);
        Stop();
        return Report(traceHash(System.Journals)) with
        {
            TicksPerSecond = took > TimeSpan.Zero ? decimal.Round(ticks / (decimal)took.TotalSeconds) : null,
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
            Started = _recording.Start,
            Symbols = [SymbolFacts.Of(_settings)],
        },
        report);

    private void Stop()
    {
        System.Tell(_recording.Symbol, new StrategyInput.StopRequested(OnStop.KeepHedged, "the recording has ended"));
        System.RunUntil(() => System.Strategies.Values.All(s => s.State.Ended), EndTakesAtMost);
        System.RunUntil(() => !SystemAudit.Ledgers(System).Any(), EndTakesAtMost);
    }

    private RunReport Report(string traceHash)
    {
        var pairs = SpreadStatistics.OfAllPairs(_recording, _options.AgeRule, _settings.EntryThresholdPct).ToImmutableArray();
        var report = LocalReport.Of(
            System, "replay", 0, $"recording {_recording.Scenario}, {_recording.Quotes.Length} quotes; {_market.Declared}", _recording.Length, traceHash);
        return report with
        {
            Spread = pairs.FirstOrDefault(p => p.First == Venue.GateSpot.Key() && p.Second == Venue.MexcSpot.Key()),
            Pairs = pairs,
            Notes =
            [
                $"stale_after_ms and max_skew_ms overridden to {_options.AgeRule.TotalMilliseconds:0}: the recording holds changes and no proof of life, "
                    + "so age counts from the venue's own last quote",
                $"opening inventory declared and adopted: {OpeningText()}; {DecimalText.Plain(_options.Quote)} USDT at each venue",
                .. Domain.Markets.Venues.All.Except(_recording.Recorded).Select(v => $"{v.Key()} was not recorded: run as a venue that is down"),
                .. report.Notes,
            ],
        };
    }

    private string OpeningText() => _opening.IsEmpty
        ? "none"
        : string.Join(", ", _opening.Select(o => $"{DecimalText.Plain(o.Value)} {_recording.Symbol.Base} at {o.Key.Key()}"));

    // Half of the target inventory on each spot, in whole contracts together, and the hedge of it. Needs all three venues.
    private ImmutableSortedDictionary<Venue, decimal> Opening()
    {
        if (_recording.Recorded.Length != Domain.Markets.Venues.All.Count)
            return ImmutableSortedDictionary<Venue, decimal>.Empty;
        var contract = _market.Instruments(Venue.GateFutures)[0].Multiplier.Value;
        var target = _settings.BasePositionSize.Value * _settings.MaxPositionMultiplier;
        var each = decimal.Ceiling(target / 2m / _recording.Quotes.Min(q => q.Bid.Value) / contract) * contract;
        return ImmutableSortedDictionary<Venue, decimal>.Empty
            .Add(Venue.GateSpot, each).Add(Venue.MexcSpot, each).Add(Venue.GateFutures, -2m * each);
    }

    private LocalSystem NewSystem()
    {
        var before = _recording.Start.AddDays(-1);
        var models = Domain.Markets.Venues.All.ToDictionary(v => v, v => NewModel(v, before));
        return new(
            new()
            {
                Start = _recording.Start,
                TraceCalls = false,
                Stepwise = _options.Stepwise,
                Strategies = [_settings],
                Connections = [.. Domain.Markets.Venues.All.Select(v => new ConnectionSettings { Venue = v, Symbols = [_recording.Symbol] })],
            },
            _market, models);
    }

    private VenueModel NewModel(Venue venue, DateTimeOffset before)
    {
        var seeds = new Dictionary<Asset, decimal> { [Asset.Usdt] = _options.Quote };
        if (venue.IsSpot() && _opening.TryGetValue(venue, out var held))
            seeds.Add(_recording.Symbol.Base, held);
        var model = new VenueModel(venue, _market.Instruments(venue), new(seeds, before) { DefaultLeverage = _settings.FuturesLeverage });
        if (venue == Venue.GateFutures && _opening.TryGetValue(venue, out var hedge))
            OpenShort(model, -hedge, before);
        return model;
    }

    // Sold a day before, at the first recorded bid, by an order that is not ours: what the connection then finds and adopts.
    private void OpenShort(VenueModel model, decimal size, DateTimeOffset before)
    {
        var first = _recording.Quotes.First(q => q.Venue == Venue.GateFutures);
        model.SetBook(_recording.Symbol, [new(first.Bid, new(size))], [new(first.Ask, new(size))], before);
        var result = model.Create(
            new(null, _recording.Symbol, Side.Sell, OrderKind.ImmediateOrCancel, new(size), first.Bid), before);
        if (result is not CreateResult.Accepted { Order: { } order } || order.Left != Quantity.Zero)
            throw new InvalidOperationException($"The declared hedge could not be opened: {result}");
    }
}
