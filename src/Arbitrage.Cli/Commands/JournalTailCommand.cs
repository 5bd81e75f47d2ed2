using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Arbitrage.Actors.Journal;
using Arbitrage.Cli.Journal;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb journal tail`: the newest events of all actors in the order in which they were written, and on request those that come.</summary>
internal static class JournalTailCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    public static Command Build(Surroundings surroundings)
    {
        var source = new JournalSource();
        var follow = new Option<bool>("--follow") { Description = "Go on with the events that come, until interrupted" };
        var id = new Option<string?>("--id") { Description = "Only of this actor", HelpName = "PERSISTENCE_ID" };
        var lines = new Option<int>("--lines") { Description = "How many (20)", HelpName = "N", CustomParser = ParseLines, DefaultValueFactory = _ => 20 };
        var command = new Command("tail", "The newest events of all actors") { follow, id, lines };
        source.AddTo(command);
        command.SetAction(parsed =>
        {
            var directory = source.Directory(parsed);
            var print = Printer(surroundings.Output, parsed.GetValue(source.Json));
            var only = parsed.GetValue(id);
            var last = JournalSource.Read(directory, journal => Newest(journal, parsed.GetValue(lines), only, print));
            if (parsed.GetValue(follow))
                Follow(directory, last, only, print, surroundings.Stop);
            return ExitCode.Done;
        });
        return command;
    }

    private static long Newest(JournalFile journal, int lines, string? only, Action<StoredEvent> print)
    {
        if (only is not null)
            JournalSource.Require(journal, only);
        var last = 0L;
        foreach (var stored in journal.Newest(lines, only))
        {
            print(stored);
            last = stored.Ordering;
        }

        return last > 0 || lines > 0 ? last : journal.Newest(1, null).Select(e => e.Ordering).FirstOrDefault();
    }

    private static void Follow(string directory, long last, string? only, Action<StoredEvent> print, CancellationToken asked)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(asked);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        while (!stop.Token.WaitHandle.WaitOne(LookEvery))
        {
            last = JournalSource.Read(directory, journal =>
            {
                foreach (var stored in journal.ByOrder(last))
                {
                    last = stored.Ordering;
                    if (only is null || only == stored.PersistenceId)
                        print(stored);
                }

                return last;
            });
        }

        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static Action<StoredEvent> Printer(TextWriter output, bool json)
    {
        if (json)
            return stored => output.WriteLine(EventView.ToJson(stored).ToJsonString(EventView.Json));
        var width = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected ? Console.WindowWidth : 0;
        return stored => output.WriteLine(EventView.Line(stored, width));
    }

    private static int ParseLines(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1_000_000)
            return value;
        result.AddError($"--lines '{text}' has to be a whole number from 0 to 1000000, for example --lines 50");
        return 0;
    }
}
