namespace Arbitrage.Architecture.Tests;

/// <summary>Actors never wait: no Ask, no blocking, no sleeping; and they take the time from the scheduler or a TimeProvider.</summary>
public class ActorBanSpecs
{
    private static readonly string[] Banned =
    [
        "Akka.Actor.Futures::Ask", "System.Threading.Tasks.Task::Wait", "System.Threading.Tasks.Task::get_Result",
        "System.Threading.Tasks.Task::WaitAll", "System.Threading.Thread::Sleep",
        "System.DateTime::get_UtcNow", "System.DateTimeOffset::get_UtcNow", "System.DateTime::get_Now", "System.Guid::NewGuid",
    ];

    [Theory]
    [InlineData("Arbitrage.Actors")]
    [InlineData("Arbitrage.Protocol")]
    public void Actors_do_not_ask_block_sleep_or_read_the_wall_clock(string assembly) =>
        Assert.Empty(ReferencedMembers.Of(Repository.Load(assembly)).Intersect(Banned, StringComparer.Ordinal));

    [Theory]
    [InlineData("Arbitrage.Venues")]
    [InlineData("Arbitrage.Simulation")]
    public void Shells_take_the_time_from_a_TimeProvider(string assembly) =>
        Assert.Empty(ReferencedMembers.Of(Repository.Load(assembly))
            .Intersect(Banned.Where(b => b.StartsWith("System.DateTime", StringComparison.Ordinal) || b.Contains("Sleep", StringComparison.Ordinal))));
}
