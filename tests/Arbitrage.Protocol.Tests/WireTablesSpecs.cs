using System.Reflection;
using Akka.Actor;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Running;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Serialization;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Tests.Samples;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Protocol.Tests;

/// <summary>The tables are complete: whoever adds a case and forgets its row finds out here.</summary>
public class WireTablesSpecs
{
    private static readonly WireSchema Schema = TradingWire.Schema;

    [Fact]
    public void Every_case_of_every_union_has_its_tag()
    {
        foreach (var (union, cases) in Schema.Unions)
        {
            var all = union.Assembly.GetTypes().Where(t => t.IsSubclassOf(union)).Select(t => t.FullName).Order(StringComparer.Ordinal);
            Assert.Equal(all, cases.Select(c => c.Case.FullName).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_machine_can_journal_its_events_store_its_state_and_be_sent_its_inputs()
    {
        var machines = typeof(Symbol).Assembly.GetTypes()
            .SelectMany(t => t.GetInterfaces())
            .Where(i => i.IsGenericType && !i.ContainsGenericParameters && i.GetGenericTypeDefinition() == typeof(IMachine<,,,,>))
            .ToList();
        Assert.NotEmpty(machines);
        foreach (var machine in machines)
        {
            var (state, input, happened) = (machine.GetGenericArguments()[0], machine.GetGenericArguments()[2], machine.GetGenericArguments()[3]);
            Assert.True(Schema.Knows(state), $"{state} has no manifest.");
            Assert.True(Schema.Unions.ContainsKey(input), $"{input} has no tags.");
            Assert.True(Schema.Unions.TryGetValue(happened, out var cases), $"{happened} has no tags.");
            Assert.All(cases, c => Assert.True(Schema.Knows(c.Case), $"{c.Case} has no manifest."));
        }
    }

    [Fact]
    public void Every_message_between_actors_has_a_manifest()
    {
        var messages = typeof(ITradingMessage).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ITradingMessage)) && !t.IsInterface);
        Assert.All(messages, m => Assert.True(Schema.Knows(m), $"{m} has no manifest."));
    }

    [Fact]
    public void What_travels_is_exactly_what_the_primary_constructor_takes()
    {
        var types = Schema.Manifests.Select(m => m.Type).Concat(Schema.Unions.SelectMany(u => u.Value.Select(c => c.Case))).Distinct();
        foreach (var type in types)
        {
            var parameters = type.GetConstructors().Max(c => c.GetParameters().Length);
            var settable = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is { IsPublic: true } && !string.Equals(p.Name, "Now", StringComparison.Ordinal)).Select(p => p.Name);
            Assert.Equal(parameters, settable.Count());
        }
    }

    [Fact]
    public void Manifests_name_family_type_and_version() =>
        Assert.All(Schema.Manifests, m => Assert.Matches("^[a-z]{2}\\.[a-z0-9-]+/[1-9][0-9]*$", m.Name));

    [Fact]
    public void The_table_of_serializer_ids_is_the_one_in_the_readme()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root(), "src", "Arbitrage.Protocol", "README.md"));
        using var system = ActorSystem.Create("ids");
        var serializers = typeof(FamilySerializer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(FamilySerializer)))
            .Select(t => (FamilySerializer)Activator.CreateInstance(t, (ExtendedActorSystem)system)!).ToList();
        Assert.Equal(serializers.Count, serializers.Select(s => s.Identifier).Distinct().Count());
        foreach (var serializer in serializers)
        {
            Assert.True(serializer.Identifier > 100);
            Assert.Contains($"| `{serializer.GetType().Name}` | {serializer.Identifier} | `{serializer.Family}` |", readme, StringComparison.Ordinal);
        }

        Assert.Equal(Schema.Manifests.Select(m => m.Family).Distinct().Order(), serializers.Select(s => s.Family).Order());
    }
}
