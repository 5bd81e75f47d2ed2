using System.Text;

namespace Arbitrage.Protocol.Wire;

/// <summary>Prints a schema as a proto2 file: documentation for readers in other languages, and what the drift test compares.</summary>
public static class SchemaText
{
    /// <summary>Messages and enums reachable from the manifests and unions, ordered by name.</summary>
    public static string Of(WireSchema schema)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var pending = new Queue<Type>(schema.Manifests.Select(m => m.Type).Concat(schema.Unions.Keys.OrderBy(WireNames.Of, StringComparer.Ordinal)));
        var codecs = new Queue<IValueCodec>(pending.Select(schema.CodecOf));
        while (codecs.TryDequeue(out var codec))
        {
            if (!found.TryAdd(codec.ProtoType, ""))
                continue;
            found[codec.ProtoType] = TextOf(codec);
            foreach (var part in codec.Parts)
            {
                if (part is not IMessageCodec and not IUnionCodec && part.Parts.Any())
                    codecs.Enqueue(part.Parts.First());
                codecs.Enqueue(part);
            }
        }

        var text = new StringBuilder("// Derived from the records by SchemaText; field numbers are parameter positions. Append only.\n")
            .Append("syntax = \"proto2\";\npackage arbitrage;\n");
        foreach (var manifest in schema.Manifests)
            text.Append($"// {manifest.Name} = {WireNames.Of(manifest.Type)}\n");
        foreach (var definition in found.Values.Where(d => d.Length > 0))
            text.Append('\n').Append(definition);
        return text.ToString();
    }

    private static string TextOf(IValueCodec codec) => codec switch
    {
        IUnionCodec union => Message(codec.ProtoType, union.Cases.Select(
            c => $"optional {c.Codec.ProtoType} {WireNames.Snake(c.Type.Name)} = {c.Tag};"), "exactly one of"),
        IMessageCodec message => Message(codec.ProtoType, message.Fields.Select(
            f => $"{f.Field.Label} {f.Field.Item.ProtoType} {f.Name} = {f.Number};{(f.Field.Item.Remark is { } remark ? $" // {remark}" : "")}")),
        DecimalCodec => Message("Decimal", ["optional fixed64 low = 1;", "optional uint32 high = 2;", "optional uint32 scale_and_sign = 3;"]),
        _ when codec.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(EnumCodec<>) =>
            EnumText(type.GetGenericArguments()[0]),
        _ => "",
    };

    private static string Message(string name, IEnumerable<string> lines, string? remark = null) =>
        $"message {name} {{{(remark is null ? "" : $" // {remark}")}\n{string.Concat(lines.Select(l => $"  {l}\n"))}}}\n";

    private static string EnumText(Type type)
    {
        var prefix = WireNames.Snake(WireNames.Of(type)).ToUpperInvariant();
        var lines = Enum.GetNames(type).Select(n => (Name: n, Number: (int)Enum.Parse(type, n)))
            .OrderBy(v => v.Number).Select(v => $"  {prefix}_{WireNames.Snake(v.Name).ToUpperInvariant()} = {v.Number};\n");
        return $"enum {WireNames.Of(type)} {{\n{string.Concat(lines)}}}\n";
    }
}
