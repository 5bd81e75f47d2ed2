using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>A CREATE that passed the last check, and so has left the system.</summary>
/// <param name="At">When.</param>
/// <param name="Venue">Where to.</param>
/// <param name="Intent">What.</param>
public sealed record SentCreate(DateTimeOffset At, Venue Venue, OrderIntent Intent);

/// <summary>Everything around the machines of a scenario: time, market, venues, journals, and what was seen. Both stages stand in the same kind of world.</summary>
public sealed class ScenarioWorld
{
    private static readonly TimeSpan BookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BookTakes = TimeSpan.FromMilliseconds(1);

    private readonly List<TimelineEntry> _timeline = [];
    private readonly List<RaisedAlert> _alerts = [];
    private readonly List<SentCreate> _sent = [];
    private readonly Dictionary<Venue, (FeedFate Fate, DateTimeOffset Until)> _feeds = [];
    private long _books;

    /// <param name="scenario">What is played.</param>
    public ScenarioWorld(Scenario scenario)
    {
        Scenario = scenario;
        Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Time = new(Start);
        Journals = new(Time, TimeSpan.FromMicroseconds(500)) { Written = entry => Note(entry) };
        Venues = scenario.Accounts.ToImmutableSortedDictionary(a => a.Key, a => new ScenarioVenue(this, a.Key, a.Value, Start));
    }

    /// <summary>What is played.</summary>
    public Scenario Scenario { get; }

    /// <summary>Time of a message between machines.</summary>
    public static TimeSpan TellTakes { get; } = TimeSpan.FromMicroseconds(50);

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The clock of everything.</summary>
    public VirtualTime Time { get; }

    /// <summary>Journals of all machines.</summary>
    public ScenarioJournals Journals { get; }

    /// <summary>The three venues.</summary>
    public ImmutableSortedDictionary<Venue, ScenarioVenue> Venues { get; }

    /// <summary>What happened.</summary>
    public IReadOnlyList<TimelineEntry> Timeline => _timeline;

    /// <summary>Alerts, in order.</summary>
    public IReadOnlyList<RaisedAlert> Alerts => _alerts;

    /// <summary>CREATEs that left the system.</summary>
    public IReadOnlyList<SentCreate> SentCreates => _sent;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => Time.Now - Start;

    /// <summary>Base held at all venues, as the venues know it.</summary>
    public decimal NetDelta => Venues.Values.Sum(v => v.Venue.IsSpot()
        ? v.Model.Balance(Scenario.Symbol.Base).Total
        : v.Model.Position(Scenario.Symbol).Size.Value);

    /// <summary>Somebody is told.</summary>
    public void Raise(string source, string code, string text)
    {
        _alerts.Add(new(Time.Now, source, code, text));
        Note(TimelineKind.Alert, source, $"{code}: {text}");
    }

    /// <summary>A line of the timeline.</summary>
    public void Note(TimelineKind kind, string who, string text) => _timeline.Add(new(Elapsed, kind, who, text));

    /// <summary>What went wrong in the middle of something asynchronous; null when nothing did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Something that goes on by itself; its failure ends the run.</summary>
    public void Follow(Task task) => _ = task.ContinueWith(
        failed => Fault ??= failed.Exception!.GetBaseException(), CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Lets the market move and its books come.</summary>
    internal void StartMarket() => ShowBooks();

    internal void Disturb(ScenarioStep.Feed step) => _feeds[step.Venue] = (step.Fate, Time.Now + step.For);

    internal void Sent(Venue venue, OrderIntent intent, CreateFate? fate)
    {
        _sent.Add(new(Time.Now, venue, intent));
        if (fate is { } wrong)
            Note(TimelineKind.Step, venue.Key(), $"CREATE {intent.Id}: {wrong}");
    }

    internal void Arrived(ScenarioVenue venue, OrderIntent intent, CreateResult result) => Note(
        TimelineKind.Order, venue.Venue.Key(),
        $"CREATE {intent.Id} {intent.Side} {intent.Quantity} at {intent.Cap}{(intent.ReduceOnly ? " reduce-only" : "")}: " + result switch
        {
            CreateResult.Accepted a => $"filled {a.Order.Filled}",
            CreateResult.Refused r => $"refused, {r.Reason}",
            _ => "?",
        });

    private void ShowBooks()
    {
        _books++;
        foreach (var venue in Venues.Values)
        {
            var (mid, account) = (MidOf(venue.Venue), venue.Account);
            // The size changes a little each time, so that what was taken is shown again.
            var size = new Quantity(account.Depth + (_books % 2 * account.Rules.Lot.Value));
            var tick = account.Rules.Tick.Value;
            BookLevel Level(int side, int n) => new(new(Math.Round((mid + (side * account.Spread * (1 + (2 * n)))) / tick) * tick), size);
            BookLevel[] bids = [Level(-1, 0), Level(-1, 1), Level(-1, 2)], asks = [Level(1, 0), Level(1, 1), Level(1, 2)];
            venue.Model.SetBook(Scenario.Symbol, bids, asks, venue.Now);
            Publish(venue);
        }

        Time.After(BookEvery, ShowBooks);
    }

    private void Publish(ScenarioVenue venue)
    {
        var fate = _feeds.TryGetValue(venue.Venue, out var feed) && Time.Now < feed.Until ? feed.Fate : (FeedFate?)null;
        if (fate == FeedFate.Silent)
            return;
        var shown = venue.Model.Book(Scenario.Symbol);
        Time.After(BookTakes, () =>
        {
            var book = new Book();
            var (bids, asks) = fate == FeedFate.Crossed ? (shown.Asks, shown.Bids) : (shown.Bids, shown.Asks);
            book.Set(bids, asks, shown.Sequence, shown.At, Time.Now);
            venue.Publish(book);
        });
    }

    private decimal MidOf(Venue venue)
    {
        var mid = 1m;
        foreach (var move in Scenario.Market)
        {
            if (move.Venue == venue && move.At <= Elapsed && (move.For is not { } length || Elapsed < move.At + length))
                mid = move.Mid;
        }

        return mid;
    }

    private void Note(JournalEntry entry)
    {
        if (JournalText.Of(entry.Happened) is { } text)
            Note(TimelineKind.Journal, entry.PersistenceId, text);
    }
}
