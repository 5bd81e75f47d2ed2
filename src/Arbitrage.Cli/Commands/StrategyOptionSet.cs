using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.Configuration;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Replay;
using Symbol = Arbitrage.Domain.Markets.Symbol;

namespace Arbitrage.Cli.Commands;

/// <summary>Where the strategies' settings of a replay come from: files, single keys, and axes of a sweep, each over the one before.</summary>
internal sealed class StrategyOptionSet
{
    /// <summary>Most runs of a sweep.</summary>
    public const int MostRuns = 1000;

    private static readonly string[] OfTheAgeRule = ["stale_after_ms", "max_skew_ms"];

    private readonly Option<string[]> _config = new("--config")
    {
        Description = "Configuration file of a node, of which the strategy's keys are taken; repeatable, the later over the earlier",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One key of strategy.delta_neutral, repeatable",
        HelpName = "KEY=VALUE",
        Validators = { result => ReplayOptionSet.Each(result, text => Setting(text).Wrong) },
    };

    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = "A run for each value of a key, KEY=FROM..TO:STEP or KEY=A,B,C; repeated, a grid of all combinations",
        HelpName = "KEY=FROM..TO:STEP",
        Validators = { CheckSweep },
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_set);
        command.Options.Add(_sweep);
    }

    public bool Sweeps(CommandResult result) => result.GetResult(_sweep) is { Implicit: false };

    /// <summary>Options of every run.</summary>
    /// <exception cref="ConfigurationException">A file is wrong.</exception>
    public ImmutableArray<SweepPoint> Points(ParseResult parsed, ReplayOptions options)
    {
        var set = (parsed.GetValue(_set) ?? []).Select(text => Setting(text).Value!).ToList();
        var settings = SettingsOf(parsed.GetValue(_config) ?? []);
        ImmutableArray<ImmutableArray<StrategyValue>> grid = [[]];
        foreach (var axis in (parsed.GetValue(_sweep) ?? []).Select(text => SweepAxis.Parse(text).Axis!))
            grid = [.. grid.SelectMany(point => axis.Values.Select(value => point.Add(value)))];
        return
        [
            .. grid.Select(point => new SweepPoint(point, options with
            {
                Settings = settings,
                Adjust = s => set.Concat(point).Aggregate(s, (adjusted, value) => value.Key.Set(adjusted, value.Value)),
            })),
        ];
    }

    /// <summary>A key of the strategy by its name, or what is wrong with the name.</summary>
    internal static (ConfigurationKey<StrategySettings>? Key, string? Wrong) KeyOf(string option, string name)
    {
        var bare = name.StartsWith(KeyTable.StrategyPrefix, StringComparison.Ordinal) ? name[KeyTable.StrategyPrefix.Length..] : name;
        if (OfTheAgeRule.Contains(bare, StringComparer.Ordinal))
            return (null, $"{option} '{name}' follows from the age rule in a replay; use --age-rule");
        if (StrategyKeys.All.FirstOrDefault(k => k.Name == bare) is { } key)
            return (key, null);
        var nearest = NearestName.Of(bare, StrategyKeys.All.Select(k => k.Name));
        return (null, $"{option} '{name}' is not a key of the strategy" + (nearest is null ? "" : $"; did you mean {nearest}?"));
    }

    /// <summary>A value for a key, or what is wrong with it.</summary>
    internal static (StrategyValue? Value, string? Wrong) ValueOf(string option, ConfigurationKey<StrategySettings> key, string text) =>
        key.Parse(text) is { } value && key.IsInRange(value)
            ? (new(key, text, value), null)
            : (null, $"{option} '{key.Name}={text}' has to be {key.Expected}");

    private static (StrategyValue? Value, string? Wrong) Setting(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            return (null, ReplayOptionSet.Refused("--set", text, "KEY=VALUE, for example arbitrage_entry_threshold_pct=0.2"));
        var (key, wrong) = KeyOf("--set", text[..at]);
        return key is null ? (null, wrong) : ValueOf("--set", key, text[(at + 1)..]);
    }

    private static void CheckSweep(OptionResult result)
    {
        var runs = 1L;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var (axis, wrong) = SweepAxis.Parse(token.Value);
            if (axis is null)
            {
                result.AddError(wrong!);
                return;
            }

            if (!keys.Add(axis.Values[0].Key.Name))
                result.AddError($"--sweep '{token.Value}' names a key for the second time; give each key once");
            runs *= axis.Values.Length;
            if (runs > MostRuns)
                break;
        }

        if (runs > MostRuns)
            result.AddError($"--sweep asks for more than {MostRuns} runs; take larger steps or fewer keys");
    }

    // A symbol that the files do not name gets what they say for all symbols.
    private static Func<Symbol, StrategySettings> SettingsOf(string[] files)
    {
        if (files.Length == 0)
            return symbol => new() { Symbol = symbol };
        ImmutableArray<ConfigurationSource> sources = [.. files.Select(ConfigurationSource.FromFile)];
        var named = Read(sources).Symbols;
        return symbol => (named.FirstOrDefault(s => s.Symbol == symbol) ?? Read(sources.Add(Naming(symbol))).Symbols.First(s => s.Symbol == symbol)).Strategy;
    }

    private static NodeConfiguration Read(IEnumerable<ConfigurationSource> sources) => ConfigurationReader.Read(sources, Environment.GetEnvironmentVariable);

    private static ConfigurationSource Naming(Symbol symbol) => new("(the recording)", $"""
        strategies:
          - symbol: {symbol}
            gate_spot: {symbol}
            gate_futures: {symbol}
            mexc_spot: {symbol.Base}{symbol.Quote}
        """);
}

/// <summary>A key with the value that a run gives it.</summary>
/// <param name="Key">Which.</param>
/// <param name="Text">As written.</param>
/// <param name="Value">Parsed and in range.</param>
internal sealed record StrategyValue(ConfigurationKey<StrategySettings> Key, string Text, object Value);

/// <summary>One run of a sweep.</summary>
/// <param name="Values">What is its own, in the order of the axes; empty without a sweep.</param>
/// <param name="Options">How it runs.</param>
internal sealed record SweepPoint(ImmutableArray<StrategyValue> Values, ReplayOptions Options);
