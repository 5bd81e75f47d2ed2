using System.Buffers;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;

namespace Arbitrage.Venues.Gate;

/// <summary>
/// One request over the order socket. Its outcome is told on the thread that reads the socket, without a hop to another: who waits for it must not
/// block.
/// </summary>
/// <param name="session">The socket's.</param>
/// <param name="within">Time for the answer, from the first byte out.</param>
internal abstract class GateSocketCall(GateOrderSession session, TimeSpan within) : IOutgoingMessage
{
    /// <summary>Comes back with the answer; never the same twice.</summary>
    public long Number { get; } = session.NextNumber();

    /// <summary>Time for the answer.</summary>
    public TimeSpan Within => within;

    /// <summary>Monotonic; when its first byte could leave.</summary>
    public long DepartedAt { get; set; }

    /// <summary>True from the moment at which bytes may have left.</summary>
    public bool MayHaveLeft { get; private set; }

    /// <summary>The system has taken all of its bytes.</summary>
    public bool HasLeft { get; set; }

    /// <summary>Sent before the session is open; the others only on one that is.</summary>
    public virtual bool IsLogin => false;

    protected GateOrderSession Session => session;

    public bool Write(IBufferWriter<byte> into)
    {
        Compose(into);
        return MayGo() && (MayHaveLeft = session.Depart(this));
    }

    /// <summary>Its caller does not wait any more.</summary>
    public void GiveUp(string why) => session.Lose(this, why);

    /// <summary>The last answer to it. A receipt is none.</summary>
    public abstract void Answered(in GateSocketAnswer answer);

    /// <summary>There will be no answer, or none that counts.</summary>
    public abstract void Lost(string why);

    protected abstract void Compose(IBufferWriter<byte> into);

    protected virtual bool MayGo() => true;
}

/// <summary>A CREATE.</summary>
internal sealed class GateSocketCreate(
    GateOrderSession session, TimeSpan within, OrderIntent intent, Instrument instrument, LastCheck lastCheck) : GateSocketCall(session, within)
{
    private readonly TaskCompletionSource<CreateOutcome> _outcome = new();

    public Task<CreateOutcome> Outcome => _outcome.Task;

    /// <summary>Why the last check stopped it; null when it passed or was not reached.</summary>
    public RefusalReason? Refusal { get; private set; }

    public override void Answered(in GateSocketAnswer answer) => _outcome.TrySetResult(Session.OutcomeOf(answer, intent.Id));

    public override void Lost(string why) => _outcome.TrySetResult(new CreateOutcome.Unknown(why));

    protected override void Compose(IBufferWriter<byte> into) => Session.Compose(into, Number, intent, instrument);

    protected override bool MayGo()
    {
        // A check that throws has not said yes.
        Refusal = RefusalReason.NotReady;
        Refusal = lastCheck();
        return Refusal is null;
    }
}

/// <summary>A login, a cancel or a query: a reply as REST would give it, or doubt.</summary>
internal sealed class GateSocketAsk(
    GateOrderSession session, TimeSpan within, bool isLogin, Action<IBufferWriter<byte>, long> compose) : GateSocketCall(session, within)
{
    private readonly TaskCompletionSource<VenueAnswer<VenueReply>> _reply = new();

    public Task<VenueAnswer<VenueReply>> Reply => _reply.Task;

    public override bool IsLogin => isLogin;

    public override void Answered(in GateSocketAnswer answer) => _reply.TrySetResult(new VenueAnswer<VenueReply>.Accepted(answer.Reply));

    public override void Lost(string why) => _reply.TrySetResult(new VenueAnswer<VenueReply>.Unknown(why));

    protected override void Compose(IBufferWriter<byte> into) => compose(into, Number);
}
