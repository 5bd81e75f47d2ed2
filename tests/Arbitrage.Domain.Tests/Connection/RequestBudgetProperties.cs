using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using CsCheck;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>
/// Over any course of orders, cancels, reads, replies that come sooner, later or never, and restarts: what a venue counts is never above its limits,
/// and a cancel or reducing order is let through whenever the venue itself would take it and the reserve is not spent on others of its kind.
/// </summary>
public sealed class RequestBudgetProperties
{
    private const long Runs = 400;

    // Kind of step, number, and how many tenths of a second the venue takes to count and to answer what is sent in it.
    private static readonly Gen<(int Kind, int N, int There, int Back)[]> Courses =
        Gen.Select(Gen.Int[0, 11], Gen.Int[1, 30], Gen.Int[0, 6], Gen.Int[0, 6]).Array[1, 150];

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.GateFutures)]
    [InlineData(Venue.MexcSpot)]
    public void What_the_venue_counts_is_never_above_its_limits(Venue venue) => Courses.Sample(
        course =>
        {
            var run = new BudgetRun(venue);
            foreach (var step in course)
                run.Step(step with { Kind = step.Kind == 11 ? 0 : step.Kind });
            run.Check();
        },
        iter: Runs, threads: 1);

    [Theory]
    [InlineData(Venue.GateSpot)]
    [InlineData(Venue.MexcSpot)]
    public void New_risk_and_reads_never_use_up_what_is_kept_for_cancels_and_reducing_orders(Venue venue) => Courses.Sample(
        course =>
        {
            var run = new BudgetRun(venue);
            foreach (var step in course)
                run.Step(step with { Kind = step.Kind is 2 or 3 or 11 ? 0 : step.Kind }); // nothing urgent
            Assert.True(run.UrgentOrdersTaken(3) == 3, run.ToString());
        },
        iter: Runs, threads: 1);
}

/// <summary>A connection under documented limits, before a venue that counts what reaches it.</summary>
internal sealed class BudgetRun
{
    private readonly ConnectionScript _connection;
    private readonly RequestRules _rules;
    private readonly List<(DateTimeOffset At, int Pool, int Units)> _counted = [];
    private readonly List<(DateTimeOffset At, RequestKind Kind, Symbol? Symbol)> _answers = [];
    private readonly Venue _venue;
    private int _sent;
    private long _number = 1000;

    public BudgetRun(Venue venue)
    {
        _venue = venue;
        var settings = new ConnectionSettings { Venue = venue, Symbols = [Btc], Limits = RequestLimits.Documented, RequestsPerMinute = 1200 };
        _rules = RequestRules.Of(settings);
        _connection = new ConnectionScript(settings).Ready();
        _sent = _connection.All.Count;
    }

    public void Step((int Kind, int N, int There, int Back) step)
    {
        for (var i = 0; i < (step.Kind == 11 ? 1 : step.N % 8); i++)
            Act(step.Kind);
        Carry(step.There, step.Back);
        if (step.Kind is 7 or 8 or 9 or 10)
            Pass(step.N % 12);
    }

    public int UrgentOrdersTaken(int count)
    {
        Pass(1); // what has come back by now has
        var before = _connection.Sent(_connection.All).Count();
        for (var i = 0; i < count; i++)
            Submit(RiskClass.Reducing);
        return _connection.Sent(_connection.All).Count() - before;
    }

    /// <summary>No window of any limit ever held more than it may.</summary>
    public void Check()
    {
        for (var pool = 0; pool < _rules.Pools.Length; pool++)
        {
            var (limit, of) = (_rules.Pools[pool], _counted.Where(c => c.Pool == pool).OrderBy(c => c.At).ToArray());
            foreach (var last in of)
            {
                var inWindow = of.Where(c => c.At > last.At - limit.Window && c.At <= last.At).Sum(c => c.Units);
                Assert.True(inWindow <= limit.Units, $"{inWindow} of {limit} at {last.At:O}");
            }
        }
    }

    public override string ToString() => string.Join(", ", _connection.State.Orders.Values.Where(o => o.Intent.Risk == RiskClass.Reducing).Select(o => o.Answer))
        + string.Join(", ", _connection.View.Requests!.Remaining());

    private void Act(int kind)
    {
        switch (kind)
        {
            case 0 or 1: Submit(RiskClass.AddsRisk); break;
            case 2: Submit(RiskClass.Reducing); break;
            case 3 when _connection.State.Unfinished.FirstOrDefault() is { } open: _connection.When(new ConnectionInput.Cancel(open.Id)); break;
            case 4: _connection.When(new ConnectionInput.AccountHinted()); break;
            case 5: _connection.When(new ConnectionInput.AccountHinted(Btc, AtVenue(_connection.Now - TimeSpan.FromMinutes(1)))); break;
            case 6: _connection.When(new ConnectionInput.SessionLost("gone"), Opened(_venue)); break;
            case 11: Restart(); break;
        }
    }

    private void Submit(RiskClass risk) => _connection.When(new ConnectionInput.Submit(
        Intent(_connection.Now, n: ++_number, side: risk == RiskClass.Reducing ? Side.Sell : Side.Buy, venue: _venue, risk: risk, quantity: 0.0001m)));

    // What the predecessor had under way is counted by the venue, and its replies reach nobody.
    private void Restart()
    {
        Carry(0, 0);
        _answers.Clear();
        _connection.Restart();
        _sent = _connection.All.Count;
        _connection.Now += TimeSpan.FromMilliseconds(100);
        _connection.When(Opened(_venue), new ConnectionInput.RaiseEpoch(Btc, Samples.Epoch));
    }

    private void Pass(int tenths)
    {
        for (var i = 0; i < tenths; i++)
        {
            _connection.Pass(0.1);
            foreach (var answer in _answers.Where(a => a.At <= _connection.Now).ToArray())
            {
                _answers.Remove(answer);
                _connection.When(new ConnectionInput.RequestObserved(
                    new(answer.Kind, answer.Symbol, 1, RequestEnd.Answered, 200, null, null, null, _connection.Now, TimeSpan.Zero, null)));
            }

            Carry(0, 1);
        }
    }

    // What was decided since reaches the venue so much later, and its reply comes so much later again.
    private void Carry(int there, int back)
    {
        var effects = _connection.All.Skip(_sent).ToArray();
        _sent = _connection.All.Count;
        foreach (var effect in effects.Where(e => e is not ConnectionEffect.Postpone))
        {
            foreach (var planned in _rules.Plan(effect, _ => 1))
            {
                for (var i = 0; i < planned.Count; i++)
                    Send(planned.Kind, there, back);
            }
        }
    }

    private void Send(RequestKind kind, int there, int back)
    {
        var at = _connection.Now + TimeSpan.FromMilliseconds(100 * there);
        foreach (var charge in _rules.Charges(kind))
            _counted.Add((at, charge.Pool, charge.Units));
        _answers.Add((at + TimeSpan.FromMilliseconds(100 * back), kind, kind == RequestKind.Place ? Btc : null));
    }
}
