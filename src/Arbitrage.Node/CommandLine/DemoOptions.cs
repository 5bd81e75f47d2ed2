using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Simulation.Market;

namespace Arbitrage.Node.CommandLine;

/// <summary>Options of `demo`. Each says in one line what it wants when it gets something else.</summary>
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
        Description = "YAML files over the demo's own configuration, the later over the earlier",
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

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_duration, _seed, _data, _config, _market, _venues, _json, _report])
            command.Options.Add(option);
    }

    public DemoArguments Read(ParseResult parsed) => new(
        parsed.GetValue(_duration) ?? TimeSpan.FromSeconds(60), parsed.GetValue(_seed) ?? 1, parsed.GetValue(_data), parsed.GetValue(_config) ?? [],
        parsed.GetValue(_market) ?? MarketPreset.Typical, parsed.GetValue(_venues), parsed.GetValue(_json),
        parsed.GetValue(_report));

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
