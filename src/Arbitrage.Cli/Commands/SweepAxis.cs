using System.Collections.Immutable;
using System.Globalization;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Units;
using Arbitrage.Node.Configuration;

namespace Arbitrage.Cli.Commands;

/// <summary>The values that a sweep gives to one key.</summary>
internal sealed record SweepAxis(ImmutableArray<StrategyValue> Values)
{
    private const string Form = "KEY=FROM..TO:STEP or KEY=A,B,C, for example arbitrage_entry_threshold_pct=0.05..0.5:0.05";

    /// <summary>Reads an axis, or says what is wrong with it.</summary>
    public static (SweepAxis? Axis, string? Wrong) Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            return (null, ReplayOptionSet.Refused("--sweep", text, Form));
        var (key, wrong) = StrategyOptionSet.KeyOf("--sweep", text[..at]);
        if (key is null)
            return (null, wrong);
        var values = text[(at + 1)..];
        return values.Contains("..", StringComparison.Ordinal) ? Range(text, key, values) : Each(key, values.Split(','));
    }

    private static (SweepAxis? Axis, string? Wrong) Range(string text, ConfigurationKey<StrategySettings> key, string range)
    {
        var dots = range.IndexOf("..", StringComparison.Ordinal);
        var colon = range.IndexOf(':', StringComparison.Ordinal);
        if (colon < dots || !TryNumber(range[..dots], out var from) || !TryNumber(range[(dots + 2)..colon], out var to)
            || !TryNumber(range[(colon + 1)..], out var step))
            return (null, ReplayOptionSet.Refused("--sweep", text, Form));
        if (step <= 0m || to < from)
            return (null, ReplayOptionSet.Refused("--sweep", text, "a range that rises by steps above zero, " + Form));
        if (decimal.Floor((to / step) - (from / step)) >= StrategyOptionSet.MostRuns)
            return (null, $"--sweep asks for more than {StrategyOptionSet.MostRuns} runs; take larger steps or fewer keys");
        var values = new List<string>();
        for (var value = from; value <= to; value += step)
            values.Add(DecimalText.Plain(value));
        return Each(key, values);
    }

    private static (SweepAxis? Axis, string? Wrong) Each(ConfigurationKey<StrategySettings> key, IEnumerable<string> texts)
    {
        var values = ImmutableArray.CreateBuilder<StrategyValue>();
        foreach (var text in texts)
        {
            var (value, wrong) = StrategyOptionSet.ValueOf("--sweep", key, text);
            if (value is null)
                return (null, wrong);
            values.Add(value);
        }

        return (new(values.ToImmutable()), null);
    }

    private static bool TryNumber(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
