using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Simulation.Scenarios;

/// <summary>
/// The ports of one session of one venue, on virtual time: both stages talk to the venue model through the same ones, with the same faults. Tasks end
/// on the thread that lets time pass.
/// </summary>
public sealed class ScenarioPorts(ScenarioWorld world, ScenarioVenue venue, IRequestObserver requests) : ITradingGateway, IPrivateStream, IInstrumentSource
{
    private static readonly TimeSpan SessionTakes = TimeSpan.FromMilliseconds(50);

    private TimeSpan Timeout => world.Scenario.Connections[venue.Venue].RequestTimeout;

    private VirtualTime Time => world.Time;

    /// <inheritdoc/>
    public Venue Venue => venue.Venue;

    /// <inheritdoc/>
    public Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<ImmutableArray<Instrument>>();
        Time.After(venue.Account.Wire * 2, () =>
        {
            if (venue.IsInMaintenance)
                done.TrySetException(new VenueException($"{Venue.Key()}: the rules cannot be read, HTTP 503"));
            else
                done.TrySetResult([venue.Rules]);
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public Task<ClockReading> MeasureClockAsync(CancellationToken cancel)
    {
        var done = new TaskCompletionSource<ClockReading>();
        Time.After(venue.Account.Wire * 2, () =>
        {
            if (venue.IsInMaintenance)
                done.TrySetException(new VenueException($"{Venue.Key()}: the time cannot be read, HTTP 503"));
            else
                done.TrySetResult(venue.Clock);
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        if (lastCheck() is { } reason)
            return Task.FromResult<CreateOutcome>(new CreateOutcome.NotSent(reason));
        var fate = venue.NextCreateFate();
        world.Sent(venue.Venue, intent, fate?.Fate);
        var done = new TaskCompletionSource<CreateOutcome>();
        var wire = venue.Account.Wire;
        switch (fate?.Fate)
        {
            case CreateFate.LostBefore:
                Time.After(Timeout, () => End(new CreateOutcome.Unknown("no reply in time"), RequestEnd.NoReply));
                break;
            case CreateFate.ReplyLost:
                Time.After(wire, () => Take());
                Time.After(Timeout, () => End(new CreateOutcome.Unknown("no reply in time"), RequestEnd.NoReply));
                break;
            case CreateFate.ReplyLate:
                Time.After(wire, () => Reply(Take(), fate.By));
                break;
            case CreateFate.ArrivesLate:
                Time.After(fate.By, () => Take());
                Time.After(Timeout, () => End(new CreateOutcome.Unknown("no reply in time"), RequestEnd.NoReply));
                break;
            case CreateFate.Rejected:
                Time.After(wire, () => venue.Model.LogDropped(VenueTranslation.Request(intent), $"refused:{fate.Reason}", venue.Now));
                Time.After(wire * 2, () => End(
                    new CreateOutcome.Rejected(fate.Reason, "the scenario says no"),
                    fate.Reason == VenueReject.RateLimited ? RequestEnd.RateLimited : RequestEnd.Answered));
                break;
            case CreateFate.Partial:
                Time.After(wire, () => Reply(Take(fate.Share), TimeSpan.Zero));
                break;
            case CreateFate.ServerError:
                Time.After(wire * 2, () => End(new CreateOutcome.Unknown("HTTP 502"), RequestEnd.NoReply));
                break;
            case CreateFate.ServerErrorAfterEffect:
                Time.After(wire, () => Take());
                Time.After(wire * 2, () => End(new CreateOutcome.Unknown("HTTP 502"), RequestEnd.NoReply));
                break;
            default:
                if (venue.IsInMaintenance)
                    Time.After(wire * 2, () => End(new CreateOutcome.Unknown("HTTP 503"), RequestEnd.NoReply));
                else
                    Time.After(wire, () => Reply(Take(), TimeSpan.Zero));
                break;
        }

        return done.Task;

        CreateResult Take(decimal? share = null)
        {
            var result = venue.Model.Create(VenueTranslation.Request(intent), venue.Now, share);
            world.Arrived(venue, intent, result);
            return result;
        }

        void Reply(CreateResult result, TimeSpan late) =>
            Time.After(wire + late, () => End(VenueTranslation.Outcome(Venue, result), RequestEnd.Answered));

        void End(CreateOutcome outcome, RequestEnd end)
        {
            Observe(RequestKind.Place, end, intent.Symbol);
            done.TrySetResult(outcome);
        }
    }

    /// <inheritdoc/>
    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        Call<OrderReport?>("cancel", RequestKind.Cancel, () => Find(id, venueOrderId) is { } found ? Cancel(found) : null, () => null);

    /// <inheritdoc/>
    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        Call<OrderReport?>(
            "query", RequestKind.Order, () => Find(id, venueOrderId) is { } found ? VenueTranslation.Report(Venue, found) : null, () => null);

    /// <inheritdoc/>
    public Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel) => Call<ImmutableArray<OrderReport>>(
        "open_orders", RequestKind.OpenOrders, () => [.. venue.Model.OpenOrders().Select(o => VenueTranslation.Report(Venue, o))], () => []);

    /// <inheritdoc/>
    public Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel) =>
        Call<ImmutableArray<AccountFact.Trade>>("trades", RequestKind.Trades, () => Trades(symbol, from, DateTimeOffset.MaxValue), () => [], by =>
            Trades(symbol, from, venue.Now - by));

    /// <inheritdoc/>
    public Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) =>
        Call<ImmutableArray<AccountFact.Row>>("rows", RequestKind.Rows, () => Rows(from, DateTimeOffset.MaxValue), () => [], by => Rows(from, venue.Now - by));

    /// <inheritdoc/>
    public Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel) => Call(
        "account", RequestKind.Account, () => VenueTranslation.Account(venue.Model, Time.Now + venue.Account.Wire),
        () => new AccountReport(Venue, Time.Now + venue.Account.Wire, [], []));

