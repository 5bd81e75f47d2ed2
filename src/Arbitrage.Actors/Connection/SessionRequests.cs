using Akka.Actor;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>
/// Hears of every request of a session, on any thread: passes it on to the connection, estimates the venue's clock from what replies tell, and holds
/// back everything at once when the venue bans us, before the ban is in the journal.
/// </summary>
internal sealed class SessionRequests(IActorRef owner, IActorRef session, TimeProvider time, LastLook lastLook) : IRequestObserver
{
    // The connection is told the clock this often while nothing is wrong with it: often enough for its own ageing not to matter.
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    // Machines behind one address of a venue differ by a few milliseconds.
    private static readonly TimeSpan Noteworthy = TimeSpan.FromMilliseconds(10);

    // Clocks of one machine are slewed by 500 ppm at most; beyond that and this much somebody set one.
    private static readonly TimeSpan WallSlack = TimeSpan.FromMilliseconds(20);
    private const int WallPpm = 500;

    // Venues tell whole milliseconds where they are asked for the time.
    private static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly ClockEstimator _estimator = new();
    private (DateTimeOffset At, long Timestamp) _wall = (time.GetUtcNow(), time.GetTimestamp());
    private DateTimeOffset _toldAt = DateTimeOffset.MinValue;
    private DateTimeOffset _sampledAt = DateTimeOffset.MinValue;
    private bool _doubtTold;
    private long _stoppedUntil = DateTimeOffset.MinValue.UtcTicks;

    /// <inheritdoc/>
    public DateTimeOffset StoppedUntil
    {
        get
        {
            var seen = new DateTimeOffset(Volatile.Read(ref _stoppedUntil), TimeSpan.Zero);
            return seen > lastLook.StoppedUntil ? seen : lastLook.StoppedUntil;
        }
    }

    /// <inheritdoc/>
    public ClockReading? Clock
    {
        get
        {
            lock (_gate)
                return _estimator.At(time.GetUtcNow());
        }
    }

    /// <summary>When a sample came last.</summary>
    public DateTimeOffset SampledAt
    {
        get
        {
            lock (_gate)
                return _sampledAt;
        }
    }

    /// <summary>Samples contradict each other: more of them are wanted soon.</summary>
    public bool IsInDoubt
    {
        get
        {
            lock (_gate)
                return _estimator.IsInDoubt;
        }
    }

    /// <inheritdoc/>
    public void OnRequest(RequestSeen seen)
    {
        // What the journal will say exactly, a moment later; until then nothing more may leave.
        if (seen.End == RequestEnd.Banned)
            Stop(time.GetUtcNow() + (seen.RetryAfter ?? TimeSpan.FromSeconds(10)));
        Tell(new ConnectionInput.RequestObserved(seen));
        if (seen.Clock is { } sample)
            Take(sample);
    }

    /// <summary>A time request was answered.</summary>
    public void OnSample(ClockReading sample) => Take(sample with { ErrorBound = sample.ErrorBound + Resolution });

    /// <summary>So many time requests were made, however they ended.</summary>
    public void OnTimeAsked(int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            Tell(new ConnectionInput.RequestObserved(
                new(RequestKind.Time, null, 1, RequestEnd.Answered, 0, null, null, null, time.GetUtcNow(), TimeSpan.Zero, null)));
        }
    }

    /// <summary>Looks whether our own wall clock still runs beside the monotonic one.</summary>
    public void LookAtWall()
    {
        lock (_gate)
        {
            var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
            var monotonic = time.GetElapsedTime(_wall.Timestamp, timestamp);
            var ahead = now - _wall.At - monotonic;
            _wall = (now, timestamp);
            if (ahead.Duration() <= WallSlack + (monotonic / (1_000_000 / WallPpm)))
                return;
            _estimator.LocalJumped(ahead);
            lastLook.Measured();
            Tell(new ConnectionInput.ClockJumped(IsOurs: true, ahead));
            _doubtTold = true;
            TellClock(now);
        }

        session.Tell(Signal.SampleClock.Instance);
    }

    private void Take(ClockReading sample)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var contradiction = _estimator.Take(sample, now);
            _sampledAt = now;
            lastLook.Measured();
            if (contradiction is { Gap: var gap } && gap.Duration() >= Noteworthy)
            {
                Tell(new ConnectionInput.ClockJumped(IsOurs: false, gap));
                session.Tell(Signal.SampleClock.Instance);
            }

            if (now - _toldAt >= TellEvery || now < _toldAt || _estimator.IsInDoubt != _doubtTold)
                TellClock(now);
            _doubtTold = _estimator.IsInDoubt;
        }
    }

    private void TellClock(DateTimeOffset now)
    {
        if (_estimator.At(now) is not { } clock)
            return;
        _toldAt = now;
        Tell(new ConnectionInput.ClockMeasured(clock));
    }

    private void Stop(DateTimeOffset until)
    {
        if (until.UtcTicks > Volatile.Read(ref _stoppedUntil))
            Volatile.Write(ref _stoppedUntil, until.UtcTicks);
    }

    private void Tell(ConnectionInput input) => owner.Tell(new LocalInput(input));
}
