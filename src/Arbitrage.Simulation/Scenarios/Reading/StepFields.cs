using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>One item of `steps`.</summary>
internal static class StepFields
{
    private static readonly TimeSpan ForEver = TimeSpan.FromDays(1);

    private static readonly SortedDictionary<string, Func<YamlFields, TimeSpan, ScenarioStep>> Kinds = new(StringComparer.Ordinal)
    {
        ["create"] = (f, at) => new ScenarioStep.Creates(
            at, f.RequiredVenue(), f.Name<CreateFate>("create")!.Value, f.Count("times", 1), f.Time("by") ?? TimeSpan.FromSeconds(2),
            f.Name<VenueReject>("reason") ?? VenueReject.Other, f.Number("share") ?? 0.5m),
        ["call"] = (f, at) => new ScenarioStep.Calls(
            at, f.RequiredVenue(), Call(f), f.Name<CallFate>("answer") ?? CallFate.Fails, f.Time("for") ?? ForEver, f.Time("by") ?? TimeSpan.FromSeconds(3)),
        ["stream"] = (f, at) => new ScenarioStep.Stream(
            at, f.RequiredVenue(), f.Name<FrameKind>("frames") ?? FrameKind.All, f.Name<FrameFate>("stream")!.Value, f.Count("times", 1),
            f.Time("by") ?? TimeSpan.FromSeconds(2)),
        ["session"] = (f, at) => new ScenarioStep.Session(
            at, f.RequiredVenue(), f.Name<SessionFate>("session") == SessionFate.Maintenance, f.RequiredTime("for")),
        ["feed"] = (f, at) => new ScenarioStep.Feed(at, f.RequiredVenue(), f.Name<FeedFate>("feed")!.Value, f.RequiredTime("for")),
        ["foreign_trade"] = (f, at) => new ScenarioStep.ForeignTrade(at, f.RequiredVenue(), f.Name<Side>("foreign_trade")!.Value, new(f.RequiredNumber("quantity"))),
        ["foreign_order"] = (f, at) => new ScenarioStep.ForeignOrder(
            at, f.RequiredVenue(), f.Name<Side>("foreign_order")!.Value, new(f.RequiredNumber("quantity")), new(f.RequiredNumber("price"))),
        ["transfer"] = (f, at) => new ScenarioStep.Transfer(at, f.RequiredVenue(), new(f.Text("transfer")!), f.RequiredNumber("amount")),
        ["funding_pct"] = (f, at) => new ScenarioStep.Funding(at, new(f.RequiredNumber("funding_pct") / 100m)),
        ["deleverage"] = (f, at) => new ScenarioStep.Deleveraging(at, new(f.Count("deleverage", 1))),
        ["liquidate"] = (f, at) => f.Flag("liquidate") == true
            ? new ScenarioStep.Liquidation(at)
            : throw f.Wrong("liquidate", "is not true", "write `liquidate: true`"),
        ["rules"] = (f, at) => Rules(f, at),
        ["clock_offset"] = (f, at) => new ScenarioStep.Clock(
            at, f.RequiredVenue(), f.Time("clock_offset")!.Value, f.Time("clock_error") ?? TimeSpan.FromMilliseconds(10)),
        ["crash"] = (f, at) => new ScenarioStep.Crash(
            at, Machine(f, "crash"), f.Text("on"), f.Name<WriteEnd>("write") == WriteEnd.Durable, f.Time("restart_after")),
        ["write_fails"] = (f, at) => new ScenarioStep.WriteFails(
            at, Machine(f, "write_fails"), f.Text("on"), f.Name<WriteEnd>("write") == WriteEnd.Durable, f.Time("restart_after")),
        ["pause"] = (f, at) => new ScenarioStep.Pause(at, Machine(f, "pause"), f.Text("on"), f.Time("successor_after"), f.RequiredTime("for")),
        ["kill"] = (f, at) => new ScenarioStep.Kill(at, Scope(f, "kill"), ScopeVenue(f, "kill"), f.Name<TradingMode>("mode") ?? TradingMode.Halted),
        ["resume"] = (f, at) => new ScenarioStep.Resume(at, Scope(f, "resume"), ScopeVenue(f, "resume")),
        ["stop"] = (f, at) => new ScenarioStep.Stop(at, f.Name<OnStop>("stop")!.Value),
    };

    private static readonly string[] Calls =
        ["all", "cancel", "query", "open_orders", "trades", "rows", "account", "leverage", "dead_man"];

    private static readonly string[] Details =
    [
        "venue", "times", "by", "reason", "share", "answer", "for", "frames", "quantity", "price", "amount", "clock_error", "on", "write",
        "restart_after", "successor_after", "mode",
    ];

    private enum SessionFate
    {
        Lost = 1,
        Maintenance = 2,
    }

    private enum WriteEnd
    {
        Lost = 1,
        Durable = 2,
    }

    public static ScenarioStep Read(YamlFields fields)
    {
        var at = fields.RequiredTime("at");
        var kinds = Kinds.Keys.Where(fields.Keys.Contains).ToList();
        if (kinds.Count > 1)
            throw fields.Wrong(kinds[1], $"is a second thing beside {kinds[0]}", "give each a step of its own");
        if (kinds.Count == 0)
        {
            foreach (var key in Kinds.Keys.Concat(Details))
                fields.Has(key);
            fields.Close(); // a misspelt kind is told by its nearest name
            throw fields.Wrong("at", "nothing happens in this step", $"give one of {string.Join(", ", Kinds.Keys)}");
        }

        var step = Kinds[kinds[0]](fields, at);
        fields.Close();
        return step;
    }

    /// <summary>A machine by its persistence id, or by `strategy` or `guard`.</summary>
    public static string Machine(YamlFields fields, string key)
    {
        var ids = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["strategy"] = JournalIds.Strategy(Scenario.Symbol),
            ["guard"] = JournalIds.Guard,
        };
        foreach (var venue in Domain.Markets.Venues.All)
        {
            ids[JournalIds.Connection(venue)] = JournalIds.Connection(venue);
            ids[JournalIds.Ledger(venue)] = JournalIds.Ledger(venue);
        }

        var text = fields.Required(key, "strategy");
        return ids.TryGetValue(text, out var id) ? id : throw fields.NoSuch(key, text, ids.Keys);
    }

    private static string Call(YamlFields fields)
    {
        var call = fields.Text("call")!;
        return Calls.Contains(call) ? call : throw fields.NoSuch("call", call, Calls);
    }

    private static Symbol? Scope(YamlFields fields, string key) => fields.Text(key) == "symbol" ? Scenario.Symbol : null;

    private static Venue? ScopeVenue(YamlFields fields, string key)
    {
        var text = fields.Text(key);
        var venue = Domain.Markets.Venues.All.FirstOrDefault(v => v.Key() == text);
        return venue != default ? venue
            : text is "all" or "symbol" ? null
            : throw fields.NoSuch(key, text ?? "", ["all", "symbol", .. Domain.Markets.Venues.All.Select(v => v.Key())]);
    }

    private static ScenarioStep.Rules Rules(YamlFields fields, TimeSpan at)
    {
        var venue = fields.RequiredVenue();
        var rules = fields.Group("rules")!;
        var step = new ScenarioStep.Rules(
            at, venue, rules.Number("min_quantity") is { } quantity ? new Quantity(quantity) : null,
            rules.Number("min_notional") is { } notional ? new Notional(notional) : null, rules.Flag("tradable"), rules.Flag("told") ?? true);
        rules.Close();
        return step;
    }
}
