using System.Text.Json;
using Arbitrage.Actors.Journal;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Cli.Tests;

/// <summary>`arb journal explain` over a run of a real node: every pair that it took, and what it did not take.</summary>
[Collection(nameof(RecordedDemo))]
public sealed class JournalExplainSpecs(RecordedDemo demo)
{
    [Fact]
    public void Every_pair_is_explained_from_its_books_to_its_money()
    {
        var entries = Pairs().Where(p => p.Ended.Purpose is PairPurpose.Entry or PairPurpose.Return).ToList();
        Assert.NotEmpty(entries);
        foreach (var (strategy, ended) in entries.Take(4))
        {
            var root = Explain($"{strategy}/{ended.Pair}");

            Assert.Equal(($"{ended.Result}", ended.Pnl.Value), (root.GetProperty("result").GetString(), root.GetProperty("pnl").GetDecimal()));
            Assert.Equal(3, root.GetProperty("seen").GetProperty("books").GetArrayLength());
            Assert.All(root.GetProperty("seen").GetProperty("books").EnumerateArray(), b => Assert.True(b.GetProperty("ageMs").GetInt64() >= 0));

            // What took it: the gates of that moment, all open, from the recorded inputs.
            var taken = root.GetProperty("gates").EnumerateArray().Where(g => g.GetProperty("taken").GetBoolean()).ToList();
            Assert.Contains(taken, g => g.GetProperty("purpose").GetString() == $"{ended.Purpose}" && g.GetProperty("buy").GetString() == root.GetProperty("buy").GetString());

            // Money: what the fills say is what the strategy summed up and what the ledgers booked.
            var fills = root.GetProperty("fills").EnumerateArray().ToList();
            var sold = fills.Where(f => f.GetProperty("side").GetString() == "Sell").Sum(f => f.GetProperty("quantity").GetDecimal() * f.GetProperty("price").GetDecimal());
            Assert.Equal(ended.SoldFor.Value, sold);
            var money = root.GetProperty("money").EnumerateArray().ToList();
            Assert.NotEmpty(money);
            Assert.All(money.GroupBy(m => (m.GetProperty("venue").GetString(), m.GetProperty("asset").GetString())), g => Assert.Equal(0m, g.Sum(m => m.GetProperty("amount").GetDecimal())));
        }
    }

    [Fact]
    public void The_timeline_goes_from_lease_to_intent_to_claim_to_fill_to_ledger()
    {
        var (strategy, ended) = Pairs().First(p => p.Ended is { Purpose: PairPurpose.Entry, Result: PairResult.Done });
        var steps = Explain($"{strategy}/{ended.Pair}").GetProperty("timeline").EnumerateArray().ToList();

        int At(string actor, string kind) => steps.FindIndex(
            s => s.GetProperty("actor").GetString()!.StartsWith(actor, StringComparison.Ordinal) && s.GetProperty("event").GetProperty("kind").GetString() == kind);

        var order = new[]
        {
            At("risk-guard", "LeaseGranted"), At("strategy", "LeaseHeld"), At("strategy", "LegsIntended"), At("connection", "Claimed"), At("connection", "FactBooked"),
            At("ledger", "Booked"),
        };
        Assert.All(order, i => Assert.True(i >= 0, string.Join('\n', steps.Select(s => s.GetProperty("what").GetString()))));
        Assert.Equal(order.Order(), order);
        Assert.True(At("connection", "Finished") < At("strategy", "PairEnded"));
    }

    [Fact]
    public void An_order_a_trade_and_the_venues_own_ids_lead_to_the_same_pair()
    {
        var (strategy, ended) = Pairs().First(p => p.Ended is { Purpose: PairPurpose.Entry, Result: PairResult.Done });
        var pair = Explain($"{strategy}/{ended.Pair}");
        var order = pair.GetProperty("orders")[0].GetString()!;
        var (trade, venue) = (pair.GetProperty("fills")[0].GetProperty("tradeId").GetString()!, pair.GetProperty("fills")[0].GetProperty("venue").GetString()!);
        // By its fill: an order that filled before the reply came was never acknowledged apart.
        var filled = Events().Select(e => (e.Id, Trade: (e.Happened as ConnectionEvent.FactBooked)?.Fact.Fact as AccountFact.Trade)).First(f => f.Trade?.Order?.Text == order);
        var qualified = $"{filled.Id["connection-".Length..]}:{filled.Trade!.VenueOrderId}";

        foreach (var name in new[] { order, "t-" + order, $"{venue}:{trade}", $"{venue}:trade:{trade}", qualified, $"{strategy["strategy-".Length..].ToUpperInvariant()}/{ended.Pair}" })
        {
            var found = Explain(name);
            Assert.Equal((strategy, ended.Pair), (found.GetProperty("strategy").GetString(), found.GetProperty("pair").GetInt64()));
        }
    }

