using Spectre.Console;

namespace Arbitrage.Cli.Journal;

/// <summary>Where tables go: colours on a terminal only, and a width of its own where there is none.</summary>
internal static class Consoles
{
    private const int WidthOfAPipe = 140;

    public static IAnsiConsole On(TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthOfAPipe;
        return console;
    }
}
