using Arbitrage.Node.Configuration;
using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>The effective configuration for people; `--json` has the same.</summary>
internal static class ConfigView
{
    // Keys and origins are not broken at the width of a terminal that is not there.
    private const int WidthOfAPipe = 240;

    public static void Write(TextWriter output, IReadOnlyList<EffectiveKey> keys)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        if (output is not StreamWriter || Console.IsOutputRedirected)
            console.Profile.Width = WidthOfAPipe;
        var table = new Table().RoundedBorder().AddColumns("key", "value", "origin");
        foreach (var key in keys)
            table.AddRow(new Text(key.Key), new Text(key.Value), new Text(key.Origin, key.Origin == "default" ? new Style(Color.Grey) : Style.Plain));
        console.Write(table);
    }
}