    /// <inheritdoc/>
    public Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) => Call(
        "leverage", RequestKind.Leverage, () => Venue.IsSpot() ? leverage : venue.Model.SetLeverage(symbol, leverage, 0m, venue.Now).Leverage, () => leverage);

    /// <inheritdoc/>
    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) => Call("dead_man", RequestKind.DeadMan, () =>
    {
        if (Venue != Venue.MexcSpot)
            venue.Model.ArmCountdown(countdown, null, venue.Now);
        return Venue != Venue.MexcSpot;
    }, () => false);

    /// <inheritdoc/>
    public Task RunAsync(IPrivateStreamSink sink, CancellationToken cancel)
    {
        var ended = new TaskCompletionSource();
        var line = venue.Join(sink);
        cancel.Register(() =>
        {
            line.End();
            ended.TrySetCanceled(cancel);
        });
        Time.After(SessionTakes, () =>
        {
            if (!cancel.IsCancellationRequested)
                line.UpAgain();
        });
        return ended.Task;
    }

    private ImmutableArray<AccountFact.Trade> Trades(Symbol symbol, DateTimeOffset from, DateTimeOffset to) =>
        [.. venue.Model.Trades(symbol).Where(t => t.At >= from && t.At <= to).Select(VenueTranslation.Trade)];

    private ImmutableArray<AccountFact.Row> Rows(DateTimeOffset from, DateTimeOffset to) =>
        [.. VenueTranslation.Rows(venue.Model.Rows().Where(r => r.At >= from && r.At <= to))];

    private OrderReport Cancel(VenueOrder found) => VenueTranslation.Report(Venue, venue.Model.Cancel(found.Id, venue.Now) switch
    {
        CancelResult.Cancelled c => c.Order,
        CancelResult.AlreadyEnded e => e.Order,
        _ => found,
    });

    private VenueOrder? Find(ClientOrderId id, string? venueOrderId) => venueOrderId is null
        ? venue.Model.FindByClientId(id.Text, venue.Now)
        : venue.Model.FindById(venueOrderId, venue.Now);

    // A call takes effect at the venue after one way of the wire; its reply arrives after another.
    private Task<VenueAnswer<T>> Call<T>(string name, RequestKind kind, Func<T> atVenue, Func<T> empty, Func<TimeSpan, T>? lagging = null)
    {
        var done = new TaskCompletionSource<VenueAnswer<T>>();
        var wire = venue.Account.Wire;
        var fate = venue.FateOf(name);
        if (fate is { Step.Fate: CallFate.Silent })
            Time.After(Timeout, () => End(new VenueAnswer<T>.Unknown("no reply in time"), RequestEnd.NoReply));
        else if (fate is { Step.Fate: CallFate.Fails } || venue.IsInMaintenance)
            Time.After(wire * 2, () => End(new VenueAnswer<T>.Unknown("HTTP 503"), RequestEnd.NoReply));
        else
            Time.After(wire, () => Reply(fate?.Step.Fate switch
            {
                CallFate.Empty => empty(),
                CallFate.Stale when typeof(T) == typeof(AccountReport) => (T)(object)(fate.Value.Then with { At = Time.Now + wire }),
                CallFate.Lagging when lagging is not null => lagging(fate.Value.Step.By),
                _ => atVenue(),
            }));
        return done.Task;

        void Reply(T answer) => Time.After(wire, () => End(new VenueAnswer<T>.Accepted(answer), RequestEnd.Answered));

        void End(VenueAnswer<T> answer, RequestEnd end)
        {
            Observe(kind, end, null);
            done.TrySetResult(answer);
        }
    }

    private void Observe(RequestKind kind, RequestEnd end, Symbol? symbol) => requests.OnRequest(new(
        kind, symbol, 1, end, end == RequestEnd.NoReply ? 0 : end == RequestEnd.RateLimited ? 429 : 200, null, null, null,
        Time.Now - (venue.Account.Wire * 2), venue.Account.Wire * 2, null));
}
