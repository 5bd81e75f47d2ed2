using System.Collections.Immutable;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// One decision in the making: events fold into the state as they are added, so that one input may book several facts and finish
/// several orders. Nothing outside is touched; what is told comes after the facts it rests on.
/// </summary>
internal sealed class ConnectionDraft(
    ConnectionSettings settings, RequestRules rules, ConnectionState state, ConnectionView view, DateTimeOffset now)
{
    private readonly ImmutableArray<ConnectionEvent>.Builder _events = ImmutableArray.CreateBuilder<ConnectionEvent>(0);
    private readonly ImmutableArray<ConnectionEffect>.Builder _effects = ImmutableArray.CreateBuilder<ConnectionEffect>(0);
    private readonly ImmutableArray<NumberedFact>.Builder _facts = ImmutableArray.CreateBuilder<NumberedFact>(0);
    private RequestAdmission? _admission;

    public ConnectionSettings Settings => settings;

    public ConnectionState State { get; private set; } = state;

    public ConnectionView View => view;

    public DateTimeOffset Now => now;

    public RequestRules Rules => rules;

    /// <summary>The clock against the venue, with the bound it has by now; null before the first measurement.</summary>
    public ClockReading? Clock => view.ClockAt(now);

    /// <summary>What the venue's clock shows now, within the error bound; null before the first measurement.</summary>
    public DateTimeOffset? VenueNow => view.Clock is { } clock ? now + clock.Offset : null;

    public void Add(ConnectionEvent happened)
    {
        _events.Add(happened);
        State = State.After(happened, settings.Venue);
    }

    public void Book(AccountFact fact, decimal marginTied)
    {
        var numbered = new NumberedFact(
            State.LastOffset + 1, fact.Symbol is { } symbol ? State.Of(symbol).LastOffset + 1 : 0, fact);
        Add(new ConnectionEvent.FactBooked(numbered, marginTied, now));
        _facts.Add(numbered);
    }

    /// <summary>True when the request budget has room for this call now.</summary>
    public bool HasRoom(ConnectionEffect call) => Admission.HasRoom(call, State.Limits);

    /// <summary>
    /// Once: the same request twice in one decision is one request. A call that the request budget has no room for is postponed until it has.
    /// </summary>
    public void Do(ConnectionEffect effect)
    {
        if (_effects.Contains(effect))
            return;
        var admitted = Admission.HasRoom(effect, State.Limits);
        if (admitted)
            Admission.Take(effect);
        ConnectionEffect done = admitted ? effect : new ConnectionEffect.Postpone(effect);
        if (admitted || !_effects.Contains(done))
            _effects.Add(done);
    }

    public void Tell(Symbol symbol, StrategyInput input) => _effects.Add(new ConnectionEffect.TellStrategy(symbol, input));

    public void Alert(string code, string text) => Do(new ConnectionEffect.Alert(code, $"{settings.Venue.Key()}: {text}"));

    public void Halt(Symbol symbol, string code, string text)
    {
        Alert(code, text);
        if (settings.Symbols.Contains(symbol))
            Tell(symbol, new StrategyInput.HaltOrdered($"{settings.Venue.Key()}: {text}"));
    }

    public Decision<ConnectionEvent, ConnectionEffect> ToDecision() =>
        _events.Count == 0 && _effects.Count == 0
            ? Decision<ConnectionEvent, ConnectionEffect>.Nothing
            : new(_events.ToImmutable(), [.. FactsFirst(), .. _effects]);

    private RequestAdmission Admission => _admission ??= new(rules, view, now);

    private IEnumerable<ConnectionEffect> FactsFirst()
    {
        if (_facts.Count == 0)
            yield break;
        var facts = _facts.ToImmutable();
        yield return new ConnectionEffect.TellLedger(new LedgerInput.FactsArrived(facts));
        foreach (var symbol in settings.Symbols)
        {
            var own = facts.Where(f => f.Fact.Symbol == symbol).ToImmutableArray();
            if (!own.IsEmpty)
                yield return new ConnectionEffect.TellStrategy(symbol, new StrategyInput.FactsArrived(settings.Venue, own));
        }
    }
}
