using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>
/// One push is lost on a session that is otherwise well: whatever it was and whenever it happened, it is known within ten seconds, although every read takes
/// one and a half. The venue here answers with what it knew when it was asked.
/// </summary>
public sealed class MissedPushSpecs
{
    private static readonly TimeSpan ReadTakes = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly ConnectionScript _connection = new();
    private readonly List<(DateTimeOffset At, ConnectionInput Answer)> _answers = [];
    private readonly List<AccountFact.Trade> _trades = [];
    private readonly OrderIntent _intent;
    private OrderReport? _report;

    public MissedPushSpecs()
    {
        _connection.Ready();
        _intent = Intent(_connection.Now);
    }

    public static TheoryData<double> Moments()
    {
        var moments = new TheoryData<double>();
        for (var i = 0; i < 20; i++)
            moments.Add(i * 0.9);
        return moments;
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_fill_of_a_resting_order_whose_report_came(double moment)
    {
        Rest(moment);
        Trade(0.004m);
        Report(0.004m, isOpen: true);
        _connection.When(new ConnectionInput.OrderReported(_report!));
        AssertKnown(() => Order.Filled == new Quantity(0.004m));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_fill_and_its_report(double moment)
    {
        Rest(moment);
        Trade(0.004m);
        Report(0.004m, isOpen: true);
        AssertKnown(() => Order.Filled == new Quantity(0.004m));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void The_last_report_of_a_filled_order(double moment)
    {
        Rest(moment);
        var trade = Trade(0.01m);
        Report(0.01m, isOpen: false);
        _connection.When(new ConnectionInput.TradeReported(trade));
        AssertKnown(() => !Order.IsUnfinished);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void The_last_report_of_an_order_that_the_venue_cancelled(double moment)
    {
        Rest(moment);
        Report(0m, isOpen: false);
        AssertKnown(() => !Order.IsUnfinished);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void The_last_fill_and_the_last_report(double moment)
    {
        Rest(moment);
        Trade(0.01m);
        Report(0.01m, isOpen: false);
        AssertKnown(() => Order.Filled == new Quantity(0.01m));
        AssertKnown(() => !Order.IsUnfinished);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fill_that_the_reply_to_the_create_told(bool rests)
    {
        _connection.When(new ConnectionInput.Submit(_intent));
        Trade(0.004m);
        Report(0.004m, isOpen: rests);
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", _report)));
        Ask();
        AssertKnown(() => Order.Filled == new Quantity(0.004m));
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_trade_that_no_order_of_ours_made(double moment)
    {
        Rest(moment);
        var foreign = Samples.Trade(Intent(_connection.Now, 99), "f1", 0.002m, AtVenue(_connection.Now), "v99", named: false);
        _trades.Add(foreign);
        AssertKnown(() => _connection.State.Seen.ContainsKey(foreign.Key));
    }

    private OrderEntry Order => _connection.Order(_intent);

    // Accepted, resting, and so much time gone by.
    private void Rest(double seconds)
    {
        _connection.When(new ConnectionInput.Submit(_intent));
        Report(0m, isOpen: true);
        _connection.When(new ConnectionInput.CreateAnswered(_intent.Id, new CreateOutcome.Accepted("v1", _report)));
        Ask();
        for (var end = _connection.Now + TimeSpan.FromSeconds(10 + seconds); _connection.Now < end;)
            Tick();
    }

    private AccountFact.Trade Trade(decimal quantity)
    {
        var trade = Samples.Trade(_intent, $"t{_trades.Count}", quantity, AtVenue(_connection.Now));
        _trades.Add(trade);
        return trade;
    }

    private void Report(decimal filled, bool isOpen) => _report = Samples.Report(_intent, filled, isOpen);

    private void AssertKnown(Func<bool> isKnown)
    {
        var end = _connection.Now + Bound;
        while (!isKnown())
        {
            Assert.True(_connection.Now < end, "not found in time");
            Tick();
        }
    }

    private void Tick()
    {
        _connection.Pass(0.1);
        Ask();
        foreach (var (_, answer) in _answers.Where(a => a.At <= _connection.Now).ToArray())
        {
            _connection.When(answer);
            Ask();
        }

        _answers.RemoveAll(a => a.At <= _connection.Now);
    }

    // What is asked now is answered later with what is so now.
    private void Ask()
    {
        var at = _connection.Now + ReadTakes;
        foreach (var effect in _connection.Last)
        {
            if (effect is ConnectionEffect.ReadTrades read)
            {
                _answers.Add((at, new ConnectionInput.TradesRead(
                    read.Symbol, read.From, AtVenue(_connection.Now), [.. _trades.Where(t => t.AtVenue >= read.From)])));
            }
            else if (effect is ConnectionEffect.ReadOpenOrders)
            {
                _answers.Add((at, new ConnectionInput.OpenOrdersRead(_report is { IsOpen: true } open ? [open] : [])));
            }
            else if (effect is ConnectionEffect.QueryOrder && _report is { } report)
            {
                _answers.Add((at, new ConnectionInput.OrderReported(report)));
            }
            else if (effect is ConnectionEffect.ReadAccount)
            {
                _answers.Add((at, new ConnectionInput.AccountRead(Account(Venue.GateSpot) with { At = _connection.Now })));
            }
        }

        _connection.Last.Clear();
    }
}
