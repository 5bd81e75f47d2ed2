using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Tests.Strategy;
using Arbitrage.Protocol.Envelopes;

namespace Arbitrage.Actors.Tests.Driver;

/// <summary>Three venues, a guard, and what they answer in the next step. Each driver has its own, driven alike.</summary>
internal sealed class DrillWorld(Drill drill)
{
    private readonly List<StrategyInput> _pending = [];
    private long _lease;
    private long _killed;

    public VenueScript Gate { get; } = new(Venue.GateSpot, drill.Settings, Rules(drill, Venue.GateSpot, 0.1m));

    public VenueScript Futures { get; } = new(Venue.GateFutures, drill.Settings, Rules(drill, Venue.GateFutures, 1m));

    public VenueScript Mexc { get; } = new(Venue.MexcSpot, drill.Settings, Rules(drill, Venue.MexcSpot, 0.01m));

    private IEnumerable<VenueScript> All => [Gate, Futures, Mexc];

    /// <summary>Something that happens outside and reaches the strategy with the next answers.</summary>
    public void Say(params IEnumerable<StrategyInput> inputs) => _pending.AddRange(inputs);

    public void Hear(object message)
    {
        switch (message)
        {
            case ToConnection to:
                Say(All.Single(v => v.Venue == to.Venue).Hear(to.Input));
                break;
            case ToGuard { Input: RiskGuardInput.RaiseEpoch raise }:
                Say(new StrategyInput.GuardAcknowledged(raise.Epoch, [], TradingMode.Active, 1));
                break;
            case ToGuard { Input: RiskGuardInput.RequestLease ask }:
                Say(new StrategyInput.LeaseGranted(ask.RequestId, ++_lease, new(0, 1), ask.Capital, ask.Exposure, TimeSpan.FromSeconds(10)));
                break;
            case ToGuard { Input: RiskGuardInput.Kill kill }:
                Say(new StrategyInput.ModeOrdered(kill.Mode, 10_000 + ++_killed, kill.Reason));
                break;
        }
    }

    /// <summary>While an entry is due, the guard speaks in every step too: its order then waits behind the entry's write.</summary>
    public IReadOnlyList<StrategyInput> Answers(int step)
    {
        drill.Happens?.Invoke(this, step);
        if (step is >= Drill.Crossed and < Drill.Crossed + 10 && _killed == 0)
            Say(new StrategyInput.ModeOrdered(TradingMode.Active, step, "drill"));
        StrategyInput[] answers = [.. _pending, new StrategyInput.ClockTicked()];
        _pending.Clear();
        return answers;
    }

    /// <summary>One book a step, each venue in turn.</summary>
    public (Venue Venue, Book Book) Quote(int step, DateTimeOffset now)
    {
        var one = All.ElementAt(step % 3);
        var mid = drill.Mid(one.Venue, step);
        one.Book.Set([new(new(mid - 0.0001m), new(5_000m))], [new(new(mid + 0.0001m), new(5_000m))], step, now, now);
        one.Mark = new(mid);
        return (one.Venue, one.Book);
    }

    private static Instrument Rules(Drill drill, Venue venue, decimal lot) => new(
        venue, drill.Settings.Symbol, "COIN", new(0.0001m), new(lot), venue.IsSpot() ? default : new(1m), venue.IsSpot() ? new(1m) : default,
        default, default, venue.IsSpot() ? default : new(1m), new(0.0002m), new(0.0005m), true);
}
