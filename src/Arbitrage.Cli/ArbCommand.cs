using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Arbitrage.Cli.Commands;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Cli;

/// <summary>Where a command writes, and its clock.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Errors and progress.</param>
/// <param name="ShowsProgress">Error is a terminal.</param>
/// <param name="Time">Measures speed.</param>
internal sealed record Surroundings(TextWriter Output, TextWriter Error, bool ShowsProgress, TimeProvider Time)
{
    /// <summary>Ends what would go on until a signal, with its result.</summary>
    public CancellationToken Stop { get; init; }
}

/// <summary>The command line `arb`. What is wrong is one line on standard error and an exit code, never a stack trace.</summary>
internal sealed class ArbCommand(Surroundings surroundings)
{
    private const string Examples = $"""

        Examples:
          arb replay ../shared/market-data --scenario native-three-venue
              three minutes of F/USDT on three venues through the machines, and the spread statistics of every pair
          arb replay ../shared/market-data --scenario native-three-venue --size 50000 --json
              another declared size; one JSON object on standard output
          arb replay ../shared/market-data --scenario native-two-venue --age-rule 5
              LUNC/USDT without Gate spot, which then is a venue that is down
          arb replay --inputs ./data
              a run's machines once more with the inputs it recorded, against its journal and trace hash
          arb statistics ../shared/market-data --scenario native-two-venue --age-rule 0.3
              spreads of every pair of venues, before and after fees, by fresh quotes only; --latency and --age-look change the rules
          arb replay ../shared/market-data --scenario native-three-venue --sweep arbitrage_entry_threshold_pct=0.05..0.5:0.05
              ten runs on all cores, a table and bars; --json prints an array, --csv the table
          arb replay ../shared/market-data --scenario native-three-venue --order-latency 50 --queue proportional --fee gate_spot=0.1 --set confidence_min=0.5
              slower orders, half of the displayed sizes, another fee, another setting
          arb config check cluster-config/base.yaml cluster-config/dev.yaml
              everything that is wrong with the two, the later over the earlier; show prints every key, schema the JSON schema for editors
          arb report ./data --report run.html
              a report of the run in a data directory: one HTML file that needs nothing else
          {SimulateCommand.Examples}
          {RecordCommand.Examples}
          {RecordingCommand.Examples}
          {JournalCommand.Examples}
          {ExploreCommand.Examples}
        {ScenarioCommand.Examples}

        Exit codes: 0 done; 1 ran, but a promise did not hold; 2 bad arguments or recording; 3 a file or directory is missing.
        """;

    /// <summary>Parses and runs.</summary>
    public int Run(string[] args)
    {
        var parsed = Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            return Fail(ExitCode.BadInput, $"{Describe(parsed)}; --help shows what is possible");
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = surroundings.Output,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
                Fail(ExitCode.BadInput, problem.ToString());
            return e.IsMissing ? ExitCode.MissingResource : ExitCode.BadInput;
        }
        catch (RecordingException e)
        {
            return Fail(e.IsMissing ? ExitCode.MissingResource : ExitCode.BadInput, e.Message);
        }
        catch (NodeFailure e)
        {
            return Fail(e.ExitCode, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(ExitCode.MissingResource, $"{e.Message} Check that it is there and may be read.");
        }
    }

    private RootCommand Build()
    {
        var root = new RootCommand("Command line of Arbitrage.Actors.") { ReplayCommand.Build(surroundings), ConfigCommand.Build(surroundings) };
        root.Subcommands.Add(StatisticsCommand.Build(surroundings));
        root.Subcommands.Add(SimulateCommand.Build(surroundings));
        root.Subcommands.Add(ReportCommand.Build());
        root.Subcommands.Add(RecordCommand.Build(surroundings));
        root.Subcommands.Add(RecordingCommand.Build(surroundings));
        root.Subcommands.Add(JournalCommand.Build(surroundings));
        root.Subcommands.Add(ExploreCommand.Build(surroundings));
        root.Subcommands.Add(ScenarioCommand.Build(surroundings));
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private int Fail(int code, string message)
    {
        surroundings.Error.WriteLine("arb: " + message.ReplaceLineEndings(" "));
        return code;
    }

    // Our own message if a value was refused, else the word that is not known, else what the parser says.
    private static string Describe(ParseResult parsed)
    {
        var own = parsed.Errors.Select(e => e.Message).FirstOrDefault(m => m.StartsWith("--", StringComparison.Ordinal));
        if (own is null && parsed.UnmatchedTokens is [var unknown, ..])
            return $"'{unknown}' is not known";
        return (own ?? parsed.Errors[0].Message).TrimEnd('.');
    }

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        // Who asks for help has not given the arguments yet.
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = inner.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(Examples);
            return code;
        }
    }
}
