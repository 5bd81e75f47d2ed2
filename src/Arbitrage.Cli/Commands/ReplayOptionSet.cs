using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;
using Arbitrage.Simulation.Replay;
using Symbol = Arbitrage.Domain.Markets.Symbol;

namespace Arbitrage.Cli.Commands;

/// <summary>The options that say how a recording is replayed, and what they mean together.</summary>
internal sealed class ReplayOptionSet
{
    private const decimal LargestMs = 60_000m;

    private readonly Option<decimal> _size = Positive("--size", "Base units shown at each best price whose size was not recorded (10000)", "BASE", 10_000m);
    private readonly Option<decimal> _age = Positive("--age-rule", "Oldest quote that counts, in seconds, in statistics and decisions (10)", "SECONDS", 10m);

    private readonly Option<decimal?> _speed = new("--speed")
    {
        Description = "Times real time; without it as fast as it goes",
        HelpName = "N",
        CustomParser = result => Number("--speed", result, 10m),
    };

    private readonly Option<string[]> _latency = new("--order-latency")
    {
        Description = "One way of an order, and of its answer, in milliseconds (10); for one venue VENUE=MS, repeatable",
        HelpName = "MS",
        Validators = { result => Each(result, text => TryLatency(text, out _, out _) ? null : Refused("--order-latency", text, "milliseconds from 0 to 60000, for example 25 or mexc_spot=40")) },
    };

    private readonly Option<string> _queue = new("--queue")
    {
        Description = "What of the displayed size is there for our orders: none (all of it), proportional (half of each level), pessimistic (not the best level)",
        HelpName = "MODEL",
        DefaultValueFactory = _ => "none",
        Validators = { result => Each(result, text => TryQueue(text, out _) ? null : Refused("--queue", text, "none, proportional or pessimistic")) },
    };

    private readonly Option<string[]> _fee = new("--fee")
    {
        Description = "Fee of a venue in percent, for makers and takers alike, VENUE=PERCENT, repeatable; a rebate is negative",
        HelpName = "VENUE=PERCENT",
        Validators = { result => Each(result, text => TryFee(text, out _, out _) ? null : Refused("--fee", text, "a venue and percent from -1 to 10, for example gate_spot=0.1")) },
    };

    private readonly Option<string[]> _symbol = new("--symbol")
    {
        Description = "Symbol to trade, repeatable; without it all of the recording",
        HelpName = "SYMBOL",
        Validators = { result => Each(result, text => TrySymbol(text, out _) ? null : Refused("--symbol", text, "BASE_QUOTE in upper case, for example BTC_USDT")) },
    };

    private readonly Option<string> _books = new("--books")
    {
        Description = "Which recorded books: deepest (full depth where there is, best prices elsewhere) or tickers (best prices only)",
        HelpName = "BOOKS",
        DefaultValueFactory = _ => "deepest",
        Validators = { result => Each(result, text => text is "deepest" or "tickers" ? null : Refused("--books", text, "deepest or tickers")) },
    };

    private readonly StrategyOptionSet _strategy = new();

    /// <summary>Puts the options into a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_size, _age, _speed, _latency, _queue, _books, _fee, _symbol])
            command.Options.Add(option);
        _strategy.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_speed) is not null && _strategy.Sweeps(result))
                result.AddError("--speed paces one run, and a sweep runs at full speed; leave one of them out");
        });
    }

    /// <summary>One set of options for each point of the sweep; a single one without a sweep.</summary>
    /// <exception cref="Node.Configuration.ConfigurationException">A configuration file is wrong.</exception>
    public ImmutableArray<SweepPoint> Points(ParseResult parsed)
    {
        var options = new ReplayOptions
        {
            Size = parsed.GetValue(_size),
            AgeRule = TimeSpan.FromSeconds((double)parsed.GetValue(_age)),
            Speed = parsed.GetValue(_speed),
            Books = parsed.GetValue(_books) == "tickers" ? RecordedBooks.Tickers : RecordedBooks.Deepest,
            Queue = TryQueue(parsed.GetValue(_queue)!, out var queue) ? queue : QueueModel.None,
        };
        foreach (var text in parsed.GetValue(_latency) ?? [])
        {
            if (TryLatency(text, out var venue, out var takes))
                options = venue is { } at ? options with { OrderLatencies = options.OrderLatencies.SetItem(at, takes) } : options with { OrderLatency = takes };
        }

        foreach (var text in parsed.GetValue(_fee) ?? [])
        {
            if (TryFee(text, out var venue, out var rate))
                options = options with { Fees = options.Fees.SetItem(venue, rate) };
        }

        foreach (var text in parsed.GetValue(_symbol) ?? [])
        {
            if (TrySymbol(text, out var symbol))
                options = options with { Symbols = options.Symbols.Add(symbol) };
        }

        return _strategy.Points(parsed, options);
    }

    /// <summary>More than one run is asked for.</summary>
    public bool Sweeps(CommandResult result) => _strategy.Sweeps(result);

    /// <summary>Lets a check of each value speak; null is a good value.</summary>
    internal static void Each(OptionResult result, Func<string, string?> check)
    {
        foreach (var token in result.Tokens)
        {
            if (check(token.Value) is { } wrong)
                result.AddError(wrong);
        }
    }

    internal static string Refused(string name, string text, string expected) => $"{name} '{text}' has to be {expected}";

    private static bool TryLatency(string text, out Venue? venue, out TimeSpan takes)
    {
        var (name, value) = Cut(text);
        venue = name is null ? null : VenueOf(name);
        takes = default;
        if ((name is not null && venue is null) || !TryNumber(value, out var ms) || ms is < 0m or > LargestMs)
            return false;
        takes = TimeSpan.FromTicks((long)(ms * TimeSpan.TicksPerMillisecond));
        return true;
    }

    private static bool TryFee(string text, out Venue venue, out Rate rate)
    {
        var (name, value) = Cut(text);
        (venue, rate) = (default, Rate.Zero);
        if (name is null || VenueOf(name) is not { } at || !TryNumber(value, out var percent) || percent is < -1m or > 10m)
            return false;
        (venue, rate) = (at, new(percent / 100m));
        return true;
    }

    private static bool TryQueue(string text, out QueueModel queue)
    {
        queue = text switch { "proportional" => QueueModel.Proportional, "pessimistic" => QueueModel.Pessimistic, _ => QueueModel.None };
        return text is "none" or "proportional" or "pessimistic";
    }

    private static bool TrySymbol(string text, out Symbol symbol)
    {
        try
        {
            symbol = new(text);
            return true;
        }
        catch (FormatException)
        {
            symbol = default;
            return false;
        }
    }

    private static (string? Name, string Value) Cut(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (null, text);

    private static Venue? VenueOf(string key)
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            if (venue.Key() == key)
                return venue;
        }

        return null;
    }

    private static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static Option<decimal> Positive(string name, string description, string helpName, decimal otherwise) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => Number(name, result, otherwise) ?? 0m,
    };

    private static decimal? Number(string name, ArgumentResult result, decimal example)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (TryNumber(text, out var value) && value is > 0m and <= 1_000_000_000_000m)
            return value;
        result.AddError($"{name} '{text}' has to be a number above zero, for example {name} {example}");
        return null;
    }
}
