using System.CommandLine;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;
using Arbitrage.VenueServer.Serving;
using Symbol = Arbitrage.Domain.Markets.Symbol;

namespace Arbitrage.VenueServer;

/// <summary>The process: arguments in, URLs out, until Ctrl-C.</summary>
public static class CommandLine
{
    private const int BadArguments = 2;
    private const int PortTaken = 1;
    private const int MarketBroke = 1;
    private const int MissingResource = 3;

    private static readonly Option<int> GatePort = new("--gate-port")
    {
        Description = "Loopback port of Gate (0 = a free one).",
        DefaultValueFactory = _ => 8101,
    };

    private static readonly Option<int> MexcPort = new("--mexc-port")
    {
        Description = "Loopback port of MEXC (0 = a free one).",
        DefaultValueFactory = _ => 8102,
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of the one account.",
        DefaultValueFactory = _ => "demo-key",
    };

    private static readonly Option<string> Secret = new("--secret")
    {
        Description = "Its secret.",
        DefaultValueFactory = _ => "demo-secret",
    };

    private static readonly Option<string> SymbolList = new("--symbols")
    {
        Description = "Symbols, comma separated (default: the market's own).",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of the market.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Market = new("--market")
    {
        Description = "calm, typical or dislocated.",
        DefaultValueFactory = _ => "typical",
    };

    private static readonly Option<string> RecordingPath = new("--recording")
    {
        Description = "Market by a recording: an .arbrec file, or a directory with mapping.json and --scenario. Its books are shown once in their own time.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> Scenario = new("--scenario")
    {
        Description = "Scenario of the recording directory.",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<string> LevelUsdt = new("--level-usdt")
    {
        Description = "USDT shown at a recorded best price whose size was not recorded.",
        DefaultValueFactory = _ => "1000",
    };

    private static readonly Option<string> Usdt = new("--usdt")
    {
        Description = "USDT in each of the three accounts.",
        DefaultValueFactory = _ => "10000",
    };

    private static readonly Option<string[]> Balances = new("--balance")
    {
        Description = "Another balance, VENUE:ASSET=AMOUNT; may be repeated.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string> Limits = new("--limits")
    {
        Description = "Limits: off, or documented (the venues' own, with reply headers, 429 and 418; sockets an address; much asked, little traded).",
        DefaultValueFactory = _ => "off",
    };

    private static readonly Option<int> ListenKeyLife = new("--listen-key-life")
    {
        Description = "Seconds that a MEXC listenKey lives from its last extension.",
        DefaultValueFactory = _ => 3600,
    };

    private static readonly Option<int> ConnectionLife = new("--connection-life")
    {
        Description = "Seconds after which any socket is dropped (0 = the venues' own: MEXC 24 hours, Gate never).",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Parses, serves until Ctrl-C, answers the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken stop = default)
    {
        var root = new RootCommand(
            """
            Gate (spot, USDT perpetual) and MEXC (spot) on loopback: the venues' own wire protocols over a generated or recorded market.

            Examples:
              venue-server --gate-port 8101 --mexc-port 8102 --key demo-key --secret demo-secret
              venue-server --symbols BTC_USDT,ETH_USDT --seed 7 --market calm --usdt 50000
              venue-server --balance gate_spot:BTC=0.5 --balance mexc_spot:BTC=0.5
              venue-server --recording market-data --scenario native-three-venue --level-usdt 500
              venue-server --limits documented --listen-key-life 60 --connection-life 300
              curl http://127.0.0.1:8101/control/orders
              curl http://127.0.0.1:8101/control/faults
              curl -d '{"kind":"drop_sockets","venue":"gate_spot"}' http://127.0.0.1:8101/control/faults
            """)
        {
            GatePort, MexcPort, Key, Secret, SymbolList, Seed, Market, RecordingPath, Scenario, LevelUsdt, Usdt, Balances,
            Limits, ListenKeyLife, ConnectionLife,
        };
        root.SetAction(async (result, cancel) =>
        {
            VenueServerOptions options;
            try
            {
                options = Options(result);
            }
            catch (FormatException e)
            {
                return Refuse(e.Message);
            }
            catch (RecordingException e)
            {
                errors.WriteLine($"venue-server: {e.Message.ReplaceLineEndings(" ")}");
                return MissingResource;
            }

            return await ServeAsync(options, output, errors, cancel);
        });
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed.Errors[0].Message);
        return await parsed.InvokeAsync(new() { Output = output, Error = errors }, stop);

        int Refuse(string why)
        {
            errors.WriteLine($"venue-server: {why.ReplaceLineEndings(" ")} (try --help)");
            return BadArguments;
        }
    }

    private static async Task<int> ServeAsync(VenueServerOptions options, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        VenueServerHost host;
        try
        {
            host = await VenueServerHost.StartAsync(options, stop);
        }
        catch (IOException e)
        {
            await errors.WriteLineAsync($"venue-server: {e.Message}");
            return PortTaken;
        }
        catch (RecordingException e)
        {
            await errors.WriteLineAsync($"venue-server: {e.Message.ReplaceLineEndings(" ")}");
            return MissingResource;
        }

        await using (host)
        {
            await output.WriteLineAsync($"market   {LabelOf(options.Market)}");
            await output.WriteLineAsync($"gate     {host.GateUrl}api/v4   ws {host.GateUrl.Authority}/ws/v4/ and /v4/ws/usdt");
            await output.WriteLineAsync($"mexc     {host.MexcUrl}api/v3   ws {host.MexcUrl.Authority}/ws");
            await output.WriteLineAsync($"control  {host.GateUrl}control/orders, /control/accounts, /control/trades, POST /control/faults");
            await output.WriteLineAsync("ready");
            await output.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        (options.Market as IDisposable)?.Dispose();
        if (host.MarketFailure is { } broken)
        {
            await errors.WriteLineAsync($"venue-server: {broken.ReplaceLineEndings(" ")}");
            return MarketBroke;
        }

        await output.WriteLineAsync("stopped");
        return 0;
    }

    private static VenueServerOptions Options(ParseResult result)
    {
        foreach (var port in new[] { result.GetValue(GatePort), result.GetValue(MexcPort) })
        {
            if (port is < 0 or > ushort.MaxValue)
                throw new FormatException($"{port} is not a port.");
        }

        if (result.GetValue(Limits) is not ("off" or "documented") and var limits)
            throw new FormatException($"'{limits}' is not a kind of limits; expected off or documented.");
        if (result.GetValue(ListenKeyLife) < 1 || result.GetValue(ConnectionLife) < 0)
            throw new FormatException("--listen-key-life must be at least 1 second, --connection-life at least 0.");
        if (result.GetValue(Key)!.Length == 0 || result.GetValue(Secret)!.Length == 0)
            throw new FormatException("Key and secret must not be empty.");
        return new(
            MarketOf(result), result.GetValue(Key)!, result.GetValue(Secret)!,
            Seeds(Amount(result.GetValue(Usdt)!), result.GetValue(Balances)!))
        {
            GatePort = result.GetValue(GatePort),
            MexcPort = result.GetValue(MexcPort),
            Limits = result.GetValue(Limits) == "documented" ? VenueLimits.Documented : null,
            ListenKeyLife = TimeSpan.FromSeconds(result.GetValue(ListenKeyLife)),
            ConnectionLife = result.GetValue(ConnectionLife) is > 0 and var life ? TimeSpan.FromSeconds(life) : null,
        };
    }

    private static IMarketSource MarketOf(ParseResult result)
    {
        if (result.GetValue(RecordingPath) is { Length: > 0 } path)
        {
            var levelUsdt = Amount(result.GetValue(LevelUsdt)!);
            return levelUsdt > 0m
                ? new RecordedCourse(RecordingSource.Open(path, result.GetValue(Scenario)), levelUsdt)
                : throw new FormatException("--level-usdt must be above zero.");
        }

        if (result.GetValue(Scenario) is { Length: > 0 })
            throw new FormatException("--scenario needs --recording with the directory it is in.");
        if (!MarketPreset.TryParse(result.GetValue(Market)!, out var preset))
            throw new FormatException($"'{result.GetValue(Market)}' is not a market; expected calm, typical or dislocated.");
        return new MarketGenerator(preset, result.GetValue(Seed), result.GetValue(SymbolList)!
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(s => new Symbol(s)));
    }

    private static string? LabelOf(IMarketSource market) => market switch
    {
        MarketGenerator generated => generated.Label,
        RecordedCourse recorded => recorded.Label,
        _ => null,
    };

    private static Dictionary<Venue, IReadOnlyDictionary<Asset, decimal>> Seeds(decimal usdt, string[] balances)
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(v => v, _ => new Dictionary<Asset, decimal> { [Asset.Usdt] = usdt });
        foreach (var text in balances)
        {
            var parts = text.Split(':', '=');
            var venue = Domain.Markets.Venues.All.Where(v => v.Key() == parts[0]).Cast<Venue?>().FirstOrDefault();
            if (parts.Length != 3 || venue is not { } known || parts[1].Length == 0)
                throw new FormatException($"'{text}' is not a balance; expected for example gate_spot:BTC=0.5.");
            seeds[known][new(parts[1])] = Amount(parts[2]);
        }

        return seeds.ToDictionary(s => s.Key, s => (IReadOnlyDictionary<Asset, decimal>)s.Value);
    }

    private static decimal Amount(string text) => WireText.TryParse(text, out var amount) && amount >= 0m
        ? amount
        : throw new FormatException($"'{text}' is not an amount.");
}
