using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Inputs;
using Spectre.Console;

namespace Arbitrage.Cli.Journal;

/// <summary>What gates said, for people and, with the same figures, for programs.</summary>
internal static class GatesView
{
    /// <summary>The gates of a symbol at one moment.</summary>
    public static void Write(TextWriter output, Symbol symbol, GatesAt gates, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { Symbol = symbol.Text, At = EventJson.Time(gates.At), LastInput = EventJson.Time(gates.LastInput), Opportunities = ToJson(gates.Explanations) },
                EventView.Json));
            return;
        }

        output.WriteLine(FormattableString.Invariant(
            $"{symbol} at {EventJson.Time(gates.At)}, last input {(gates.At - gates.LastInput).TotalMilliseconds:0} ms before"));
        Write(output, gates.Explanations);
    }

    /// <summary>The opportunities of a whole recording.</summary>
    public static void Write(TextWriter output, Symbol symbol, ImmutableArray<OpportunityEpisode> episodes, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { Symbol = symbol.Text, Episodes = episodes.Select(ToJson) }, EventView.Json));
            return;
        }

        var table = new Table { Title = new($"{symbol}: opportunities at the top of the books") }.RoundedBorder()
            .AddColumns("from", "ms", "buy, sell", "best net %", "taken by", "gates that said no first");
        foreach (var each in episodes)
        {
            table.AddRow(
                Markup.Escape(each.From.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
                FormattableString.Invariant($"{(each.To - each.From).TotalMilliseconds:0}"), Way(each.Direction),
                FormattableString.Invariant($"{each.BestNetPct:0.####}"),
                each.Pair is { } pair ? FormattableString.Invariant($"{symbol}/{pair}") : "-",
                Markup.Escape(string.Join("\n", each.Refusals.Select(r => $"{r.Count} x {r.Gate}: {r.Text}"))));
        }

        Consoles.On(output).Write(table);
        var taken = episodes.Count(e => e.Pair is not null);
        output.WriteLine($"{episodes.Length} opportunities: {taken} taken, {episodes.Length - taken} not");
    }

    /// <summary>A table a possible pair.</summary>
    public static void Write(TextWriter output, ImmutableArray<OpportunityExplanation> explanations)
    {
        var console = Consoles.On(output);
        foreach (var each in explanations)
        {
            var table = new Table { Title = new($"{each.Purpose}: {Way(each.Direction)}") }.RoundedBorder().AddColumns("gate", "", "what it looked at");
            foreach (var gate in each.Gates)
                table.AddRow(new Text($"{gate.Gate}"), new Text(gate.IsOpen ? "yes" : "NO", gate.IsOpen ? new Style(Color.Green) : new Style(Color.Red)), new Text(gate.Text));
            console.Write(table);
            output.WriteLine(each.Refusal is { } no ? $"{each.Purpose} {Way(each.Direction)}: not taken, {no.Gate} says no: {no.Text}" : $"{each.Purpose} {Way(each.Direction)}: taken");
        }
    }

    /// <summary>The same as objects.</summary>
    public static IEnumerable<object> ToJson(ImmutableArray<OpportunityExplanation> explanations) => explanations.Select(e => (object)new
    {
        Purpose = $"{e.Purpose}",
        Buy = e.Direction.BuyVenue().Key(),
        Sell = e.Direction.SellVenue().Key(),
        Taken = e.Refusal is null,
        Refusal = e.Refusal is { } no ? $"{no.Gate}" : null,
        Skip = e.Skip is { } skip ? $"{skip}" : null,
        Gates = e.Gates.Select(g => new { Gate = $"{g.Gate}", Open = g.IsOpen, g.Actual, g.Limit, g.Unit, g.Text }),
    });

    private static object ToJson(OpportunityEpisode e) => new
    {
        From = EventJson.Time(e.From),
        To = EventJson.Time(e.To),
        Buy = e.Direction.BuyVenue().Key(),
        Sell = e.Direction.SellVenue().Key(),
        e.Ticks,
        e.BestNetPct,
        e.Pair,
        Refusals = e.Refusals.Select(r => new { Gate = $"{r.Gate}", r.Count, r.Text }),
    };

    private static string Way(SpreadDirection direction) => $"buy {direction.BuyVenue().Key()}, sell {direction.SellVenue().Key()}";
}
