using System.Text;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Node.Configuration;

/// <summary>The table of all keys, printed from the code that reads them, so that it cannot drift.</summary>
internal static class ConfigurationTable
{
    /// <summary>Markdown: keys that are read, then those that are known and not read yet.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine("| key | value | default | meaning |").AppendLine("| --- | --- | --- | --- |");
        foreach (var key in KeyTable.SymbolKeys)
            Row(text, $"{YamlLayer.StrategiesKey}[].{key.Name}", key, "");
        foreach (var key in StrategyKeys.All)
            Row(text, KeyTable.StrategyPrefix + key.Name, key, key.Print(new StrategySettings { Symbol = default }));
        foreach (var key in NodeKeys.All)
            Row(text, key.Name, key, key.Print(new NodeSettings()));
        text.AppendLine().AppendLine("Known, accepted with a warning, read by nothing yet:").AppendLine();
        text.AppendLine("| key | value | meaning |").AppendLine("| --- | --- | --- |");
        foreach (var key in KeyTable.KeysNotReadYet)
            text.AppendLine($"| `{key.Name}` | {key.Expected} | {key.Meaning} |");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, ConfigurationKey key, string value) =>
        text.AppendLine($"| `{name}` | {key.Expected} | {value} | {key.Meaning} |");
}
