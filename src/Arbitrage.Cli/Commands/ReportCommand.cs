using System.CommandLine;
using Arbitrage.Node.Reporting;
using Arbitrage.Simulation.Reporting;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb report`: the HTML report of a run from its data directory, the same as `--report` wrote at its end, or as far as a killed run came.</summary>
internal static class ReportCommand
{
    public static Command Build()
    {
        var directory = new Argument<string>("DATA_DIR") { Description = "Data directory of a run (its --data)" };
        var html = ReportOption.New(required: true);
        var command = new Command("report", "Make the HTML report of a run again from its data directory") { directory, html };
        command.SetAction(parsed =>
        {
            var history = RunFolder.Read(parsed.GetValue(directory)!);
            ReportOption.Write(parsed.GetValue(html), () => history);
            return history.Promises.Any(p => p.Verdict == Promises.Broken) ? ExitCode.PromiseBroken : ExitCode.Done;
        });
        return command;
    }
}
