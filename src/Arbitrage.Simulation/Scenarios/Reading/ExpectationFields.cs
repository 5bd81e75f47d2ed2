using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Ledger;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>One item of `expect`.</summary>
internal static class ExpectationFields
{
    private static readonly string[] Kinds = ["state", "mode", "ended", "orders", "journal", "in_order", "alert", "net_delta_within", "holds", "unhedged_at_most"];

    private static readonly ImmutableSortedSet<string> EventNames =
        [.. new[] { typeof(StrategyEvent), typeof(ConnectionEvent), typeof(LedgerEvent), typeof(RiskGuardEvent) }
            .SelectMany(t => t.GetNestedTypes()).Select(t => t.Name)];

    public static Expectation Read(YamlFields fields)
    {
        var at = fields.Text("at") is null or "end" ? (TimeSpan?)null : fields.Time("at");
        var kind = Kinds.FirstOrDefault(fields.Keys.Contains) ?? throw None(fields);
        var expectation = Read(fields, kind, at);
        fields.Close();
        return expectation;
    }

    private static ScenarioFileException None(YamlFields fields)
    {
        foreach (var key in Kinds)
            fields.Has(key);
        fields.Close();
        return fields.Wrong("at", "nothing is expected in this item", $"give one of {string.Join(", ", Kinds)}");
    }

    private static Expectation Read(YamlFields f, string kind, TimeSpan? at) => kind switch
    {
        "state" or "mode" or "ended" => new Expectation.Strategy(
            at, f.Line, [.. f.Texts("state").Select(t => f.Named<StrategyPhase>("state", Phase(t)))], f.Name<TradingMode>("mode"), f.Flag("ended")),
        "orders" => Orders(f, at),
        "journal" => new Expectation.Journal(
            at, f.Line, StepFields.Machine(f, "journal"), Event(f, "has", f.Required("has", "OrderDoubted")), f.Text("says"), f.Time("since"), Count(f)),
        "in_order" => new Expectation.InOrder(
            at, f.Line, StepFields.Machine(f, "of"), [.. f.Texts("in_order").Select(t => Event(f, "in_order", t))]),
        "alert" => new Expectation.Alerts(at, f.Line, f.Text("alert")!, f.Has("of") ? StepFields.Machine(f, "of") : null, Count(f)),
        "net_delta_within" => new Expectation.NetDelta(at, f.Line, f.RequiredNumber("net_delta_within")),
        "holds" => new Expectation.Holds(
            at, f.Line, f.RequiredVenue(), f.Text("holds") is "position" ? null : new Asset(f.Text("holds")!), Between(f, "amount")
                ?? throw f.Wrong("amount", "is missing", "add `amount: 10`, or `amount: 9..11`")),
        "unhedged_at_most" => new Expectation.NeverUnhedged(at, f.Line, f.Number("contracts") ?? 1m, f.RequiredTime("unhedged_at_most")),
        _ => throw new InvalidOperationException(kind),
    };

    private static Expectation.Orders Orders(YamlFields f, TimeSpan? at)
    {
        var which = f.Group("orders")!;
        var filter = new OrderFilter
        {
            Venue = which.Venue("venue"),
            Side = which.Name<Side>("side"),
            Purpose = which.Name<PairPurpose>("purpose"),
            Leg = which.Flag("leg"),
            ReduceOnly = which.Flag("reduce_only"),
            Outcome = which.Text("outcome"),
            Since = which.Time("since"),
            Until = which.Time("until"),
            Quantity = Between(which, "quantity"),
            Price = Between(which, "price"),
            Ours = which.Flag("ours") ?? true,
        };
        which.Close();
        return new(at, f.Line, filter, Count(f));
    }

    // Without any of the three: at least one.
    private static Bounds Count(YamlFields f)
    {
        var (exact, least, most) = (f.Number("count"), f.Number("at_least"), f.Number("at_most"));
        return exact is { } one ? new(one, one)
            : least is null && most is null ? new(1m, decimal.MaxValue)
            : new(least ?? decimal.MinValue, most ?? decimal.MaxValue);
    }

    private static Bounds? Between(YamlFields f, string key)
    {
        if (f.Text(key) is not { } text)
            return null;
        var parts = text.Split("..");
        if (parts.Length == 2 && Parse(parts[0]) is { } least && Parse(parts[1]) is { } most)
            return new(least, most);
        return parts.Length == 1 && Parse(text) is { } exact
            ? new(exact, exact)
            : throw f.Wrong(key, $"'{text}' is neither a number nor a range", "write 10, or 9..11");
    }

    private static decimal? Parse(string text) => decimal.TryParse(
        text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Event(YamlFields f, string key, string name) => EventNames.Contains(name) ? name : throw f.NoSuch(key, name, EventNames);

    // States are written as they are shown: MONITORING_SPREADS.
    private static string Phase(string text) =>
        text.All(c => char.IsAsciiLetterUpper(c) || c == '_') ? text.ToLowerInvariant() : text;
}
