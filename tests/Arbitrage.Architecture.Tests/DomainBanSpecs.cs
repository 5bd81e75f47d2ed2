using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Arbitrage.Architecture.Tests;

/// <summary>The core is pure: no clock, no randomness, no floating-point money, no hidden state, no unordered collections in states.</summary>
public class DomainBanSpecs
{
    private static readonly Assembly Domain = Repository.Load("Arbitrage.Domain");

    private static readonly string[] Banned =
    [
        "System.DateTime::get_UtcNow", "System.DateTime::get_Now", "System.DateTimeOffset::get_UtcNow", "System.DateTimeOffset::get_Now",
        "System.TimeProvider::get_System", "System.Diagnostics.Stopwatch::GetTimestamp", "System.Environment::get_TickCount64",
        "System.Guid::NewGuid", "System.Random::.ctor", "System.Random::get_Shared",
        "System.Security.Cryptography.RandomNumberGenerator::GetBytes",
        "System.Math::Round", "System.Decimal::Round",
        "System.Threading.Tasks.Task::Run", "System.Threading.Thread::.ctor", "System.Console::WriteLine", "System.IO.File::OpenRead",
    ];

    [Fact]
    public void The_domain_reads_no_clock_rolls_no_dice_and_rounds_nothing_without_a_direction() =>
        Assert.Empty(ReferencedMembers.Of(Domain).Intersect(Banned, StringComparer.Ordinal));

    [Fact]
    public void No_money_in_floating_point()
    {
        var members = Own().SelectMany(t => t.GetFields(All).Select(f => (t, f.Name, Type: f.FieldType))
            .Concat(t.GetMethods(All).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)
                .Select(p => (t, m.Name, Type: p)))));

        Assert.Empty(members.Where(m => m.Type == typeof(double) || m.Type == typeof(float)).Select(m => $"{m.t.Name}.{m.Name}"));
    }

    [Fact]
    public void No_static_holds_state() =>
        Assert.Empty(Own().SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => !f.IsLiteral && !f.IsInitOnly).Select(f => $"{f.DeclaringType!.Name}.{f.Name}"));

    [Fact]
    public void States_and_events_enumerate_in_a_defined_order()
    {
        Type[] unordered =
        [
            typeof(Dictionary<,>), typeof(HashSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
            typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(ISet<>),
        ];
        var persisted = Own().Where(t => t.Name.EndsWith("State", StringComparison.Ordinal)
            || (t.DeclaringType?.Name.EndsWith("Event", StringComparison.Ordinal) ?? false));

        Assert.Empty(persisted.SelectMany(t => t.GetProperties())
            .Where(p => p.PropertyType.IsGenericType && unordered.Contains(p.PropertyType.GetGenericTypeDefinition()))
            .Select(p => $"{p.DeclaringType!.Name}.{p.Name}"));
    }

    [Fact]
    public void Nothing_hashes_by_GetHashCode() =>
        Assert.DoesNotContain(
            Repository.SourceFiles("src/Arbitrage.Domain").SelectMany(File.ReadLines),
            line => line.Contains(".GetHashCode(", StringComparison.Ordinal));

    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Lambda caches and the like are the compiler's own.
    private static IEnumerable<Type> Own() => Domain.GetTypes()
        .Where(t => !t.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false) && !t.FullName!.Contains('<', StringComparison.Ordinal));
}
