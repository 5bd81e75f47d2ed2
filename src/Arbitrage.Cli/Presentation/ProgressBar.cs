using Spectre.Console;

namespace Arbitrage.Cli.Presentation;

/// <summary>A bar on a terminal's standard error while something runs; nothing anywhere else.</summary>
internal static class ProgressBar
{
    /// <summary>Runs the work, which tells the part that is done, 0 to 1.</summary>
    public static T Over<T>(Surroundings surroundings, string what, Func<Action<decimal>?, T> work)
    {
        if (!surroundings.ShowsProgress)
            return work(null);
        var console = AnsiConsole.Create(new()
        {
            Out = new AnsiConsoleOutput(surroundings.Error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(what);
                return work(part => task.Value = (double)(part * 100m));
            });
    }
}
