using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Arbitrage.Node.Configuration;

/// <summary>
/// What YAML allows and a configuration does not, looked for before any node is built: aliases (a value has one place, and a few lines of
/// them unfold to gigabytes), tags, and nesting without end, which the tree's own recursion would not survive.
/// </summary>
internal static class YamlShape
{
    private const int DeepestGroup = 8;

    /// <summary>The first thing that is not allowed, or null.</summary>
    public static ConfigurationProblem? Problem(ConfigurationSource source)
    {
        try
        {
            var parser = new Parser(new StringReader(source.Text));
            var depth = 0;
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (WhatIsWrong(parser.Current, depth) is var (what, remedy))
                    return new(source.Name, (int)parser.Current.Start.Line, "", what, remedy);
            }

            return null;
        }
        catch (YamlException e)
        {
            return NotYaml(source, e);
        }
    }

    /// <summary>The parser's own complaint as one line; a tab as indentation, at which it points from afar, is named by its own.</summary>
    public static ConfigurationProblem NotYaml(ConfigurationSource source, YamlException e)
    {
        var lines = source.Text.Split('\n');
        var tab = Array.FindIndex(lines, l => l.AsSpan(0, l.Length - l.AsSpan().TrimStart().Length).Contains('\t'));
        if (tab >= 0)
            return new(source.Name, tab + 1, "", "not valid YAML: indented by a tab", "indent keys by two spaces");
        var reason = e.InnerException is YamlException inner ? inner.Message : e.Message;
        return new(source.Name, (int)e.Start.Line, "", "not valid YAML: " + ValueText.Short(reason.TrimEnd('.')),
            "mend the syntax; keys are indented by two spaces");
    }

    private static (string What, string Remedy)? WhatIsWrong(ParsingEvent happened, int depth) => happened switch
    {
        AnchorAlias or NodeEvent { Anchor.IsEmpty: false } => ("an anchor or an alias", "write the value out; every value has one place"),
        NodeEvent { Tag.IsEmpty: false } => ("a tag", "leave it out; the key says what the value is"),
        _ when depth > DeepestGroup + 2 => ($"more than {DeepestGroup} groups inside each other", "check the indentation"), // stream and document count too
        _ => null,
    };
}
