using System.CommandLine;
using System.Text.Json;
using Arbitrage.Cli.Presentation;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb config`: what a node would say to configuration files, without starting one. The node's own reader does the reading.</summary>
internal static class ConfigCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static Command Build(Surroundings surroundings)
    {
        var schema = new Command("schema", "The JSON schema of a configuration file, for editors");
        schema.SetAction(_ =>
        {
            surroundings.Output.Write(ConfigurationSchema.Json());
            return ExitCode.Done;
        });
        return new("config", "Check and show configuration files") { Check(surroundings), Show(surroundings), schema };
    }

    private static Command Check(Surroundings surroundings)
    {
        var files = new Argument<string[]>("FILE") { Description = "YAML files, the later over the earlier", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "Read files as a node would and name everything that is wrong, one line each") { files };
        command.SetAction(parsed => Read(surroundings, parsed.GetValue(files) ?? [], configuration =>
        {
            var given = configuration.Keys.Count(k => k.Origin != "default");
            surroundings.Output.WriteLine($"ok: {Count(given, "key")}, {Count(configuration.Warnings.Count, "warning")}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Show(Surroundings surroundings)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "YAML files, the later over the earlier; none shows the defaults",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output" };
        var symbol = new Option<string?>("--symbol") { Description = "Only the keys of this symbol", HelpName = "SYMBOL" };
        var command = new Command("show", "Every key with its value and where it came from; secrets are not shown") { files, json, symbol };
        command.SetAction(parsed => Read(surroundings, parsed.GetValue(files) ?? [], configuration =>
        {
            if (KeysOf(configuration, parsed.GetValue(symbol)) is not { } keys)
            {
                surroundings.Error.WriteLine($"arb: --symbol '{parsed.GetValue(symbol)}' is not configured; there is "
                    + string.Join(", ", configuration.Symbols.Select(s => s.Symbol)));
                return ExitCode.BadInput;
            }

            if (parsed.GetValue(json))
                surroundings.Output.WriteLine(JsonSerializer.Serialize(new { Keys = keys, configuration.Warnings }, Json));
            else
                ConfigView.Write(surroundings.Output, keys);
            return ExitCode.Done;
        }));
        return command;
    }

    private static IReadOnlyList<EffectiveKey>? KeysOf(NodeConfiguration configuration, string? symbol)
    {
        if (symbol is null)
            return configuration.Keys;
        var prefix = $"{YamlLayer.StrategiesKey}[{SymbolText.Normal(symbol.ToUpperInvariant())}].";
        EffectiveKey[] keys = [.. configuration.Keys.Where(k => k.Key.StartsWith(prefix, StringComparison.Ordinal))];
        return keys.Length > 0 ? keys : null;
    }

    private static int Read(Surroundings surroundings, string[] files, Func<NodeConfiguration, int> then)
    {
        try
        {
            var configuration = ConfigurationReader.Read(ConfigurationSource.FromFiles(files), Environment.GetEnvironmentVariable);
            foreach (var warning in configuration.Warnings)
                surroundings.Error.WriteLine("warning: " + warning);
            return then(configuration);
        }
        catch (ConfigurationException e)
        {
            foreach (var problem in e.Problems)
                surroundings.Error.WriteLine(problem);
            return e.IsMissing ? ExitCode.MissingResource : ExitCode.BadInput;
        }
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
