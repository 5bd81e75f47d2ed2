using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Cluster.Checking;
using Arbitrage.Simulation.Cluster.Faults;
using Arbitrage.Simulation.Driver;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Rest;

namespace Arbitrage.Simulation.Cluster;

/// <summary>
/// The wire between one incarnation of a connection and its venue, with everything that may go wrong on it. What is under way when the incarnation
/// ends reaches nobody, though the venue acts on it.
/// </summary>
internal sealed class ClusterSession(
    SimulatedCluster cluster, Life life, VenueModel model, ConnectionSettings settings, ClusterParts parts, Func<ConnectionState> state,
    SeededRandom wire)
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SampleInDoubt = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WallLookedAt = TimeSpan.FromMilliseconds(250);

    private readonly ClockEstimator _clock = new();
    private (DateTimeOffset Local, TimeSpan Monotonic)? _anchor;
    private AccountView? _past;
    private IDisposable? _stream;
    private bool _isOpening;

    // What stale reads show.
    private sealed record AccountView(DateTimeOffset At, ConnectionInput.AccountRead Account);

    public Venue Venue => model.Venue;

    private int Target => (int)model.Venue - 1;

    /// <summary>Rules are read and the private stream comes up.</summary>
    public void Open()
    {
        if (_stream is not null || _isOpening)
            return;
        _isOpening = true;
        cluster.Time.After(TimeSpan.FromMilliseconds(30 + wire.Below(60)), () => life.Run(() =>
        {
            _isOpening = false;
            if (IsDown() || _stream is not null)
            {
                cluster.Time.After(TimeSpan.FromSeconds(1), () => life.Run(Open));
                return;
            }

            _stream = model.Subscribe(Push, books: false);
            Sample();
            Deliver(new ConnectionInput.SessionOpened([.. model.Instruments.OrderBy(i => i.Symbol)], _clock.At(life.Now)!.Value));
            KeepMeasuring(_stream);
        }));
    }

    /// <summary>The stream breaks off; it is opened again until that works.</summary>
    public void Close(string why)
    {
        if (_stream is null)
            return;
        _stream.Dispose();
        _stream = null;
        life.Run(() => Deliver(new ConnectionInput.SessionLost(why)));
        cluster.Time.After(TimeSpan.FromMilliseconds(500 + wire.Below(1_500)), () => life.Run(Open));
    }

    /// <summary>The incarnation is over.</summary>
    public void End()
    {
        _stream?.Dispose();
        _stream = null;
    }

    /// <summary>Somebody set the node's wall clock, which is noticed a moment later.</summary>
    public void ClockWasSet(TimeSpan by) => cluster.Time.After(WallLookedAt, () => life.Run(() =>
    {
        if (!_clock.IsMeasured)
            return;
        _clock.LocalJumped(by);
        Anchor();
        Deliver(new ConnectionInput.ClockJumped(IsOurs: true, by));
        Deliver(new ConnectionInput.ClockMeasured(_clock.At(life.Now)!.Value));
    }));

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

    private bool IsDown() =>
        cluster.Adversary.Against(FaultKind.SessionLost, Target, 3) is not null || cluster.Adversary.Against(FaultKind.Maintenance, Target, 3) is not null
        || cluster.Adversary.Against(FaultKind.Banned, Target, 3) is not null;

    // Venues echo what was sent in the texts of their errors; the connectors take secrets out before anybody hears of them (I16).
    private string Cleaned(string text)
    {
        var told = $"{text} ({NoSecretTold.Canary})";
        return parts.Driver.CleansTexts ? Redaction.CleanWithoutKey(told) : told;
    }

    private TimeSpan Wire() => TimeSpan.FromMicroseconds(4_000 + wire.Below(20_000));

    private void Deliver(ConnectionInput input) => cluster.Take(life, input);

    private void DeliverAfter(TimeSpan takes, ConnectionInput input) => cluster.Time.After(takes, () => life.Run(() => Deliver(input)));

    private void Create(ConnectionEffect.SendCreate create)
    {
        var (intent, known) = (create.Intent, state());
        var look = new LastLookAt(
            intent, create.Clock, LaterNow(), known.Of(intent.Symbol).Epoch, life.Node.Latch.State, known.Limits.BannedUntil);
        if (parts.LastLook(look) is { } reason)
        {
            DeliverAfter(TimeSpan.Zero, new ConnectionInput.CreateAnswered(intent.Id, new CreateOutcome.NotSent(reason)));
            return;
        }

        Send(create, look, parts.Driver.CreateRepeats);
    }

    private void Send(ConnectionEffect.SendCreate create, LastLookAt look, int repeats)
    {
        var written = new CreateWritten(
            life.Incarnation, create.Intent, create.Clock, look.NodeNow, look.Latch, cluster.NextAttempt(create.Intent.Id.Text));
        cluster.Tell(c => c.Heard(written));
        cluster.Tell(c => c.Heard(new Called(life.Incarnation, Venue, create)));
        var answered = false;
        cluster.Time.After(settings.RequestTimeout, () =>
        {
            if (answered)
                return;
            answered = true;
            if (repeats > 0 && life.IsAlive)
                Send(create, look, repeats - 1);
            else
                Answer(new CreateOutcome.Unknown("timeout"), TimeSpan.Zero);
        });
        var adversary = cluster.Adversary;
        if (Outage() is { } why)
        {
            cluster.Time.After(Wire(), () => Answer(new CreateOutcome.Unknown(Cleaned(why)), TimeSpan.Zero));
            return;
        }

        if (adversary.Hit(FaultKind.CreateLost, Target, 3) is not null)
            return;
        var there = Wire();
        if (adversary.Hit(FaultKind.CreateLate, Target, 3) is { } late)
            there += TimeSpan.FromMilliseconds(late.Random!.Below(1 + (late.Size * 6)));
        cluster.Time.After(there, () => Arrive(create, Answer));

        void Answer(CreateOutcome outcome, TimeSpan takes)
        {
            cluster.Time.After(takes, () =>
            {
                if (answered && outcome is not CreateOutcome.Unknown { Why: "timeout" })
                    return;
                answered = true;
                life.Run(() => Deliver(new ConnectionInput.CreateAnswered(create.Intent.Id, outcome)));
            });
        }
    }

    private void Arrive(ConnectionEffect.SendCreate create, Action<CreateOutcome, TimeSpan> answer)
    {
        var (adversary, now, request) = (cluster.Adversary, cluster.VenueNow(Venue), VenueTranslation.Request(create.Intent));
        CreateOutcome outcome;
        if (adversary.Hit(FaultKind.RateLimited, Target, 3) is not null)
        {
            outcome = new CreateOutcome.Rejected(VenueReject.RateLimited, "too many requests");
            model.LogDropped(request, "refused:RateLimited", now);
        }
        else if (adversary.Hit(FaultKind.CreateRejected, Target, 3) is { } refused)
        {
            // Not Authentication, which ends the run of a symbol for good.
            VenueReject[] reasons =
                [VenueReject.Other, VenueReject.PriceBand, VenueReject.NotTradable, VenueReject.NotFillable, VenueReject.TooSmall, VenueReject.Expired];
            var reason = reasons[refused.Random!.Below(reasons.Length)];
            outcome = new CreateOutcome.Rejected(reason, Cleaned("refused by the adversary"));
            model.LogDropped(request, $"refused:{reason}", now);
        }
        else
        {
            outcome = VenueTranslation.Outcome(Venue, model.Create(request, now));
        }

        cluster.Tell(c => c.Heard(new CreateReceived(model.LastCreate()!, now)));
        if (adversary.Hit(FaultKind.CreateReplyLost, Target, 3) is not null)
            return;
        var back = Wire();
        if (adversary.Hit(FaultKind.CreateReplyLate, Target, 3) is { } late)
            back += TimeSpan.FromMilliseconds(late.Random!.Below(1 + (late.Size * 8)));
        Observe(RequestKind.Place, create.Intent.Symbol, outcome is CreateOutcome.Rejected { Reason: VenueReject.RateLimited }
            ? RequestEnd.RateLimited : RequestEnd.Answered);
        answer(outcome, back);
    }

    private void Call(string what, ConnectionEffect call)
    {
        cluster.Tell(c => c.Heard(new Called(life.Incarnation, Venue, call)));
        if (Outage() is { } why)
        {
            DeliverAfter(Wire(), new ConnectionInput.ReadFailed(what, Cleaned(why)));
            return;
        }

        if (_stream is null || cluster.Adversary.Hit(FaultKind.ReadsFail, Target, 3) is not null)
        {
            DeliverAfter(_stream is null ? Wire() : settings.RequestTimeout, new ConnectionInput.ReadFailed(what, _stream is null ? "no session" : "timeout"));
            return;
        }

        var (there, back) = (Wire(), Wire());
        // Nothing that happened at the venue after the call began is promised to be in the answer.
        var known = _clock.At(life.Now)!.Value;
        var begun = life.Now + known.Offset - known.ErrorBound;
        cluster.Time.After(there, () =>
        {
            if (Seen(call, begun, life.Now + back) is { } reply)
                DeliverAfter(back, reply);
        });
    }

    // What the venue shows, if it shows what it has.
    private ConnectionInput? Seen(ConnectionEffect call, DateTimeOffset begun, DateTimeOffset heardAt)
    {
        var now = cluster.VenueNow(Venue);
        var reply = VenueCounter.Serve(model, call, begun, now, heardAt);
        if (reply is null or ConnectionInput.RowsRead)
            return reply;
        if (reply is not ConnectionInput.AccountRead && cluster.Adversary.Hit(FaultKind.ReadsEmpty, Target, 3) is not null)
        {
            return reply switch
            {
                ConnectionInput.OpenOrdersRead => new ConnectionInput.OpenOrdersRead([]),
                ConnectionInput.TradesRead trades => trades with { Trades = [] },
                ConnectionInput.OrderReported when call is ConnectionEffect.QueryOrder query => new ConnectionInput.OrderNotFound(query.Id),
                _ => reply,
            };
        }

        if (cluster.Adversary.Hit(FaultKind.ReadsStale, Target, 3) is not { } stale)
        {
            if (reply is ConnectionInput.AccountRead account && (_past is null || now - _past.At > TimeSpan.FromSeconds(6)))
                _past = new(now, account);
            return reply;
        }

        var lag = TimeSpan.FromMilliseconds(stale.Size * 7);
        return reply switch
        {
            ConnectionInput.TradesRead trades => trades with { Trades = [.. trades.Trades.Where(t => t.AtVenue <= now - lag)] },
            ConnectionInput.AccountRead when _past is { } past && now - past.At <= TimeSpan.FromSeconds(8) =>
                new ConnectionInput.AccountRead(past.Account.Report with { At = heardAt }),
            _ => reply,
        };
    }

    // Why nothing is answered at all; also told to the budget.
    private string? Outage()
    {
        if (cluster.Adversary.Against(FaultKind.Banned, Target, 3) is { } ban)
        {
            Observe(RequestKind.Other, null, RequestEnd.Banned, TimeSpan.FromSeconds(1 + (ban.Size % 4)));
            return "banned";
        }

        if (cluster.Adversary.Against(FaultKind.Maintenance, Target, 3) is null)
            return null;
        Observe(RequestKind.Other, null, RequestEnd.NoReply);
        return "maintenance";
    }

    private void Observe(RequestKind kind, Symbol? symbol, RequestEnd end, TimeSpan? retryAfter = null) => DeliverAfter(Wire(), new ConnectionInput.RequestObserved(
        new(kind, symbol, 1, end, end == RequestEnd.Answered ? 200 : end == RequestEnd.Banned ? 418 : end == RequestEnd.RateLimited ? 429 : 0,
            null, null, retryAfter, life.Now, Wire(), null)));

    private void Push(VenueEvent happened)
    {
        if (VenueCounter.Push(Venue, happened) is not { } input)
            return;
        if (cluster.Adversary.Hit(FaultKind.FillLost, Target, 3) is not null)
            return;
        var takes = Wire();
        if (cluster.Adversary.Hit(FaultKind.FillDelayed, Target, 3) is { } delay)
            takes += TimeSpan.FromMilliseconds(delay.Random!.Below(1 + (delay.Size * 8)));
        DeliverPushed(takes, input);
        if (cluster.Adversary.Hit(FaultKind.FillDuplicated, Target, 3) is { } twice)
            DeliverPushed(takes + TimeSpan.FromMilliseconds(twice.Random!.Below(1 + (twice.Size * 3))), input);
    }

    private void DeliverPushed(TimeSpan takes, ConnectionInput input)
    {
        var stream = _stream;
        cluster.Time.After(takes, () => life.Run(() =>
        {
            if (stream is null || ReferenceEquals(stream, _stream))
                Deliver(input);
        }));
    }

    // The later of wall and monotonic clock, as the real last look takes it.
    private DateTimeOffset LaterNow()
    {
        var wall = life.Now;
        if (_anchor is not { } anchor)
            return wall;
        var monotonic = anchor.Local + (life.Node.Monotonic - anchor.Monotonic);
        return wall > monotonic ? wall : monotonic;
    }

    private void Anchor() => _anchor = (life.Now, life.Node.Monotonic);

    // The venue looked at its clock somewhere within the round trip.
    private void Sample()
    {
        var half = Wire();
        var error = TimeSpan.FromTicks((long)(half.Ticks * (wire.Unit() - 0.5m)));
        _clock.Take(new(cluster.VenueNow(Venue) - life.Now + error, half), life.Now);
        Anchor();
    }

    private void KeepMeasuring(IDisposable stream) => cluster.Time.After(_clock.IsInDoubt ? SampleInDoubt : SampleEvery, () => life.Run(() =>
    {
        if (!ReferenceEquals(stream, _stream))
            return;
        Sample();
        Deliver(new ConnectionInput.ClockMeasured(_clock.At(life.Now)!.Value));
        KeepMeasuring(stream);
    }));
}
