using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.MarketData;

/// <summary>`/user/market-data`: one child a venue, each restarted alone and with back-off.</summary>
public sealed class MarketDataActor : UntypedActor
{
    private readonly Func<Venue, IMarketStream> _streams;
    private readonly IReadOnlyList<Venue> _venues;
    private readonly ActorHooks _hooks;

    public MarketDataActor(IReadOnlyList<Venue> venues, Func<Venue, IMarketStream> streams, ActorHooks hooks) =>
        (_venues, _streams, _hooks) = (venues, streams, hooks);

    public static Props Props(IReadOnlyList<Venue> venues, Func<Venue, IMarketStream> streams, ActorHooks hooks) =>
        Akka.Actor.Props.Create(() => new MarketDataActor(venues, streams, hooks));

    protected override void PreStart()
    {
        foreach (var venue in _venues)
        {
            var (streams, hooks, one) = (_streams, _hooks, venue);
            var props = Akka.Actor.Props.Create(() => new MarketStreamActor(one, () => streams(one), hooks));
            Context.ActorOf(
                BackoffSupervisor.Props(Backoff.OnFailure(
                    props, "stream", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 0.2, maxNrOfRetries: -1)),
                venue.Key());
        }
    }

    protected override void OnReceive(object message) => Unhandled(message);
}

/// <summary>Runs the public books of one venue. Not persistent: a restart begins with snapshots.</summary>
internal sealed class MarketStreamActor : UntypedActor
{
    private readonly Venue _venue;
    private readonly Func<IMarketStream> _make;
    private readonly ActorHooks _hooks;
    private readonly CancellationTokenSource _cancel = new();
    private IMarketStream? _stream;

    public MarketStreamActor(Venue venue, Func<IMarketStream> make, ActorHooks hooks) => (_venue, _make, _hooks) = (venue, make, hooks);

    protected override void PreStart()
    {
        _stream = _make();
        _ = _stream.RunAsync(_cancel.Token).PipeTo(Self, success: () => new Ended(null), failure: cause => new Ended(cause));
    }

    protected override void PostStop()
    {
        _cancel.Cancel();
        _cancel.Dispose();
        (_stream as IDisposable)?.Dispose();
    }

    protected override void OnReceive(object message)
    {
        if (message is not Ended ended)
        {
            Unhandled(message);
            return;
        }

        var why = ended.Cause?.Message ?? "ended by itself";
        _hooks.Alerts.Raise($"market-data-{_venue.Key()}", "market_stream_ended", why);
        throw new VenueException($"{_venue.Key()}: the market stream {why}", inner: ended.Cause);
    }

    private sealed record Ended(Exception? Cause) : INoSerializationVerificationNeeded;
}
