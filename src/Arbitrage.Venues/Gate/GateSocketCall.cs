using System.Buffers;
using Arbitrage.Domain.Connection;
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

    /// <summary>When its first byte could leave, by both clocks.</summary>
    public (DateTimeOffset At, long Timestamp) Departed { get; set; }

    /// <summary>What it asks for, to the limits; null for a login, which has none.</summary>
    public abstract RequestKind? Kind { get; }

    /// <summary>Of an order that is placed.</summary>
    public virtual Symbol? Market => null;

    /// <summary>True from the moment at which bytes may have left.</summary>
    public bool MayHaveLeft { get; private set; }

    /// <summary>The system has taken all of its bytes.</summary>
    public bool HasLeft { get; set; }

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

    public override RequestKind? Kind => RequestKind.Place;

    public override Symbol? Market => intent.Symbol;

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
    GateOrderSession session, TimeSpan within, RequestKind? kind, Action<IBufferWriter<byte>, long> compose) : GateSocketCall(session, within)
{
    private readonly TaskCompletionSource<VenueAnswer<VenueReply>> _reply = new();

    public Task<VenueAnswer<VenueReply>> Reply => _reply.Task;

    public override RequestKind? Kind => kind;

    public override void Answered(in GateSocketAnswer answer) => _reply.TrySetResult(new VenueAnswer<VenueReply>.Accepted(answer.Reply));

    public override void Lost(string why) => _reply.TrySetResult(new VenueAnswer<VenueReply>.Unknown(why));

    protected override void Compose(IBufferWriter<byte> into) => compose(into, Number);
}
