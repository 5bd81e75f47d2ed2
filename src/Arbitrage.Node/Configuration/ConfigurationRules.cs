using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Node.Configuration;

/// <summary>What no single key shows: values that contradict each other.</summary>
internal sealed class ConfigurationRules
{
    private readonly Func<string, ConfiguredValue?> _find;
    private readonly List<ConfigurationProblem> _problems;

    private ConfigurationRules(Func<string, ConfiguredValue?> find, List<ConfigurationProblem> problems) => (_find, _problems) = (find, problems);

    /// <summary>Adds what is contradictory to the problems and what is only odd to the warnings.</summary>
    public static void Check(
        NodeSettings node, ImmutableArray<TradedSymbol> symbols, Func<string, ConfiguredValue?> find,
        List<ConfigurationProblem> problems, List<string> warnings)
    {
        var rules = new ConfigurationRules(find, problems);
        foreach (var symbol in symbols)
            rules.CheckStrategy(symbol.Strategy, node);
        rules.CheckNames(symbols);
        rules.CheckLeverage(symbols);
        rules.CheckTestnets(node);
        if (node.Live)
            rules.Contradiction("live", null, "real orders are not built into this version", "set it to false, or remove it");
        WarnAboutKeys(find, warnings);
        WarnAboutTestnets(node, find, warnings);
        WarnAboutLimits(node, symbols, warnings);
    }

    private void CheckStrategy(StrategySettings s, NodeSettings node)
    {
        var prefix = $"{YamlLayer.StrategiesKey}[{s.Symbol}].";
        void Unless(bool holds, string key, string other, string what, string remedy)
        {
            if (!holds)
                Contradiction(prefix + key, Near(prefix, other), what, remedy);
        }

        Unless(s.ExitThresholdPct < s.EntryThresholdPct, "arbitrage_exit_threshold_pct", "arbitrage_entry_threshold_pct",
            $"{Text(s.ExitThresholdPct)} is not below arbitrage_entry_threshold_pct {Text(s.EntryThresholdPct)}",
            "lower the exit or raise the entry threshold; otherwise what was entered is returned at once");
        Unless(s.MaxDrawdownPct < s.EmergencyStopLossPct, "max_drawdown_pct", "security.emergency_stop_loss_pct",
            $"{Text(s.MaxDrawdownPct)} is not below security.emergency_stop_loss_pct {Text(s.EmergencyStopLossPct)}",
            "entries must stop before the position is unwound; lower the drawdown or raise the stop loss");
        Unless(s.LegTimeout >= s.IntentTtl, "leg_timeout_ms", "intent_ttl_ms",
            $"{Text(s.LegTimeout)} is shorter than intent_ttl_ms {Text(s.IntentTtl)}",
            "a leg may be accepted until its time to live is over; make the timeout at least as long");
        Unless(s.Timeouts.Executing >= s.LegTimeout, "state_timeouts.executing", "leg_timeout_ms",
            $"{Text(s.Timeouts.Executing)} is shorter than leg_timeout_ms {Text(s.LegTimeout)}", "give executing more time than one leg");
        Unless(node.Risk.LeaseTtl > s.IntentTtl, "intent_ttl_ms", "risk_management.lease_ttl_seconds",
            $"{Text(s.IntentTtl)} is not below risk_management.lease_ttl_seconds {Text(node.Risk.LeaseTtl)}",
            "an order must not outlive the lease that it spends; shorten it or lengthen the lease");
        Unless(s.MinLiquidationDistancePct < 100m / s.FuturesLeverage, "min_liq_distance_pct", "futures_leverage",
            $"{Text(s.MinLiquidationDistancePct)} can never be kept with futures_leverage {Text(s.FuturesLeverage)}, which starts below "
            + $"{Text(decimal.Round(100m / s.FuturesLeverage, 2))}",
            "lower the leverage or the distance; otherwise the position is unwound as soon as it stands");
    }

