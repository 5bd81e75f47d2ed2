using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Arbitrage.Domain.Strategy;

namespace Arbitrage.Node.Configuration;

/// <summary>
/// JSON schema of a configuration file for editors, printed from the tables that the reader uses, so that it cannot drift. It sees one file:
/// not what variables hold, nor what values of several keys say to each other.
/// </summary>
internal static class ConfigurationSchema
{
    private const string Variable = @"\$\{.+\}";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Draft 2020-12, with a line break at the end.</summary>
    public static string Json()
    {
        var root = Group();
        var usual = new StrategySettings { Symbol = default };
        foreach (var key in StrategyKeys.All)
            Put(root, KeyTable.StrategyPrefix + key.Name, Value(key, key.Print(usual), key.Meaning));
        root["properties"]![YamlLayer.StrategiesKey] = Symbols();
        foreach (var key in NodeKeys.All)
            Put(root, key.Name, Value(key, key.Print(new NodeSettings()), key.Meaning));
        foreach (var key in KeyTable.KeysNotReadYet)
            Put(root, key.Name, Value(key, "", key.Meaning + " (known, read by nothing yet)"));
        root.Insert(0, "title", "Configuration of Arbitrage.Actors");
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Symbols()
    {
        var item = Group();
        item["type"] = "object";
        item["required"] = new JsonArray("symbol");
        foreach (var key in KeyTable.SymbolKeys)
            Put(item, key.Name, Value(key, "", key.Meaning));
        item["properties"]!["symbol"]!["pattern"] = "^[A-Z0-9]+[_/]USDT$";
        foreach (var key in StrategyKeys.All)
            Put(item, key.Name, Value(key, "", key.Meaning + " (of this symbol)"));
        return new()
        {
            ["description"] = "symbols to trade, with their names per venue and their own settings",
            ["type"] = "array",
            ["minItems"] = 1,
            ["items"] = item,
        };
    }

    // A group may be empty: all its keys commented out.
    private static JsonObject Group() => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(),
    };

    private static void Put(JsonObject root, string key, JsonObject value)
    {
        var at = root;
        var parts = key.Split('.');
        foreach (var group in parts[..^1])
        {
            var properties = at["properties"]!.AsObject();
            if (!properties.ContainsKey(group))
                properties[group] = Group();
            at = properties[group]!.AsObject();
        }

        at["properties"]![parts[^1]] = value;
    }

    private static JsonObject Value(ConfigurationKey key, string usual, string meaning)
    {
        var value = new JsonObject { ["description"] = meaning };
        if (usual.Length > 0)
            value["default"] = Usual(key, usual);
        Shape(key, value);
        return value;
    }

    private static void Shape(ConfigurationKey key, JsonObject value)
    {
        switch (key.Kind)
        {
            case KeyKind.Number or KeyKind.WholeNumber:
                value["type"] = new JsonArray(key.Kind == KeyKind.Number ? "number" : "integer", "string");
                value["pattern"] = Variable;
                if (key.Min > decimal.MinValue)
                    value[key.AboveMin ? "exclusiveMinimum" : "minimum"] = key.Min;
                if (key.Max < decimal.MaxValue)
                    value["maximum"] = key.Max;
                break;
            case KeyKind.Flag:
                value["type"] = new JsonArray("boolean", "string");
                value["pattern"] = Variable;
                break;
            case KeyKind.Choice:
                value["anyOf"] = new JsonArray(
                    new JsonObject { ["enum"] = new JsonArray([.. key.Choices.Select(c => (JsonNode)c)]) },
                    new JsonObject { ["type"] = "string", ["pattern"] = Variable });
                break;
            case KeyKind.Url:
                value["type"] = "string";
                value["pattern"] = $"^({string.Join('|', key.Choices.Select(Regex.Escape))})://[^/?#@]+([/?#].*)?$|{Variable}";
                break;
            default:
                value["type"] = "string";
                value["pattern"] = @"\S";
                break;
        }
    }

    private static JsonNode Usual(ConfigurationKey key, string text) => key.Kind switch
    {
        KeyKind.Number or KeyKind.WholeNumber => decimal.Parse(text, CultureInfo.InvariantCulture),
        KeyKind.Flag => text == "true",
        _ => text,
    };
}
