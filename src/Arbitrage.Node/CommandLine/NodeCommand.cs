using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Node.CommandLine;

/// <summary>The command line: `demo` (default), `paper` and `config`. Bad arguments are one line on standard error and exit code 2.</summary>
internal sealed class NodeCommand(
    Func<DemoArguments, CancellationToken, Task<int>> run, TextWriter output, TextWriter error, Func<string, string?> environment)
{
    private const string Examples = """

        Examples:
          dotnet run --project src/Arbitrage.Node -c Release
              the demo: venue servers on loopback, three symbols, 60 s, a report at the end
          dotnet run --project src/Arbitrage.Node -c Release -- --duration 30 --json
              the same for programs: one JSON object on standard output
          dotnet run --project src/Arbitrage.Node -c Release -- --report run.html
              the same with a report to look at: one HTML file that needs nothing else
          dotnet run --project src/Arbitrage.Node -c Release -- --data ./data --venues gate=http://127.0.0.1:9101,mexc=http://127.0.0.1:9102
              attached to a running venue server; goes on from ./data if something is there
          dotnet run --project src/Arbitrage.Node -c Release -- --mode paper --config cluster-config/base.yaml --data ./paper --duration 3600
              an hour on the venues' own public data, orders filled by a venue model; no keys; goes on from ./paper
          dotnet run --project src/Arbitrage.Node -c Release -- config --config cluster-config/base.yaml cluster-config/dev.yaml
              every key with its value and where it came from

        Exit codes: 0 done; 1 ran, but a promise did not hold; 2 bad arguments or configuration; 3 a needed resource was missing.
        """;

    /// <summary>Parses and runs.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var parsed = Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"arbitrage: {Describe(parsed)}; --help shows what is possible");
            return ExitCode.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancel);
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
                await error.WriteLineAsync(problem.ToString());
            return e.IsMissing ? ExitCode.MissingResource : ExitCode.BadInput;
        }
        catch (NodeFailure e)
        {
            await error.WriteLineAsync("arbitrage: " + e.Message);
            return e.ExitCode;
        }
    }

    private RootCommand Build()
    {
        var root = new RootCommand("Delta-neutral arbitrage over Gate.io spot, Gate.io USDT perpetual and MEXC spot.")
        {
            ModeCommand(RunMode.Demo, "Everything in one process, without keys or internet; the default"),
            ModeCommand(RunMode.Paper, "The venues' own public data, orders filled by a venue model on loopback; no keys"),
        };
        var options = new DemoOptions();
        options.AddTo(root);
        root.SetAction((parsed, cancel) => run(options.Read(parsed), cancel));
        root.Add(ConfigCommand());
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private Command ModeCommand(RunMode mode, string description)
    {
        var command = new Command(mode.ToString().ToLowerInvariant(), description);
        var options = new DemoOptions();
        options.AddTo(command, mode);
        command.SetAction((parsed, cancel) => run(options.Read(parsed, mode), cancel));
        return command;
    }

    private Command ConfigCommand()
    {
        var files = new Option<string[]>("--config")
        {
            Description = "YAML files, the later over the earlier",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var table = new Option<bool>("--table") { Description = "The table of all keys, as in the README" };
        var command = new Command("config", "Check configuration files and print every key with its value and origin") { files, table };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(table))
            {
                output.Write(ConfigurationTable.Markdown());
                return ExitCode.Done;
            }

            var configuration = ConfigurationReader.Read(ConfigurationSource.FromFiles(parsed.GetValue(files) ?? []), environment);
            foreach (var key in configuration.Keys)
                output.WriteLine($"{key.Key} = {key.Value}  # {key.Origin}");
            foreach (var warning in configuration.Warnings)
                error.WriteLine("warning: " + warning);
            return ExitCode.Done;
        });
        return command;
    }

    // One line: our own message if a value was refused, else the word that is not known with the nearest that is.
    private static string Describe(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var unknown, ..] && !parsed.Errors.Any(e => e.Message.StartsWith("--", StringComparison.Ordinal)))
        {
            var known = parsed.CommandResult.Command.Options.Select(o => o.Name).Concat(parsed.CommandResult.Command.Subcommands.Select(c => c.Name));
            var nearest = NearestName.Of(unknown, known);
            return $"'{unknown}' is not known{(nearest is null ? "" : $"; did you mean {nearest}?")}";
        }

        return parsed.Errors.Select(e => e.Message).OrderByDescending(m => m.StartsWith("--", StringComparison.Ordinal)).First()
            .ReplaceLineEndings(" ").TrimEnd('.');
    }

    private sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = inner.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(Examples);
            return code;
        }
    }
}
