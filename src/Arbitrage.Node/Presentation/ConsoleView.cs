using System.Globalization;
using Arbitrage.Domain.Markets;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Arbitrage.Node.Presentation;

/// <summary>The run while it goes on: a live table on a terminal, plain lines otherwise. Writes to standard error when the report is JSON.</summary>
internal sealed class ConsoleView(IAnsiConsole console, bool isTerminal, Func<Board> board, TimeProvider time)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PlainEvery = TimeSpan.FromSeconds(5);

    /// <summary>Shows until cancelled.</summary>
    public Task RunAsync(CancellationToken cancel) => isTerminal ? ShowLiveAsync(cancel) : ShowPlainAsync(cancel);

    /// <summary>One event as a plain line, when there is no live table.</summary>
    public void Line(string text)
    {
        if (!isTerminal)
            console.WriteLine(text);
    }

    /// <summary>The live table of one moment.</summary>
    internal static IRenderable Render(Board now)
    {
        var table = new Table().RoundedBorder().Expand();
        foreach (var header in (string[])["symbol", "state", "edge Gate>MEXC", "edge MEXC>Gate", "Gate spot", "Gate futures", "MEXC spot", "delta", "pairs", "P&L USDT"])
            table.AddColumn(new TableColumn(Markup.Escape(header)).NoWrap());
        foreach (var row in now.Rows)
        {
            table.AddRow(
                row.Symbol.Text, State(row.State), Edge(row.GateToMexcPct), Edge(row.MexcToGatePct), Size(row, Venue.GateSpot), Size(row, Venue.GateFutures),
                Size(row, Venue.MexcSpot), Invariant($"{row.DeltaPct:0.00} %"), Invariant($"{row.Pairs}"), Money(row.Pnl));
        }

        var title = Invariant($"{now.Elapsed:mm\\:ss} of {now.Duration:mm\\:ss}  {now.Market}");
        return new Rows(new Markup("[grey]" + Markup.Escape(title) + "[/]"), table, new Text(string.Join("\n", now.LastEvents)));
    }

    /// <summary>The same moment as plain text, one line a symbol.</summary>
    internal static IEnumerable<string> Plain(Board now)
    {
        foreach (var row in now.Rows)
        {
            var positions = string.Join(" ", row.Positions.Select(p => Invariant($"{p.Key.Key()}={p.Value:0.########}")));
            yield return Invariant($"{now.Elapsed:mm\\:ss} {row.Symbol} {row.State} edge {Percent(row.GateToMexcPct)} / {Percent(row.MexcToGatePct)} {positions} ")
                + Invariant($"delta {row.DeltaPct:0.00} % pairs {row.Pairs} P&L {row.Pnl:0.0000} USDT");
        }
    }

    private async Task ShowLiveAsync(CancellationToken cancel) =>
        await console.Live(Render(board())).AutoClear(true).StartAsync(async live =>
        {
            while (await PauseAsync(Frame, cancel))
                live.UpdateTarget(Render(board()));
        });

    private async Task ShowPlainAsync(CancellationToken cancel)
    {
        while (await PauseAsync(PlainEvery, cancel))
        {
            foreach (var line in Plain(board()))
                console.WriteLine(line);
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(pause, time, cancel);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static string State(string state) => state switch
    {
        "MONITORING_SPREADS" => "[green]" + state + "[/]",
        "ERROR_RECOVERY" => "[red]" + state + "[/]",
        _ when state.Contains(' ', StringComparison.Ordinal) => "[red]" + state + "[/]",
        _ => "[yellow]" + state + "[/]",
    };

    private static string Edge(decimal? pct) => pct is { } value
        ? Invariant($"[{(value > 0 ? "green" : "grey")}]{value:+0.000;-0.000;0.000} %[/]")
        : "[grey]-[/]";

    private static string Percent(decimal? pct) => pct is { } value ? Invariant($"{value:+0.000;-0.000;0.000}%") : "-";

    private static string Size(BoardRow row, Venue venue) =>
        row.Positions.TryGetValue(venue, out var size) ? size.ToString("0.########", CultureInfo.InvariantCulture) : "-";

    private static string Money(decimal value) => Invariant($"[{(value < 0 ? "red" : "green")}]{value:+0.0000;-0.0000;0.0000}[/]");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
