using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using CsCheck;
using static Arbitrage.Domain.Tests.Connection.Samples;

namespace Arbitrage.Domain.Tests.Connection;

/// <summary>
/// Any interleaving, repetition and reordering of what can reach a connection, with restarts anywhere. The universe is small so that
/// things meet: four intents of two epochs, six trades of which one is foreign, reads that show some of it.
/// </summary>
public sealed class ConnectionProperties
{
    private static readonly OrderIntent[] Intents =
    [
        Intent(Start + TimeSpan.FromSeconds(1), 10),
        Intent(Start + TimeSpan.FromSeconds(1), 11, Side.Sell),
        Intent(Start + TimeSpan.FromSeconds(2), 12, Side.Sell, risk: RiskClass.Reducing),
        Intent(Start + TimeSpan.FromSeconds(2), 13, epoch: new(0, 8)),
    ];

    private static readonly AccountFact.Trade[] Trades =
    [
        TradeOf(0, "t1", 0.004m), TradeOf(0, "t2", 0.006m), TradeOf(1, "t3", 0.01m), TradeOf(2, "t4", 0.002m),
        TradeOf(3, "t5", 0.01m), TradeOf(1, "t6", 0.005m) with { Order = null, VenueOrderId = "v9", Cause = TradeCause.Foreign },
        TradeOf(0, "t2", 0.006m) with { Order = null, Cause = TradeCause.Foreign }, // the same trade by a door that does not name us
    ];

