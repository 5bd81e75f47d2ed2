using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Arbitrage.Node.Configuration;
using NJsonSchema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Arbitrage.Node.Tests.Configuration;

/// <summary>The schema that editors read: it is the generated one, takes every file we ship, and objects where a single file shows the mistake.</summary>
public class ConfigurationSchemaSpecs
{
    private static readonly string SchemaFile = Path.Combine(Repository.Root, "cluster-config", "arbitrage.schema.json");
    private static readonly Lazy<Task<JsonSchema>> Schema = new(() => JsonSchema.FromJsonAsync(ConfigurationSchema.Json()));

    public static TheoryData<string> Shipped { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "cluster-config"), "*.yaml").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Malformed { get; } = [.. MalformedFile.Names];

    [Fact]
    public void The_committed_schema_is_the_generated_one()
    {
        if (Environment.GetEnvironmentVariable("ARB_GOLDEN") == "add")
            File.WriteAllText(SchemaFile, ConfigurationSchema.Json());
        Assert.Equal(ConfigurationSchema.Json(), File.ReadAllText(SchemaFile));
    }

    [Fact]
    public void It_is_of_draft_2020_12_and_has_every_key_with_meaning_and_default()
    {
        using var schema = JsonDocument.Parse(ConfigurationSchema.Json());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        var keys = NodeKeys.All.Concat<ConfigurationKey>(KeyTable.KeysNotReadYet).Select(k => k.Name)
            .Concat(StrategyKeys.All.Select(k => KeyTable.StrategyPrefix + k.Name));
        Assert.All(keys, key => Assert.NotEmpty(At(schema.RootElement, key).GetProperty("description").GetString()!));
        Assert.Equal(0.1m, At(schema.RootElement, "strategy.delta_neutral.arbitrage_entry_threshold_pct").GetProperty("default").GetDecimal());
        Assert.False(At(schema.RootElement, "live").GetProperty("default").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Every_shipped_file_names_the_schema_and_passes_it(string name)
    {
        var path = Path.Combine(Repository.Root, "cluster-config", name);
        Assert.Equal("# yaml-language-server: $schema=./arbitrage.schema.json", File.ReadLines(path).First());
        Assert.Empty(await ObjectionsAsync(path));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task It_objects_to_a_malformed_file_unless_the_file_says_that_no_schema_could(string name)
    {
        var file = MalformedFile.Of(name);
        Assert.Equal(file.SchemaObjects, (await ObjectionsAsync(file.Path)).Count > 0);
    }

    [Theory]
    [InlineData("live: ${LIVE}")]
    [InlineData("exchanges:\n  gateio:\n    base_url: ${GATE}/api/v4\n    timeout: ${TIMEOUT:-5}")]
    [InlineData("logging:\n  level: ${LOG_LEVEL:-info}")]
    [InlineData("strategy:\nstrategies:\n  - symbol: F/USDT\n    state_timeouts:\n      active: 3")]
    public async Task Variables_empty_groups_and_overrides_pass(string yaml) => Assert.Empty((await Schema.Value).Validate(Json(yaml)));

    private static async Task<IReadOnlyList<string>> ObjectionsAsync(string path)
    {
        // What is not YAML at all needs no schema: the editor's parser objects.
        try
        {
            return [.. (await Schema.Value).Validate(Json(await File.ReadAllTextAsync(path))).Select(e => e.ToString())];
        }
        catch (YamlException e)
        {
            return [e.Message];
        }
    }

    private static JsonElement At(JsonElement schema, string key) =>
        key.Split('.').Aggregate(schema, (at, part) => at.GetProperty("properties").GetProperty(part));

    // As an editor sees it: plain scalars are typed by the core schema of YAML 1.2.
    private static string Json(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Count == 0 ? "{}" : Node(stream.Documents[0].RootNode)?.ToJsonString() ?? "null";
    }

    private static JsonNode? Node(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(
            c.Key is YamlScalarNode { Value: { } key } ? key : throw new YamlException("not a name"), Node(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" } => null,
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => flag.Value == "true",
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when text.StartsWith("0x", StringComparison.Ordinal) => Convert.ToInt64(text, 16),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) => number,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new YamlException("neither a map, a list nor a scalar"),
    };
}
