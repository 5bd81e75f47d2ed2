using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Machine = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Connection.ConnectionState, Arbitrage.Domain.Connection.ConnectionView, Arbitrage.Domain.Connection.ConnectionInput,
    Arbitrage.Domain.Connection.ConnectionEvent, Arbitrage.Domain.Connection.ConnectionEffect>;
using Step = Arbitrage.Domain.Running.Decision<Arbitrage.Domain.Connection.ConnectionEvent, Arbitrage.Domain.Connection.ConnectionEffect>;

namespace Arbitrage.Simulation.Cluster.Sabotage;

/// <summary>A connection that is shown something else than what is.</summary>
internal class WrongConnection(
    Machine inner, Func<ConnectionState, ConnectionInput, ConnectionState>? shown = null, Func<ConnectionState, ConnectionInput, ConnectionInput>? heard = null,
    Func<Step, Step>? said = null)
    : MachineAround<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>(inner)
{
    /// <inheritdoc/>
    public override Step Decide(ConnectionState state, ConnectionView view, ConnectionInput input)
    {
        var step = base.Decide(shown?.Invoke(state, input) ?? state, view, heard?.Invoke(state, input) ?? input);
        return said?.Invoke(step) ?? step;
    }

    /// <inheritdoc/>
    public override Step Recovered(ConnectionState state, long nextSequence, DateTimeOffset now)
    {
        var step = base.Recovered(state, nextSequence, now);
        return said?.Invoke(step) ?? step;
    }

    // Two answers to one intent cannot be folded, which is itself a defence; here the later one replaces the earlier.
    /// <inheritdoc/>
    public override ConnectionState Apply(ConnectionState state, ConnectionEvent happened, long sequence) =>
        base.Apply(IntentOf(happened) is { } intent ? state with { Orders = state.Orders.Remove(intent.Id) } : state, happened, sequence);

    private static OrderIntent? IntentOf(ConnectionEvent happened) => happened switch
    {
        ConnectionEvent.Claimed e => e.Intent,
        ConnectionEvent.Refused e => e.Intent,
        ConnectionEvent.Voided e => e.Intent,
        _ => null,
    };
}

/// <summary>Journals its claim when the venue has answered, and not before the CREATE leaves.</summary>
internal sealed class ClaimsAfterSending(Machine inner)
    : MachineAround<ConnectionState, ConnectionView, ConnectionInput, ConnectionEvent, ConnectionEffect>(inner)
{
    private readonly Dictionary<ClientOrderId, ConnectionEvent.Claimed> _held = [];

    /// <inheritdoc/>
    public override Step Decide(ConnectionState state, ConnectionView view, ConnectionInput input)
    {
        if (input is ConnectionInput.CreateAnswered answered && _held.Remove(answered.Id, out var claim) && !state.Orders.ContainsKey(answered.Id))
        {
            var after = base.Decide(Inner.Apply(state, claim, 0), view, input);
            return after with { Events = after.Events.Insert(0, claim) };
        }

        var step = base.Decide(state, view, input);
        var claims = step.Events.OfType<ConnectionEvent.Claimed>().ToImmutableArray();
        if (claims.IsEmpty)
            return step;
        foreach (var each in claims)
            _held[each.Intent.Id] = each;
        // The runner sends nothing without an event; this one says nothing.
        return step with { Events = [.. step.Events.Where(e => e is not ConnectionEvent.Claimed), new ConnectionEvent.CancelsCounted(0, input.Now)] };
    }
}

/// <summary>The connections that are wrong in one thing each.</summary>
internal static class WrongConnections
{
    public static Machine UnknownIsRejected(Machine inner) => new WrongConnection(inner, heard: static (_, input) =>
        input is ConnectionInput.CreateAnswered { Outcome: CreateOutcome.Unknown unknown } answered
            ? answered with { Outcome = new CreateOutcome.Rejected(VenueReject.Other, unknown.Why) }
            : input);

    public static Machine ForgetsIntents(Machine inner) => new WrongConnection(inner, shown: static (state, input) =>
        input is ConnectionInput.Submit { Intent: var intent }
            ? state with
            {
                Orders = state.Orders.Remove(intent.Id),
                Symbols = state.Symbols.SetItem(intent.Symbol, state.Of(intent.Symbol) with { HighWater = DateTimeOffset.MinValue }),
            }
            : state);

    public static Machine BooksFillsAgain(Machine inner) => new WrongConnection(inner, shown: static (state, input) =>
        input is ConnectionInput.TradeReported or ConnectionInput.TradesRead ? state with { Seen = state.Seen.Clear() } : state);

    public static Machine CancelIsZeroFill(Machine inner) => new WrongConnection(inner, heard: static (state, input) => input switch
    {
        ConnectionInput.OrderReported { Report: var report } reported => reported with { Report = Zero(state, report) },
        ConnectionInput.CreateAnswered { Outcome: CreateOutcome.Accepted { Report: { } report } accepted } answered =>
            answered with { Outcome = accepted with { Report = Zero(state, report) } },
        _ => input,
    });

    public static Machine IgnoresEpochs(Machine inner) => new WrongConnection(
        inner,
        shown: static (state, input) => input is ConnectionInput.Submit { Intent: var intent }
            ? state with { Symbols = state.Symbols.SetItem(intent.Symbol, state.Of(intent.Symbol) with { Epoch = intent.Epoch }) }
            : state,
        said: static step => step.Events.Any(e => e is ConnectionEvent.Voided)
            ? step with { Events = step.Events.RemoveAll(e => e is ConnectionEvent.Voided) }
            : step);

    public static Machine VoidsWhatIsClaimed(Machine inner) => new WrongConnection(inner, shown: static (state, input) =>
        input is ConnectionInput.Void { Intent: var intent } ? state with { Orders = state.Orders.Remove(intent.Id) } : state);

    public static Machine DropsFunding(Machine inner) => new WrongConnection(inner, heard: static (_, input) =>
        input is ConnectionInput.RowsRead read ? read with { Rows = read.Rows.RemoveAll(r => r.Kind == RowKind.Funding) } : input);

    public static Machine KeepsOutcomesToItself(Machine inner) => new WrongConnection(inner, said: static step => step with
    {
        Effects = step.Effects.RemoveAll(e => e is ConnectionEffect.TellStrategy { Input: StrategyInput.OrderFinished }),
    });

    private static OrderReport Zero(ConnectionState state, OrderReport report) =>
        !report.IsOpen && report.ClientId is { } id && state.Orders.TryGetValue(id, out var entry) && report.Filled < entry.Intent.Quantity
            ? report with { Filled = Quantity.Zero, Notional = Notional.Zero }
            : report;
}