    private static readonly Gen<Action<ConnectionScript>> Commands = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3]).Select((kind, n) => Do(kind switch
    {
        0 or 1 or 2 => new ConnectionInput.Submit(Intents[n]),
        3 => new ConnectionInput.Void(Intents[n], new(0, 8)),
        4 => new ConnectionInput.RaiseEpoch(Btc, new(0, 6 + n)),
        5 => new ConnectionInput.ConfirmOutcomes(Btc, [Intents[n].Id]),
        6 => new ConnectionInput.PullFacts(n),
        _ => new ConnectionInput.PullSymbolFacts(Btc, n),
    }));

    private static readonly Gen<Action<ConnectionScript>> Answers = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Int[0, 6]).Select((kind, n, t) => Do(kind switch
    {
        0 => Answer(n, new CreateOutcome.Accepted($"v{n}", null)),
        1 => Answer(n, new CreateOutcome.Accepted($"v{n}", ReportOf(n, t, open: false))),
        2 => Answer(n, new CreateOutcome.Rejected(t == 0 ? VenueReject.DuplicateId : VenueReject.Other, "no")),
        3 => Answer(n, new CreateOutcome.NotSent(RefusalReason.Killed)),
        4 => Answer(n, new CreateOutcome.Unknown("timeout")),
        5 or 6 => new ConnectionInput.OrderReported(ReportOf(n, t, open: t % 2 == 0)),
        7 => new ConnectionInput.OrderNotFound(Intents[n].Id),
        _ => new ConnectionInput.TradeReported(Trades[t]),
    }));

    private static readonly Gen<Action<ConnectionScript>> Reads = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 127]).Select((kind, shown) =>
        (Action<ConnectionScript>)(c => c.When(kind switch
        {
            0 => Opened(Venue.GateSpot),
            1 => new ConnectionInput.SessionLost("gone"),
            2 => new ConnectionInput.OpenOrdersRead(shown == 0 ? [ReportOf(1, 0, open: true)] : []),
            3 => new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(c.Now), [.. Trades.Where((_, i) => (shown >> i & 1) == 1)]),
            4 => new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(c.Now), [Row($"r{shown % 3}", RowKind.Rebate, 1m, AtVenue(Start + TimeSpan.FromSeconds(3)))]),
            5 => new ConnectionInput.AccountRead(Account(Venue.GateSpot, btc: c.State.Book.Balance(BtcCoin) + (shown == 0 ? 1m : 0m)) with { At = c.Now }),
            _ => new ConnectionInput.ClockMeasured(Clock with { ErrorBound = TimeSpan.FromMilliseconds(shown * 3) }),
        })));

    private static readonly Gen<Action<ConnectionScript>> Times = Gen.Select(Gen.Int[0, 6], Gen.Int[1, 400]).Select((kind, tenths) =>
        (Action<ConnectionScript>)(c =>
        {
            if (kind == 0)
                c.Restart(landed: tenths % 2 == 0);
            else if (kind == 4)
                c.HoldWrites = tenths % 3 != 0;
            else if (kind == 5)
                c.Land();
            else if (kind == 1)
                c.Now += TimeSpan.FromMilliseconds(100 * tenths);
            else if (kind == 3)
                Settle(c);
            else
                c.Pass(kind == 2 ? 2 : 0.1);
        }));

    private static readonly Gen<Action<ConnectionScript>[]> Scripts =
        Gen.Frequency((4, Commands), (4, Answers), (3, Reads), (2, Times)).Array[1, 60];

    private const long WithStates = 200;

    [Fact]
    public void No_intent_leaves_twice_over_any_interleaving_and_restart() => Run((script, _) =>
    {
        Assert.All(script.Sent(script.All).GroupBy(i => i.Id), g => Assert.Single(g));
        Assert.All(script.Sent(script.All), i => Assert.Single(script.Journal.OfType<ConnectionEvent.Claimed>(), c => c.Intent.Id == i.Id));
    });

    [Fact]
    public void No_incarnation_sends_what_any_prefix_of_the_journal_has_claimed() => Run((script, _) =>
    {
        for (var kept = 0; kept <= script.Journal.Count; kept++)
        {
            var prefix = script.Journal.Take(kept).ToArray();
            var successor = new ConnectionScript(script.Settings, prefix) { Now = Start + TimeSpan.FromSeconds(1) };
            successor.When(Opened(Venue.GateSpot));
            foreach (var intent in Intents)
                successor.When(new ConnectionInput.Submit(intent), new ConnectionInput.Submit(intent));
            var claimed = prefix.OfType<ConnectionEvent.Claimed>().Select(c => c.Intent.Id).ToArray();
            Assert.DoesNotContain(successor.Sent(successor.All), i => claimed.Contains(i.Id));
        }
    }, iterations: 100);

    [Fact]
    public void The_first_answer_of_an_intent_stands_for_ever() => Run((script, _) =>
    {
        var firsts = script.Journal.Select(AnswerOf).OfType<(ClientOrderId Id, IntentAnswer Answer)>().ToArray();
        Assert.Equal(firsts.Length, firsts.Select(f => f.Id).Distinct().Count());
        var outcomes = script.Journal.OfType<ConnectionEvent.Finished>().ToArray();
        Assert.Equal(outcomes.Length, outcomes.Select(f => f.Id).Distinct().Count());
        foreach (var told in script.Told<StrategyInput.IntentAnswered>(script.All))
        {
            // Below the mark an answer needs no entry; it can only be of what was confirmed, forgotten and over.
            var forgotten = script.Journal.OfType<ConnectionEvent.Forgotten>().Any(f => f.HighWater >= Intents.Single(i => i.Id == told.Id).NotAfter);
            if (told.Answer is not IntentAnswer.Refused { Reason: RefusalReason.BelowHighWater } || !forgotten)
                Assert.Contains((told.Id, told.Answer), firsts);
        }
    });

    [Fact]
    public void Facts_are_booked_once_numbered_without_a_gap_and_told_as_journaled() => Run((script, _) =>
    {
        var facts = script.Journal.OfType<ConnectionEvent.FactBooked>().Select(f => f.Fact).ToArray();
        Assert.Equal(facts.Length, facts.Select(f => f.Fact.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Enumerable.Range(1, facts.Length).Select(i => (long)i), facts.Select(f => f.Offset));
        var ofSymbol = facts.Where(f => f.Fact.Symbol == Btc).ToArray();
        Assert.Equal(Enumerable.Range(1, ofSymbol.Length).Select(i => (long)i), ofSymbol.Select(f => f.SymbolOffset));
        Assert.All(script.ToldLedger<LedgerInput.FactsArrived>(script.All).SelectMany(f => f.Facts), f => Assert.Contains(f, facts));
        Assert.All(script.Told<StrategyInput.FactsArrived>(script.All).SelectMany(f => f.Facts), f => Assert.Contains(f, ofSymbol));
    });

    [Fact]
    public void Book_and_outcomes_are_the_sums_of_the_booked_trades() => Run((script, _) =>
    {
        var facts = script.Journal.OfType<ConnectionEvent.FactBooked>().Select(f => f.Fact.Fact).ToArray();
        var trades = facts.OfType<AccountFact.Trade>().ToArray();
        Assert.Equal(
            facts.OfType<AccountFact.OpeningBalance>().Where(o => o.Asset == BtcCoin).Sum(o => o.Amount) + trades.Sum(t => t.BaseChange.Value),
            script.State.Book.Balance(BtcCoin));
        foreach (var (finished, at) in script.Journal.Select((e, i) => (e as ConnectionEvent.Finished, i)))
        {
            if (finished is null)
                continue;
            var claimedAt = script.Journal.FindIndex(e => e is ConnectionEvent.Claimed c && c.Intent.Id == finished.Id);
            var before = script.Journal.Take(at).Skip(claimedAt).OfType<ConnectionEvent.FactBooked>().Select(f => f.Fact)
                .Where(f => f.Fact is AccountFact.Trade t && t.Order == finished.Id).ToArray();
            var filled = before.Sum(f => ((AccountFact.Trade)f.Fact).Quantity.Value);
            Assert.Equal(filled, finished.Outcome is OrderOutcome.Ended e ? e.Filled.Value : 0m);
            Assert.All(before, f => Assert.True(f.SymbolOffset <= finished.UpTo));
        }
    });

    [Fact]
    public void Every_prefix_of_the_journal_folds_to_the_state_that_was_live_then() => Run((script, live) =>
    {
        var folded = ConnectionState.Empty;
        for (var i = 0; i < script.Journal.Count; i++)
        {
            folded = script.Machine.Apply(folded, script.Journal[i], i + 1);
            if (live.TryGetValue(i + 1, out var text))
                Assert.Equal(text, Canonical.Text(folded));
        }
    }, WithStates);

    [Fact]
    public void A_strategy_is_told_of_every_final_outcome() => Run((script, _) =>
    {
        // A write that landed after its writer had died told nobody; the next incarnation tells until it is confirmed.
        script.Restart().Pass(70);
        var told = script.Told<StrategyInput.OrderFinished>(script.All).ToList();
        Assert.All(
            script.Journal.OfType<ConnectionEvent.Finished>().Where(f => script.State.Orders.ContainsKey(f.Id)),
            f => Assert.Contains(told, t => t.Id == f.Id && t.Outcome == f.Outcome && t.UpTo == f.UpTo));
    });

    [Fact]
    public void The_scripts_reach_what_they_are_to_check()
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var gate = new Lock();
        Run((script, _) =>
        {
            lock (gate)
            {
                reached.UnionWith(script.Journal.Select(e => e is ConnectionEvent.Finished f ? f.Outcome.GetType().Name : e.GetType().Name));
                reached.UnionWith(script.All.OfType<ConnectionEffect.SendCreate>().Select(_ => "SendCreate"));
                reached.UnionWith(script.All.OfType<ConnectionEffect.Alert>().Select(a => a.Code));
            }
        });
        string[] wanted =
        [
            "Claimed", "Refused", "Voided", "Doubted", "Progressed", "Acknowledged", "FactBooked", "Forgotten", "FactsConfirmed",
            "EpochRaised", "Ended", "Rejected", "NotSent", "NoEffect", "SendCreate", "outcome_contradicted", "foreign_trade",
        ];
        Assert.Empty(wanted.Except(reached, StringComparer.Ordinal));
    }

    // Long after: nothing is open, nothing traded, and the account shows twice what the facts add up to.
    private static void Settle(ConnectionScript script)
    {
        foreach (var seconds in new[] { 40, 11 })
        {
            script.Now += TimeSpan.FromSeconds(seconds);
            script.When(
                new ConnectionInput.OpenOrdersRead([]),
                new ConnectionInput.TradesRead(Btc, AtVenue(Start), AtVenue(script.Now), []),
                new ConnectionInput.RowsRead(AtVenue(Start), AtVenue(script.Now), []),
                new ConnectionInput.AccountRead(Account(Venue.GateSpot, btc: script.State.Book.Balance(BtcCoin)) with { At = script.Now }));
        }
    }

    private static void Run(Action<ConnectionScript, Dictionary<int, string>> check, long iterations = 600) => Scripts.Sample(
        steps =>
        {
            var script = new ConnectionScript().Ready();
            var live = new Dictionary<int, string>();
            foreach (var step in steps)
            {
                step(script);
                if (iterations == WithStates)
                    live[script.Journal.Count] = Canonical.Text(script.State);
            }

            script.HoldWrites = false;
            script.Land();
            check(script, live);
        },
        iter: iterations,
        print: _ => "");

    private static (ClientOrderId Id, IntentAnswer Answer)? AnswerOf(ConnectionEvent happened) => happened switch
    {
        ConnectionEvent.Claimed c => (c.Intent.Id, IntentAnswer.Claimed.Instance),
        ConnectionEvent.Inherited c => (c.Intent.Id, IntentAnswer.Claimed.Instance),
        ConnectionEvent.Refused r => (r.Intent.Id, new IntentAnswer.Refused(r.Reason)),
        ConnectionEvent.Voided v => (v.Intent.Id, IntentAnswer.Voided.Instance),
        _ => null,
    };

    private static Action<ConnectionScript> Do(ConnectionInput input) => c => c.When(input);

    private static ConnectionInput.CreateAnswered Answer(int n, CreateOutcome outcome) => new(Intents[n].Id, outcome);

    private static AccountFact.Trade TradeOf(int n, string id, decimal quantity) =>
        Trade(Intents[n], id, quantity, AtVenue(Start + TimeSpan.FromSeconds(1.5)), $"v{n}");

    private static OrderReport ReportOf(int n, int size, bool open) => Report(Intents[n], size % 3 * 0.005m, open, $"v{n}");
}
