using System.Globalization;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using Arbitrage.Simulation.Scenarios;
using Arbitrage.Simulation.Scenarios.Reading;
using Xunit.Abstractions;

namespace Arbitrage.Actors.Tests.Scenarios;

/// <summary>
/// Every failure under `tests/scenarios`, on the actors and in memory: what a file expects holds on both, and both wrote the same journals.
/// </summary>
public sealed class ScenarioSpecs : TestKit
{
    private static readonly string Directory = System.IO.Path.Combine(Root(), "tests", "scenarios");
    private static int _systems;

    public ScenarioSpecs(ITestOutputHelper output)
        : base(Hocon(Interlocked.Increment(ref _systems)), NameOf(_systems), output)
    {
    }

    public static TheoryData<string> Files() =>
        [.. System.IO.Directory.EnumerateFiles(Directory, "*.yaml").Select(f => System.IO.Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_failure_of_others_is_none_of_ours(string file)
    {
        var scenario = ScenarioFile.Read(System.IO.Path.Combine(Directory, file));
        var acted = ScenarioRun.On(scenario, world => new ActingStage(Sys, world));
        var simulated = ScenarioRun.InMemory(scenario);
        Assert.True(acted.Passed, Told(acted));
        Assert.True(simulated.Passed, Told(simulated));
        Assert.Equal(Journals(simulated), Journals(acted));
    }

    private static string Told(ScenarioResult result) => string.Join(
        '\n', result.Broken.Select(b => $"{result.Stage}: {b}")
            .Concat(result.Timeline.Select(t => $"{ScenarioText.Time(t.At),9} {t.Kind,-8} {t.Who,-24} {t.Text}")));

    // Each machine's own journal: between machines there is no order to compare.
    private static IEnumerable<string> Journals(ScenarioResult result) => result.Journals
        .GroupBy(j => j.PersistenceId).OrderBy(g => g.Key, StringComparer.Ordinal)
        .SelectMany(g => g.Select(j => $"{j.PersistenceId} {j.Sequence} {j.Happened.GetType().Name} {JournalBytes.Of(j.Happened)}"));

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"scenario-{number}");

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(System.IO.Path.Combine(directory, "Arbitrage.Actors.sln")))
            directory = System.IO.Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not inside the repository.");
        return directory;
    }

    private static Config Hocon(int number) => ConfigurationFactory.ParseString(
        $$"""
        arbitrage.single-thread = "{{NameOf(number)}}"
        akka {
          loglevel = ERROR
          log-dead-letters = off
          scheduler.implementation = "Arbitrage.Actors.Tests.Scenarios.StepScheduler, Arbitrage.Actors.Tests"
          actor {
            default-dispatcher.type = "Arbitrage.Actors.Tests.Scenarios.StepDispatcherConfigurator, Arbitrage.Actors.Tests"
            internal-dispatcher {
              type = "Arbitrage.Actors.Tests.Scenarios.StepDispatcherConfigurator, Arbitrage.Actors.Tests"
              throughput = 100
            }
          }
          persistence {
            journal {
              plugin = "akka.persistence.journal.step"
              step {
                class = "Arbitrage.Actors.Tests.Scenarios.StepJournal, Arbitrage.Actors.Tests"
                plugin-dispatcher = "akka.actor.default-dispatcher"
              }
            }
            snapshot-store {
              plugin = "akka.persistence.snapshot-store.none"
              none {
                class = "Arbitrage.Actors.Tests.Scenarios.NoSnapshots, Arbitrage.Actors.Tests"
                plugin-dispatcher = "akka.actor.default-dispatcher"
              }
            }
          }
        }
        """);
}
