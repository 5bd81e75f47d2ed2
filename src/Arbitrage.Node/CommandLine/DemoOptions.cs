using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Node.CommandLine;

/// <summary>Options of `demo` and `paper`. Each says in one line what it wants when it gets something else.</summary>
internal sealed class DemoOptions
{
    private const int MaxSeconds = 7 * 24 * 3600;

    private readonly Option<TimeSpan?> _duration = new("--duration")
    {
        Description = "How long to trade, in seconds (default 60)",
        HelpName = "SECONDS",
        CustomParser = result => Seconds(result),
    };

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Seed of the generated market (default 1)",
        HelpName = "N",
        CustomParser = result => Seed(result),
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Directory of journal and log; a fresh temporary one without it",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _config = new("--config")
    {
        Description = "YAML files over the mode's own configuration, the later over the earlier",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<MarketPreset?> _market = new("--market")
    {
        Description = $"Market of the venue server: {string.Join(", ", MarketPreset.All.Select(p => p.Name))} (default typical)",
        HelpName = "PRESET",
        CustomParser = result => Preset(result),
    };

    private readonly Option<VenueAddresses?> _venues = new("--venues")
    {
        Description = "Attach to a running venue server instead of starting one",
        HelpName = "gate=URL,mexc=URL",
        CustomParser = result => Venues(result),
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the report as one JSON object; logs go to standard error and the log file",
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write a report of the run as one self-contained HTML file",
        HelpName = "FILE",
    };

    private readonly Option<decimal?> _usdt = new("--usdt")
    {
        Description = "USDT in each of the three accounts at the first start (default 20000)",
        HelpName = "AMOUNT",
        CustomParser = result => Number(result, "--usdt", "an amount above 0, up to 1000000000000", n => n is > 0m and <= 1_000_000_000_000m),
    };

    private readonly Option<RunMode?> _mode = new("--mode")
    {
        Description = "demo: a generated market on loopback (default); paper: the venues' own public data, orders filled by a venue model, no keys",
        HelpName = "MODE",
        CustomParser = result => OneOf(result, "--mode", RunMode.Demo),
    };

    private readonly Option<decimal?> _orderLatency = new("--order-latency")
    {
        Description = "Paper: time of an order to the venue model, one way, in milliseconds (default 10)",
        HelpName = "MS",
        CustomParser = result => Number(result, "--order-latency", "a number of milliseconds from 0 to 10000", n => n is >= 0m and <= 10_000m),
    };

    private readonly Option<QueueModel?> _queue = new("--queue")
    {
        Description = "Paper: what of the displayed size our orders find: none (all of it, default), proportional (half), pessimistic (not the best level)",
        HelpName = "MODEL",
        CustomParser = result => OneOf(result, "--queue", QueueModel.None),
    };

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="mode">Mode of a command that is named by it; null lets `--mode` choose.</param>
    public void AddTo(Command command, RunMode? mode = null)
    {
        foreach (var option in (Option[])[_duration, _seed, _data, _config, _market, _venues, _json, _report, _usdt, _orderLatency, _queue])
            command.Options.Add(option);
        if (mode is null)
            command.Options.Add(_mode);
        // By its word: the value of a mode that there is not cannot be asked for.
        command.Validators.Add(result => CheckMode(
            result, mode ?? (result.GetResult(_mode)?.Tokens is [{ Value: "paper" }] ? RunMode.Paper : RunMode.Demo)));
    }

    public DemoArguments Read(ParseResult parsed, RunMode? mode = null) => new(
        parsed.GetValue(_duration) ?? TimeSpan.FromSeconds(60), parsed.GetValue(_seed) ?? 1, parsed.GetValue(_data), parsed.GetValue(_config) ?? [],
        parsed.GetValue(_market) ?? MarketPreset.Typical, parsed.GetValue(_venues), parsed.GetValue(_json),
        parsed.GetValue(_report), mode ?? parsed.GetValue(_mode) ?? RunMode.Demo)
    {
        Usdt = parsed.GetValue(_usdt) ?? 20_000m,
        Fills = new(
            parsed.GetValue(_queue) ?? PaperFills.Usual.Queue,
            parsed.GetValue(_orderLatency) is { } ms ? TimeSpan.FromMilliseconds((double)ms) : PaperFills.Usual.OrderLatency),
    };

    // An option that the mode does not read would be a wrong belief about the run.
    private void CheckMode(CommandResult result, RunMode mode)
    {
        foreach (var option in mode == RunMode.Paper ? (Option[])[_seed, _market, _venues] : [_orderLatency, _queue])
        {
            if (result.GetResult(option) is { Implicit: false })
                result.AddError($"{option.Name}: only with --mode {(mode == RunMode.Paper ? "demo" : "paper")}");
        }
    }

    private static decimal? Number(ArgumentResult result, string name, string expected, Func<decimal, bool> fits)
    {
        var text = result.Tokens[0].Value;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && fits(number))
            return number;
        result.AddError($"{name}: '{text}' is not {expected}");
        return null;
    }

    private static T? OneOf<T>(ArgumentResult result, string name, T otherwise)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        var names = Enum.GetNames<T>().Select(n => n.ToLowerInvariant()).ToArray();
        if (names.Contains(text, StringComparer.Ordinal))
            return Enum.Parse<T>(text, ignoreCase: true);
        result.AddError($"{name}: '{text}' is not one of {string.Join(", ", names)}");
        return otherwise;
    }

    private static TimeSpan? Seconds(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxSeconds)
            return TimeSpan.FromSeconds(seconds);
        result.AddError($"--duration: '{text}' is not a whole number of seconds from 1 to {MaxSeconds}");
        return null;
    }

    private static long? Seed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return seed;
        result.AddError($"--seed: '{text}' is not a whole number from 0 to {long.MaxValue}");
        return null;
    }

    private static MarketPreset? Preset(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (MarketPreset.TryParse(text, out var preset))
            return preset;
        result.AddError($"--market: '{text}' is not one of {string.Join(", ", MarketPreset.All.Select(p => p.Name))}");
        return null;
    }

    private static VenueAddresses? Venues(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var addresses = VenueAddresses.TryParse(text);
        if (addresses is null)
            result.AddError($"--venues: '{text}' is not gate=URL,mexc=URL with http addresses, such as gate=http://127.0.0.1:9101,mexc=http://127.0.0.1:9102");
        return addresses;
    }
}
