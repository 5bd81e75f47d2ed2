using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Driver;

/// <summary>
/// The wire between one connection and its venue model: carries out venue calls of the connection's effects with latency, and brings
/// back replies and the private stream. Belongs to one incarnation; what is still under way when that ends reaches nobody, though the
/// venue may have acted on it.
/// </summary>
internal sealed class SimulatedSession(
    VenueModel model, LocalSystemOptions options, VirtualTime time, NodeLatch latch, Action<ConnectionInput> deliver)
{
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _wire = WireOf(model.Venue, options);

    // Venue and system share the virtual clock; the bound is what half a round trip would have measured.
    private readonly ClockReading _clock = new(TimeSpan.Zero, WireOf(model.Venue, options));
    private IDisposable? _stream;

    public bool IsUp => _stream is not null;

    public void Open() => time.After(options.SessionTakes, Subscribe);

    public void Close(string? why)
    {
        _stream?.Dispose();
        _stream = null;
        if (why is not null)
            deliver(new ConnectionInput.SessionLost(why));
    }

    /// <summary>False when the effect is not a call to the venue.</summary>
    public bool TryPerform(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.SendCreate create:
                Create(create);
                break;
            case ConnectionEffect.SendCancel cancel:
                Call("cancel", () => Find(cancel.Id, cancel.VenueOrderId) is { } found ? Cancel(found) : null);
                break;
            case ConnectionEffect.QueryOrder query:
                Call("query", () => Find(query.Id, query.VenueOrderId) is { } found
                    ? new ConnectionInput.OrderReported(VenueTranslation.Report(model.Venue, found))
                    : new ConnectionInput.OrderNotFound(query.Id));
                break;
            case ConnectionEffect.ReadOpenOrders:
                Call("open orders", () => new ConnectionInput.OpenOrdersRead(
                    [.. model.OpenOrders().Select(o => VenueTranslation.Report(model.Venue, o))]));
                break;
            case ConnectionEffect.ReadTrades read:
                Read("trades", begun => new ConnectionInput.TradesRead(
                    read.Symbol, read.From, begun,
                    [.. model.Trades(read.Symbol).Where(t => t.At >= read.From).Select(VenueTranslation.Trade)]));
                break;
            case ConnectionEffect.ReadRows read:
                Read("rows", begun => new ConnectionInput.RowsRead(
                    read.From, begun, [.. VenueTranslation.Rows(model.Rows().Where(r => r.At >= read.From))]));
                break;
            case ConnectionEffect.ReadAccount:
                Call("account", () => new ConnectionInput.AccountRead(VenueTranslation.Account(model, time.Now + _wire)));
                break;
            case ConnectionEffect.SetLeverage set:
                Call("leverage", () =>
                {
                    model.SetLeverage(set.Symbol, set.Leverage, 0m, time.Now);
                    return null;
                });
                break;
            case ConnectionEffect.ArmDeadMan arm:
                Call("dead man", () =>
                {
                    if (model.Venue != Venue.MexcSpot)
                        model.ArmCountdown(arm.Countdown, null, time.Now);
                    return null;
                });
                break;
            default:
                return false;
        }

        return true;
    }

    private void Subscribe()
    {
        _stream ??= model.Subscribe(happened =>
        {
            ConnectionInput? input = happened switch
            {
                VenueEvent.OrderChanged o => new ConnectionInput.OrderReported(VenueTranslation.Report(model.Venue, o.Order)),
                VenueEvent.Traded t => new ConnectionInput.TradeReported(VenueTranslation.Trade(t.Trade)),
                _ => null,
            };
            if (input is not null)
                time.After(_wire, () => DeliverIfUp(input));
        }, books: false);
        deliver(new ConnectionInput.SessionOpened([.. model.Instruments.OrderBy(i => i.Symbol)], _clock));
        var stream = _stream;
        time.After(MeasureEvery, () => Measure(stream));
    }

    private void Measure(IDisposable stream)
    {
        if (!ReferenceEquals(stream, _stream))
            return;
        deliver(new ConnectionInput.ClockMeasured(_clock));
        time.After(MeasureEvery, () => Measure(stream));
    }

    // The last look before the first byte (ARCHITECTURE 4.6); the epoch was looked at by the claim, which only this incarnation can have made.
    private void Create(ConnectionEffect.SendCreate create)
    {
        var intent = create.Intent;
        var adds = intent.Risk == RiskClass.AddsRisk;
        RefusalReason? stopped =
            time.Now + create.Clock.Offset + create.Clock.ErrorBound > intent.NotAfter ? RefusalReason.Expired
            : adds && (intent.Lease is null || intent.Lease.ExpiresAt <= time.Now) ? RefusalReason.Lease
            : adds && latch.Stops(intent.Symbol) ? RefusalReason.Killed
            : null;
        if (stopped is { } reason)
        {
            time.After(TimeSpan.Zero, () => deliver(new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.NotSent(reason))));
            return;
        }

        Call("create", () => new ConnectionInput.CreateAnswered(
            intent.Id, VenueTranslation.Outcome(model.Venue, model.Create(VenueTranslation.Request(intent), time.Now))));
    }

    private ConnectionInput.OrderReported Cancel(VenueOrder found)
    {
        var order = model.Cancel(found.Id, time.Now) switch
        {
            CancelResult.Cancelled c => c.Order,
            CancelResult.AlreadyEnded e => e.Order,
            _ => found,
        };
        return new(VenueTranslation.Report(model.Venue, order));
    }

    private VenueOrder? Find(ClientOrderId id, string? venueOrderId) => venueOrderId is null
        ? model.FindByClientId(id.Text, time.Now)
        : model.FindById(venueOrderId, time.Now);

    private void Read(string what, Func<DateTimeOffset, ConnectionInput> atVenue)
    {
        var begun = time.Now;
        Call(what, () => atVenue(begun));
    }

    // A call takes effect at the venue after one way of the wire and its reply arrives after another.
    private void Call(string what, Func<ConnectionInput?> atVenue)
    {
        if (!IsUp && what != "create")
        {
            time.After(_wire, () => deliver(new ConnectionInput.ReadFailed(what, "no session")));
            return;
        }

        time.After(_wire, () =>
        {
            if (atVenue() is { } reply)
                time.After(_wire, () => deliver(reply));
        });
    }

    private static TimeSpan WireOf(Venue venue, LocalSystemOptions options) => options.WireTakesAt.GetValueOrDefault(venue, options.WireTakes);

    private void DeliverIfUp(ConnectionInput input)
    {
        if (IsUp)
            deliver(input);
    }
}
