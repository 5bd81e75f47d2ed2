using System.Collections.Immutable;
using Arbitrage.Actors;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Inputs;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.Cli.Journal;

/// <summary>What every gate said at a moment.</summary>
/// <param name="At">The moment.</param>
/// <param name="LastInput">Time of the last recorded input before it.</param>
/// <param name="Explanations">One a possible pair.</param>
internal sealed record GatesAt(DateTimeOffset At, DateTimeOffset LastInput, ImmutableArray<OpportunityExplanation> Explanations);

/// <summary>Reasons that stand in no journal: the strategy is run again from the inputs recorded beside it, and asked.</summary>
internal static class RecordedReasons
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(15);

    /// <summary>The gates at a moment, by what was known then.</summary>
    /// <exception cref="NodeFailure">Nothing is recorded for then.</exception>
    /// <exception cref="RecordingException">There is no recording.</exception>
    public static GatesAt At(string directory, Symbol symbol, DateTimeOffset at) => Replay(directory, symbol, null, replay =>
    {
        replay.RunTo(at);
        if (replay.Last is not { } last)
        {
            throw new NodeFailure(ExitCode.BadInput, replay.First is { } first
                ? $"--at {EventJson.Time(at)} is before the first recorded input of {symbol}, {EventJson.Time(first)}"
                : $"no input of {symbol} is recorded");
        }

        var (state, view) = replay.Current
            ?? throw new NodeFailure(ExitCode.BadInput, $"{symbol} cannot be followed to {EventJson.Time(at)}: {replay.Why}");
        if (at - last > TimeSpan.FromSeconds(10))
            throw new NodeFailure(ExitCode.BadInput, $"--at {EventJson.Time(at)} is after the last recorded input of {symbol}, {EventJson.Time(last)}");
        return new GatesAt(at, last, OpportunityExplanation.Of(replay.Settings!, state, view, at));
    });

    /// <summary>The gates as they were when a pair was decided, the moment before it was; null when the recording does not have it.</summary>
    public static GatesAt? AtDecision(string directory, Symbol symbol, StrategyEvent.LegsIntended legs)
    {
        GatesAt? found = null;
        Replay(directory, symbol, Look, replay =>
        {
            // What was decided on inputs that waited behind a write comes with that write's record, which is later.
            replay.RunTo(legs.At + LongestWrite);
            return true;
        });
        return found;

        void Look(StrategySettings settings, StrategyState state, StrategyView view, DateTimeOffset now, Domain.Running.Decision<StrategyEvent, StrategyEffect> decision)
        {
            if (!decision.Events.Any(e => e is StrategyEvent.LegsIntended))
                return;
            var machine = new StrategyMachine(settings);
            foreach (var happened in decision.Events)
            {
                if (happened is StrategyEvent.LegsIntended l && l.At == legs.At && l.Purpose == legs.Purpose && l.BuyVenue == legs.BuyVenue)
                    found = new(now, now, OpportunityExplanation.Of(settings, state, view, now));
                // A lease that came with the same input was there for the decision; that the pair then is on its way is its outcome.
                if (happened is not StrategyEvent.PhaseEntered)
                    state = machine.Apply(state, happened, state.Sequence + 1);
            }
        }
    }

    /// <summary>All times in which the top of the books was an opportunity, and what became of them.</summary>
    public static ImmutableArray<OpportunityEpisode> Episodes(string directory, Symbol symbol)
    {
        var episodes = new OpportunityEpisodes();
        return Replay(directory, symbol, episodes.Take, replay =>
        {
            replay.RunTo(DateTimeOffset.MaxValue);
            return episodes.All();
        });
    }

    /// <summary>There is a recording at all.</summary>
    public static bool IsIn(string directory) => File.Exists(InputFile.PathIn(directory));

    private static T Replay<T>(string directory, Symbol symbol, StrategyDecided? decided, Func<StrategyReplay, T> run)
    {
        var journal = JournalEvents.Read(DataDirectory.JournalFileOf(directory));
        if (journal.Of(PersistenceIds.Strategy(symbol)).Count == 0)
        {
            throw new NodeFailure(ExitCode.BadInput, $"--symbol '{symbol}' has no strategy in this journal; there is "
                + string.Join(", ", journal.Actors.Select(Actors.Journal.StateFold.SymbolOf).OfType<Symbol>()));
        }

        using var replay = new StrategyReplay(InputFile.OpenReader(InputFile.PathIn(directory)), journal, symbol, decided);
        try
        {
            return run(replay);
        }
        catch (Exception e) when (e is InputDamageException or FormatException)
        {
            throw new NodeFailure(ExitCode.BadInput, $"{InputFile.PathIn(directory)}: {e.Message}", e);
        }
    }
}
