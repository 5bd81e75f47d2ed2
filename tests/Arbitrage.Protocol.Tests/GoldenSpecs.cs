using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Tests.Samples;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tests;

/// <summary>
/// What has once been written is read for ever. `Golden/bytes.txt` holds bytes per manifest and per union case, `Golden/schema.proto` the
/// derived schema; changes add lines to both and never touch one that is there.
/// </summary>
public class GoldenSpecs
{
    private static readonly WireSchema Schema = TradingWire.Schema;

    private static IEnumerable<(string Key, Type Type, Func<byte[], object> Read)> Roots =>
        Schema.Manifests.Select(m => (m.Name, m.Type, (Func<byte[], object>)(b => Schema.FromBytes(m.Name, b))))
            .Concat(Schema.Unions.SelectMany(u => u.Value.Select(
                c => ($"{u.Key.Name}:{c.Tag}", c.Case, (Func<byte[], object>)(b => Schema.FromBytes(c.Case, b))))))
            .OrderBy(r => r.Item1, StringComparer.Ordinal);

    [Fact]
    public void Every_manifest_and_case_still_writes_its_golden_bytes()
    {
        var file = Repository.Golden("bytes.txt");
        var golden = Lines(file);
        var missing = Roots
            .Select(r => (r.Key, Bytes: Convert.ToHexStringLower(Schema.ToBytes(new Sample(1, Schema.Unions).Of(r.Type, r.Type.Name)!))))
            .Where(now => !golden.Contains((now.Key, now.Bytes)))
            .Select(now => $"{now.Key} {now.Bytes}").ToList();
        if (Repository.MayAdd)
            File.AppendAllLines(file, missing);
        else
            Assert.True(missing.Count == 0, $"Not in the golden file (ARB_GOLDEN=add adds them):\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Everything_ever_written_is_still_read()
    {
        var readers = Roots.ToDictionary(r => r.Key, r => r.Read, StringComparer.Ordinal);
        foreach (var (key, bytes) in Lines(Repository.Golden("bytes.txt")))
        {
            Assert.True(readers.TryGetValue(key, out var read), $"{key} was written once and has no reader any more.");
            Assert.NotNull(read(Convert.FromHexString(bytes)));
        }
    }

    [Fact]
    public void The_schema_only_grows()
    {
        var file = Repository.Golden("schema.proto");
        var now = SchemaText.Of(Schema);
        var golden = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.Empty(SchemaLines(golden).Except(SchemaLines(now)).Select(l => $"gone or altered: {l}"));
        if (Repository.MayAdd)
            File.WriteAllText(file, now);
        else
            Assert.Equal(golden, now);
    }

    [Fact]
    public void Two_types_never_share_a_name_in_the_schema()
    {
        var names = Schema.Manifests.Select(m => m.Type).Concat(Schema.Unions.SelectMany(u => u.Value.Select(c => c.Case).Append(u.Key)))
            .SelectMany(Reachable).Distinct().GroupBy(WireNames.Of).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g));
        Assert.Empty(names);
    }

    private static HashSet<(string, string)> Lines(string file) =>
        [.. (File.Exists(file) ? File.ReadAllLines(file) : []).Select(l => l.Split(' ')).Select(p => (p[0], p[1]))];

    // Each line with the message it stands in, so that a field that moved elsewhere is seen.
    private static IEnumerable<string> SchemaLines(string schema)
    {
        var block = "";
        foreach (var line in schema.Split('\n'))
        {
            if (line.EndsWith('{') || line.Contains("{ //", StringComparison.Ordinal))
                block = line;
            else if (line.StartsWith("  ", StringComparison.Ordinal))
                yield return $"{block} {line.Trim()}";
        }
    }

    private static IEnumerable<Type> Reachable(Type type)
    {
        var seen = new HashSet<Type>();
        var pending = new Queue<Type>([type]);
        while (pending.TryDequeue(out var next))
        {
            if (next.Namespace?.StartsWith("Arbitrage", StringComparison.Ordinal) == true && seen.Add(next))
            {
                foreach (var parameter in next.GetConstructors().SelectMany(c => c.GetParameters()))
                    pending.Enqueue(parameter.ParameterType);
            }
            else if (next.IsGenericType)
            {
                foreach (var argument in next.GetGenericArguments())
                    pending.Enqueue(argument);
            }
        }

        return seen;
    }
}