    [Fact]
    public void People_get_books_gates_timeline_fills_and_money()
    {
        var (strategy, ended) = Pairs().First(p => p.Ended is { Purpose: PairPurpose.Entry, Result: PairResult.Done });

        var (code, output, error) = Arb("journal", "explain", "--data", demo.Data, $"{strategy}/{ended.Pair}");

        Assert.Equal((0, ""), (code, error));
        foreach (var part in (string[])["books seen", "- every gate open: Entry", "Confidence: ", "timeline", "claims it as incarnation 1", "fills", "ledger rows of the pair", "Done: sold"])
            Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_recording_the_journal_alone_explains_and_says_what_is_missing()
    {
        var (strategy, ended) = Pairs().First(p => p.Ended.Purpose == PairPurpose.Entry);

        var (code, output, _) = Arb("journal", "explain", "--data", demo.Copy(), $"{strategy}/{ended.Pair}");

        Assert.Equal(0, code);
        Assert.Contains("the gates of that moment are not recorded", output, StringComparison.Ordinal);
        Assert.Contains("ledger rows of the pair", output, StringComparison.Ordinal);
        Assert.Equal(3, Arb("journal", "explain", "--data", demo.Copy(), "--symbol", "BTC_USDT").Code);
    }

    [Fact]
    public void Opportunities_that_were_not_taken_say_which_gate_refused_and_those_taken_name_their_pair()
    {
        var entries = Pairs().Where(p => p.Ended.Purpose == PairPurpose.Entry).ToList();
        var taken = new List<(string, long)>();
        foreach (var symbol in (string[])["BTC_USDT", "ETH_USDT", "NEIROETH_USDT"])
        {
            var (code, output, error) = Arb("journal", "explain", "--data", demo.Data, "--symbol", symbol, "--json");
            Assert.Equal((0, ""), (code, error));
            using var json = JsonDocument.Parse(output);
            foreach (var episode in json.RootElement.GetProperty("episodes").EnumerateArray())
            {
                if (episode.GetProperty("pair") is { ValueKind: JsonValueKind.Number } pair)
                    taken.Add(($"strategy-{symbol.ToLowerInvariant()}", pair.GetInt64()));
                else
                    Assert.NotEqual(0, episode.GetProperty("refusals").GetArrayLength());
            }
        }

        Assert.Equal(entries.Select(e => (e.Strategy, e.Ended.Pair)).Order(), taken.Order());
    }

    [Fact]
    public void At_a_time_every_gate_says_what_it_looked_at()
    {
        var phases = Events().Where(e => e.Happened is StrategyEvent.PhaseEntered).Select(e => (e.Id, Entered: (StrategyEvent.PhaseEntered)e.Happened)).ToList();
        var (id, quiet) = phases.First(p => p.Entered.Phase == StrategyPhase.MonitoringSpreads
            && phases.Exists(q => q.Id == p.Id && q.Entered.At > p.Entered.At)
            && !phases.Exists(q => q.Id == p.Id && q.Entered.At > p.Entered.At && q.Entered.At < p.Entered.At.AddMilliseconds(500)));
        var (at, symbol) = (quiet.At.AddMilliseconds(400), id["strategy-".Length..].ToUpperInvariant());

        var (code, output, error) = Arb("journal", "explain", "--data", demo.Data, "--symbol", symbol, "--at", at.ToString("O"), "--json");

        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        foreach (var each in json.RootElement.GetProperty("opportunities").EnumerateArray())
        {
            var gates = each.GetProperty("gates").EnumerateArray().ToList();
            Assert.True(gates.Count >= 10);
            Assert.Equal(gates.All(g => g.GetProperty("open").GetBoolean()), each.GetProperty("taken").GetBoolean());
            var spread = gates.Single(g => g.GetProperty("gate").GetString() == "Spread");
            Assert.Contains("bid ", spread.GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Equal("MONITORING_SPREADS", gates[0].GetProperty("text").GetString()!.Split(' ')[0]);
        }

        var (early, _, says) = Arb("journal", "explain", "--data", demo.Data, "--symbol", symbol, "--at", "2020-01-01T00:00:00Z");
        Assert.Equal(2, early);
        Assert.Contains("is before the first recorded input", says, StringComparison.Ordinal);
    }

    private JsonElement Explain(string what)
    {
        var (code, output, error) = Arb("journal", "explain", "--data", demo.Data, what, "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    private List<(string Strategy, StrategyEvent.PairEnded Ended)> Pairs() =>
        [.. Events().Where(e => e.Happened is StrategyEvent.PairEnded).Select(e => (e.Id, (StrategyEvent.PairEnded)e.Happened))];

    private List<(string Id, object Happened)> Events()
    {
        using var journal = JournalFile.Open(demo.Data);
        return [.. journal.ByOrder().Select(e => (e.PersistenceId, e.Read()))];
    }

    private static (int Code, string Output, string Error) Arb(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = new ArbCommand(new(output, error, ShowsProgress: false, TimeProvider.System)).Run(args);
        return (code, output.ToString(), error.ToString());
    }
}
