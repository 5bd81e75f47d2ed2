using System.Collections.Immutable;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Risk;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>Reads scenario files, strictly: what is not understood is refused with file, line, key and remedy.</summary>
public static class ScenarioFile
{
    private const int Deepest = 12;

    /// <summary>Reads one file.</summary>
    /// <exception cref="ScenarioFileException">It is not a scenario.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Scenario Read(string path) => Parse(path, File.ReadAllText(path));

    /// <summary>Reads a text under a file's name.</summary>
    /// <exception cref="ScenarioFileException">It is not a scenario.</exception>
    public static Scenario Parse(string file, string text)
    {
        var fields = new YamlFields(file, "", Root(file, text));
        var settings = fields.Group("settings");
        var strategy = SettingsFields.Apply(new StrategySettings { Symbol = Scenario.Symbol }, settings?.Group("strategy"));
        strategy = strategy with { Timeouts = SettingsFields.Apply(new StateTimeouts(), settings?.Group("timeouts")) };
        Close(settings?.Group("strategy"), strategy);
        var risk = SettingsFields.Apply(new RiskSettings(), settings?.Group("risk"));
        var venues = fields.Group("venues");
        var scenario = new Scenario
        {
            File = file,
            Name = fields.Required("name", "The reply of a CREATE is lost"),
            Sources = Sources(fields),
            Lesson = fields.Required("lesson", "A timeout is not a rejection."),
            Length = fields.RequiredTime("length"),
            Strategy = strategy,
            Risk = risk,
            Connections = Domain.Markets.Venues.All.ToImmutableSortedDictionary(v => v, v => SettingsFields.Apply(
                new ConnectionSettings { Venue = v, Symbols = [Scenario.Symbol] }, settings?.Group("connection"))),
            Accounts = Domain.Markets.Venues.All.ToImmutableSortedDictionary(v => v, v => Account(v, venues?.Group(v.Key()))),
            Market = Market(fields),
            Steps = [.. fields.Groups("steps").Select(StepFields.Read).OrderBy(s => s.At)],
            Expectations = [.. fields.Groups("expect").Select(ExpectationFields.Read)],
            LedgersEqual = fields.Flag("ledgers_equal") ?? true,
        };
        CloseSettings(settings);
        venues?.Close();
        fields.Close();
        if (scenario.Expectations.IsEmpty)
            throw fields.Wrong("expect", "is missing", "say what must be true, in a list of expectations");
        if (scenario.Expectations.FirstOrDefault(e => e.At > scenario.Length) is { } late)
            throw new ScenarioFileException($"{file}:{late.Line}: expect.at: is after the end; raise length or look earlier");
        if (scenario.Steps.FirstOrDefault(s => s.At > scenario.Length) is { } after)
            throw fields.Wrong("steps", $"a step at {ScenarioText.Time(after.At)} is after the end", "raise length or let it happen earlier");
        return scenario;
    }

    private static ImmutableArray<string> Sources(YamlFields fields)
    {
        var sources = fields.Texts("source");
        foreach (var source in sources)
        {
            if (!IsSource(source))
                throw fields.Wrong("source", $"'{source}' is not a source", "write owner/repository#number, or leave the key out");
        }

        return sources;
    }

    private static bool IsSource(string text)
    {
        var (slash, hash) = (text.IndexOf('/', StringComparison.Ordinal), text.IndexOf('#', StringComparison.Ordinal));
        return slash > 0 && hash > slash + 1 && hash < text.Length - 1 && text.AsSpan(hash + 1).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static void Close<T>(YamlFields? group, T settings)
        where T : class
    {
        SettingsFields.Apply(settings, group);
        group?.Close();
    }

    // A group is a new object each time it is asked for: each is closed where all of its keys have been read once more.
    private static void CloseSettings(YamlFields? settings)
    {
        if (settings is null)
            return;
        Close(settings.Group("timeouts"), new StateTimeouts());
        Close(settings.Group("risk"), new RiskSettings());
        Close(settings.Group("connection"), new ConnectionSettings { Venue = Venue.GateSpot, Symbols = [] });
        settings.Close();
    }

    private static ScenarioAccount Account(Venue venue, YamlFields? fields)
    {
        var isSpot = venue.IsSpot();
        var balances = ImmutableSortedDictionary.CreateBuilder<Asset, decimal>();
        balances[Asset.Usdt] = 10_000m;
        if (fields?.Group("balances") is { } given)
        {
            foreach (var asset in given.Keys)
                balances[new(asset)] = given.RequiredNumber(asset);
        }

        decimal Or(string key, decimal otherwise) => fields?.Number(key) ?? otherwise;
        var lot = Or("lot", isSpot ? (venue == Venue.GateSpot ? 0.1m : 0.01m) : 1m);
        var rules = new Instrument(
            venue, Scenario.Symbol, Scenario.Symbol.Text, new(0.0001m), new(lot), new(Or("min_quantity", isSpot ? 0m : lot)),
            new(Or("min_notional", isSpot ? 1m : 0m)), default, default, new(isSpot ? 0m : lot), new(0.0002m),
            new(Or("taker_fee_pct", 0.05m) / 100m), fields?.Flag("tradable") ?? true);
        var position = Or("position", 0m);
        if (isSpot && position != 0m)
            throw fields!.Wrong("position", "a spot account has none", "give it under gate_futures");
        var account = new ScenarioAccount(
            balances.ToImmutable(), new(position), rules, Or("depth", 5_000m), Or("half_spread", 0.0001m),
            fields?.Time("wire") ?? TimeSpan.FromMilliseconds(10), fields?.Time("forgets_client_id_after"));
        fields?.Close();
        return account;
    }

    private static ImmutableArray<MarketMove> Market(YamlFields fields)
    {
        var moves = ImmutableArray.CreateBuilder<MarketMove>();
        foreach (var item in fields.Groups("market"))
        {
            var (at, length) = (item.RequiredTime("at"), item.Time("for"));
            foreach (var venue in Domain.Markets.Venues.All)
            {
                if (item.Number(venue.Key()) is { } mid)
                    moves.Add(new(at, venue, mid, length));
            }

            item.Close();
        }

        moves.Sort((left, right) => left.At.CompareTo(right.At));
        return moves.ToImmutable();
    }

    // Aliases, tags and endless nesting are refused before a tree is built of them.
    private static YamlNode Root(string file, string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            var depth = 0;
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false } || depth > Deepest)
                    throw new ScenarioFileException($"{file}:{parser.Current.Start.Line}: an alias, a tag or too deep a nesting; write the values out");
            }

            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new ScenarioFileException($"{file}:1: is not one group of keys; begin with `name: ...`");
        }
        catch (YamlException e)
        {
            throw new ScenarioFileException(
                $"{file}:{e.Start.Line}: not valid YAML: {(e.InnerException?.Message ?? e.Message).ReplaceLineEndings(" ")}; mend the syntax, keys are indented by two spaces");
        }
    }
}
