using System.CommandLine;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb journal`: reads the journal of a data directory, also beside a running node, and never writes to it.</summary>
internal static class JournalCommand
{
    /// <summary>Examples of `arb --help`, which puts them where its own begin: two blanks in.</summary>
    public const string Examples = """
        arb journal tail --data ./data --follow
              the newest events of all actors, and those that come
          arb journal show --data ./data --id strategy-btc_usdt --state --at 120
              the state of one actor after its event 120; without --state its events in full
          arb journal explain --data ./data a0-4kd2jq7x-1k-a
              from book to intent to claim to fill to money of an order, a trade or a pair, and why it was taken
          arb journal explain --data ./data --symbol BTC_USDT --at 2026-01-01T12:00:00Z
              what every gate said to a pair at that time, from the inputs recorded beside the journal
          arb journal verify --data ./data --head 5f0c...
              numbers without holes, the chain over the events, saved states; against a head that was noted before
        """;

    public static Command Build(Surroundings surroundings) => new("journal", "Read, explain and verify the journal of a data directory")
    {
        JournalTailCommand.Build(surroundings), JournalShowCommand.Build(surroundings), JournalExplainCommand.Build(surroundings),
        JournalVerifyCommand.Build(surroundings),
    };
}
