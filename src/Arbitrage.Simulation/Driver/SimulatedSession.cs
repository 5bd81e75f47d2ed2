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
        if (VenueCounter.NameOf(effect) is not { } name)
            return false;
        if (effect is ConnectionEffect.SendCreate create)
            Create(create);
        else
            Call(name, effect);
        return true;
    }

    private void Subscribe()
    {
        _stream ??= model.Subscribe(happened =>
        {
            var input = VenueCounter.Push(model.Venue, happened);
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
            : adds && latch.Stops(intent.Symbol, intent.Venue) ? RefusalReason.Killed
            : null;
        if (stopped is { } reason)
        {
            time.After(TimeSpan.Zero, () => deliver(new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.NotSent(reason))));
            return;
        }

        Call("create", create);
    }

    // A call takes effect at the venue after one way of the wire and its reply arrives after another.
    private void Call(string what, ConnectionEffect call)
    {
        if (!IsUp && what != "create")
        {
            time.After(_wire, () => deliver(new ConnectionInput.ReadFailed(what, "no session")));
            return;
        }

        var begun = time.Now;
        time.After(_wire, () =>
        {
            if (VenueCounter.Serve(model, call, begun, time.Now, time.Now + _wire) is { } reply)
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
