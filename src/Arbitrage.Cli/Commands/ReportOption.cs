using System.CommandLine;
using System.CommandLine.Parsing;
using Arbitrage.Node.CommandLine;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;

namespace Arbitrage.Cli.Commands;

/// <summary>`--report FILE`, the same for every command that has one.</summary>
internal static class ReportOption
{
    public static Option<string?> New(bool required = false)
    {
        var option = new Option<string?>("--report")
        {
            Description = "Write a report of the run as one self-contained HTML file",
            HelpName = "FILE",
            Required = required,
        };
        option.Validators.Add(Check);
        return option;
    }

    /// <summary>Writes the file when one was asked for.</summary>
    /// <exception cref="NodeFailure">It cannot be written.</exception>
    public static void Write(string? file, Func<RunHistory> history)
    {
        if (file is null)
            return;
        try
        {
            ReportFile.Write(file, history());
        }
        catch (IOException e)
        {
            throw new NodeFailure(ExitCode.MissingResource, e.Message, e);
        }
    }

    private static void Check(OptionResult result)
    {
        if (result.Tokens is [{ Value: "" }])
            result.AddError("--report '' has to name a file, for example --report run.html");
    }
}