    private void CheckNames(ImmutableArray<TradedSymbol> symbols)
    {
        foreach (var venue in Domain.Markets.Venues.All)
        {
            foreach (var same in symbols.GroupBy(s => s.Names[venue], StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                Contradiction(
                    $"{YamlLayer.StrategiesKey}[{same.Last().Symbol}].{venue.Key()}", $"{YamlLayer.StrategiesKey}[{same.First().Symbol}].{venue.Key()}",
                    $"'{same.Key}' is already traded as {same.First().Symbol}", "one trader a symbol and account; remove one of the two");
            }
        }

        foreach (var same in symbols.GroupBy(s => ClientOrderId.StrategyTag("strategy-" + s.Symbol.Text.ToLowerInvariant())).Where(g => g.Count() > 1))
        {
            Contradiction($"{YamlLayer.StrategiesKey}[{same.Last().Symbol}].symbol", null,
                $"its client order ids would collide with those of {same.First().Symbol}", "run the two in separate systems");
        }
    }

    // Requirement B16: Gate's testnet is for futures only, MEXC has none, and real spot orders are never hedged by play ones.
    private void CheckTestnets(NodeSettings node)
    {
        const string gate = "exchanges.gateio.", mexc = "exchanges.mexc.";
        var usual = new NodeSettings();
        if (GateTestnet.Owns(node.Gate.BaseUrl) || GateTestnet.Owns(node.Gate.SocketUrl))
        {
            var key = gate + (GateTestnet.Owns(node.Gate.BaseUrl) ? "base_url" : "ws_spot_url");
            Contradiction(key, null, "is a testnet of Gate, and spot would go there too",
                $"leave it out and set {gate}testnet: true, which moves futures only");
        }
        else if (node.Gate.Testnet && node.Gate.BaseUrl != usual.Gate.BaseUrl)
        {
            Contradiction(gate + "base_url", gate + "testnet", $"names a server of your own, and {gate}testnet: true names Gate's for futures",
                "keep one of the two; a venue server stands in for futures too");
        }

        if (node.Gate.Testnet && node.Gate.FuturesSocketUrl is { } socket && socket != usual.Gate.FuturesSocketUrl && socket != GateTestnet.FuturesSocket)
        {
            Contradiction(gate + "ws_futures_url", gate + "testnet", $"names another socket than {gate}testnet: true, which is {GateTestnet.FuturesSocket}",
                "keep one of the two");
        }
        else if (!node.Gate.Testnet && GateTestnet.Owns(node.Gate.FuturesSocketUrl!))
        {
            Contradiction(gate + "ws_futures_url", gate + "testnet", "is a testnet of Gate while its REST address is not",
                $"leave it out and set {gate}testnet: true, which moves both");
        }

        if (node.Live && node.Gate.Testnet)
            Contradiction(gate + "testnet", "live", "real spot orders would be hedged on a testnet", "set testnet or live to false");
        if (node.Live && node.Mexc.Testnet)
            Contradiction(mexc + "testnet", "live", "MEXC has no testnet, so its orders would be real", "set testnet or live to false");
    }

    // One futures account: the connection sets one leverage for all its symbols.
    private void CheckLeverage(ImmutableArray<TradedSymbol> symbols)
    {
        foreach (var other in symbols.Where(s => s.Strategy.FuturesLeverage != symbols[0].Strategy.FuturesLeverage))
        {
            Contradiction($"{YamlLayer.StrategiesKey}[{other.Symbol}].futures_leverage",
                Near($"{YamlLayer.StrategiesKey}[{symbols[0].Symbol}].", "futures_leverage"),
                $"{Text(other.Strategy.FuturesLeverage)} differs from {Text(symbols[0].Strategy.FuturesLeverage)} of {symbols[0].Symbol}",
                "all symbols of an account share one leverage");
        }
    }

    private static void WarnAboutKeys(Func<string, ConfiguredValue?> find, List<string> warnings)
    {
        foreach (var key in NodeKeys.All.Where(k => k.Kind == KeyKind.Secret))
        {
            if (find(key.Name) is { Variables.Count: 0, Text.Length: > 0 } value && value.File != ConfigurationSource.Demo.Name)
                warnings.Add($"{value.Origin}: {key.Name} stands in a file; write ${{NAME}} and set it in the environment");
        }
    }

    private static void WarnAboutTestnets(NodeSettings node, Func<string, ConfiguredValue?> find, List<string> warnings)
    {
        if (node.Mexc.Testnet && node.Mexc.BaseUrl.Host == new NodeSettings().Mexc.BaseUrl.Host)
        {
            warnings.Add($"{find("exchanges.mexc.testnet")?.Origin}: exchanges.mexc.testnet: MEXC has none and the address is the real one; "
                + "demo and paper take a venue server or the venue model instead");
        }

        if (node.Gate is { Testnet: true, TestnetKey.IsEmpty: true, Key.IsEmpty: false })
        {
            warnings.Add($"{find("exchanges.gateio.testnet")?.Origin}: exchanges.gateio.testnet: the testnet has keys of its own; "
                + "without testnet_api_key futures are not traded there");
        }
    }

    private static void WarnAboutLimits(NodeSettings node, ImmutableArray<TradedSymbol> symbols, List<string> warnings)
    {
        foreach (var symbol in symbols)
        {
            var inventory = symbol.Strategy.BasePositionSize * symbol.Strategy.MaxPositionMultiplier;
            if (inventory > node.Risk.MaxSymbolExposure)
                warnings.Add($"{symbol.Symbol}: inventory of {inventory} USDT is above max_single_position_usd {node.Risk.MaxSymbolExposure}; the limit wins");
        }
    }

    // The line to look at is that of the key itself, else of the symbol-wide key, else of the other key. When the two stand in different
    // files, both are named.
    private void Contradiction(string key, string? other, string what, string remedy)
    {
        var local = key.IndexOf("].", StringComparison.Ordinal) is > 0 and var end ? key[(end + 2)..] : null;
        var own = _find(key) ?? (local is null ? null : _find(KeyTable.StrategyPrefix + local));
        var against = other is null ? null : _find(other);
        var at = own ?? against;
        var elsewhere = own is not null && against is not null && own.File != against.File ? $" ({against.File}:{against.Line})" : "";
        var problem = new ConfigurationProblem(at?.File ?? "defaults", at?.Line ?? 0, key, what + elsewhere, remedy);
        if (!_problems.Contains(problem))
            _problems.Add(problem);
    }

    private string Near(string prefix, string key) =>
        key.Contains('.', StringComparison.Ordinal) && !key.StartsWith("state_timeouts", StringComparison.Ordinal) ? key
        : _find(prefix + key) is not null ? prefix + key
        : KeyTable.StrategyPrefix + key;

    private static string Text(decimal value) => DecimalText.Plain(value);

    private static string Text(TimeSpan value) => DecimalText.Plain((decimal)value.Ticks / TimeSpan.TicksPerMillisecond) + " ms";
}
