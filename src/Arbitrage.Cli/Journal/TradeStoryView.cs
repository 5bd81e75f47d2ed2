using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Spectre.Console;

namespace Arbitrage.Cli.Journal;

/// <summary>The story of a pair, for people and, with the same figures, for programs.</summary>
/// <param name="Story">From the journals.</param>
/// <param name="Gates">What the gates said when it was decided; null without a recording of that moment.</param>
internal sealed record TradeStoryView(TradeStory Story, GatesAt? Gates)
{
    private DecisionSeen Seen => Story.Intended.Seen;

    /// <summary>One JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Story.Strategy,
            Story.Pair,
            Purpose = $"{Story.Intended.Purpose}",
            DecidedAt = EventJson.Time(Story.Intended.At),
            Buy = Story.Intended.BuyVenue.Key(),
            Sell = Story.Intended.SellVenue.Key(),
            Size = Story.Intended.Size.Value,
            Seen = EventJson.Of(Seen),
            Gates = Gates is null ? null : GatesView.ToJson(Gates.Explanations),
            Story.Orders,
            Timeline = Story.Steps.Select(s => new { At = EventJson.Time(s.At), s.Actor, s.Sequence, s.Order, s.What, s.Event }),
            Fills = Story.Fills.Select(f => new
            {
                f.Order,
                Venue = f.Venue.Key(),
                f.TradeId,
                Side = $"{f.Side}",
                f.Quantity,
                f.Price,
                f.Fee,
                f.FeeAsset,
                f.IsMaker,
                AtVenue = EventJson.Time(f.AtVenue),
            }),
            Money = Story.Money.Select(m => new { Venue = m.Venue.Key(), m.Account, m.Asset, m.Amount, m.Rows }),
            Result = Story.Ended is { } ended ? $"{ended.Result}" : null,
            Pnl = Story.Ended?.Pnl.Value,
            Estimated = Seen.Estimated.Value,
            Fees = Story.Ended?.Fees.Value,
        },
        EventView.Json);

    /// <summary>Books, reasons, timeline, fills, money.</summary>
    public void Write(TextWriter output)
    {
        var console = Consoles.On(output);
        var legs = Story.Intended;
        output.WriteLine(Text(
            $"{legs.Orders[0].Symbol}/{Story.Pair}: {legs.Purpose} of {legs.Size} {legs.Orders[0].Symbol.Base}, bought at {legs.BuyVenue.Key()} and sold at {legs.SellVenue.Key()}, decided {EventJson.Time(legs.At)}"));
        console.Write(Books());
        WriteWhy(output);
        console.Write(Timeline());
        console.Write(Fills());
        console.Write(Money());
        output.WriteLine(Story.Ended is { } e
            ? Text($"{e.Result}: sold {e.Sold} for {e.SoldFor}, bought {e.Bought} (after fees in base) for {e.BoughtFor}, fees {e.Fees.Value:0.######}; P&L {e.Pnl.Value:0.######} USDT, expected {e.Estimated.Value:0.######}")
            : "under way: the pair has not ended");
    }

    private void WriteWhy(TextWriter output)
    {
        if (Story.Intended.Purpose is PairPurpose.Entry or PairPurpose.Return)
        {
            output.WriteLine(Text($"edge by VWAP: gross {Seen.GrossPct:0.####} %, after fees {Seen.NetOneWayPct:0.####} %, after the expected return {Seen.ReturnCostPct:0.####} % {Seen.NetRoundTripPct:0.####} %"));
            output.WriteLine(Text($"confidence {Seen.Confidence:0.###} = freshness {Seen.Freshness:0.###} x depth {Seen.Depth:0.###} x persistence {Seen.Persistence:0.###}; skew {Seen.SkewMs} ms; expected profit {Seen.Estimated.Value:0.######} USDT"));
        }

        if (Gates is null)
        {
            output.WriteLine("the gates of that moment are not recorded: no inputs beside the journal lead to it");
            return;
        }

        foreach (var each in Gates.Explanations)
        {
            var what = $"{each.Purpose}, buy {each.Direction.BuyVenue().Key()}, sell {each.Direction.SellVenue().Key()}";
            output.WriteLine(each.Refusal is { } no ? $"- not taken: {what}: {no.Gate} said no: {no.Text}" : $"- every gate open: {what}:");
            foreach (var gate in each.Gates.Where(_ => each.Refusal is null))
                output.WriteLine($"    {gate.Gate}: {gate.Text}");
        }
    }

    private Table Books()
    {
        var table = new Table { Title = new("books seen") }.RoundedBorder().AddColumn("venue");
        foreach (var column in (string[])["sequence", "age ms", "bid", "ask"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var book in Seen.Books)
            table.AddRow(book.Venue.Key(), Text($"{book.Sequence}"), Text($"{book.AgeMs}"), $"{book.Bid}", $"{book.Ask}");
        return table;
    }

    private Table Timeline()
    {
        var table = new Table { Title = new("timeline, ms from the decision to the write") }.RoundedBorder()
            .AddColumn(new TableColumn("ms").RightAligned()).AddColumns("actor", "event", "order", "what");
        foreach (var step in Story.Steps)
        {
            table.AddRow(
                Text($"{(step.At - Story.Intended.At).TotalMilliseconds:0.0}"), step.Actor, Text($"{step.Sequence}"), step.Order?[^1..] ?? "",
                Markup.Escape(step.What));
        }

        return table;
    }

    private Table Fills()
    {
        var table = new Table { Title = new("fills") }.RoundedBorder().AddColumns("order", "venue", "trade", "side");
        foreach (var column in (string[])["quantity", "price", "value", "fee"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var f in Story.Fills)
        {
            table.AddRow(
                f.Order, f.Venue.Key(), Markup.Escape(f.TradeId), $"{f.Side}", Plain(f.Quantity), Plain(f.Price), Plain(f.Quantity * f.Price), $"{Plain(f.Fee)} {f.FeeAsset}");
        }

        return table;
    }

    private Table Money()
    {
        var table = new Table { Title = new("ledger rows of the pair") }.RoundedBorder().AddColumns("venue", "account", "asset")
            .AddColumn(new TableColumn("amount").RightAligned()).AddColumn(new TableColumn("rows").RightAligned());
        foreach (var m in Story.Money)
            table.AddRow(m.Venue.Key(), m.Account, m.Asset, Plain(m.Amount), Text($"{m.Rows}"));
        return table;
    }

    private static string Plain(decimal value) => Text($"{value / 1.0000000000000000000000000000m}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
