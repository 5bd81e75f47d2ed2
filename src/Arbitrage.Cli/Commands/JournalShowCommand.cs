using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using Arbitrage.Actors.Journal;
using Arbitrage.Cli.Journal;
using Arbitrage.Node.CommandLine;
using Arbitrage.Protocol.Envelopes;
using Arbitrage.Protocol.Tables;
using Arbitrage.Protocol.Wire;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb journal show`: the events of one actor in full, or the state that they make.</summary>
internal static class JournalShowCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var source = new JournalSource();
        var id = new Option<string>("--id") { Description = "Whose", HelpName = "PERSISTENCE_ID", Required = true };
        var from = Number("--from", "First event (1)");
        var to = Number("--to", "Last event (the newest)");
        var state = new Option<bool>("--state") { Description = "The state that the events make, instead of the events" };
        var at = Number("--at", "With --state: after this event (the newest)");
        var command = new Command("show", "The events of one actor in full, or its state") { id, from, to, state, at };
        source.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(at) is not null && !result.GetValue(state))
                result.AddError("--at: only with --state");
            if (result.GetValue(state) && (result.GetValue(from) ?? result.GetValue(to)) is not null)
                result.AddError("--state: takes --at, not --from or --to");
            if (result.GetValue(from) > result.GetValue(to))
                result.AddError($"--from {result.GetValue(from)} is after --to {result.GetValue(to)}");
        });
        command.SetAction(parsed => JournalSource.Read(source.Directory(parsed), journal =>
        {
            var whose = parsed.GetValue(id)!;
            JournalSource.Require(journal, whose);
            if (parsed.GetValue(state))
                return State(journal, whose, parsed.GetValue(at), parsed.GetValue(source.Json), surroundings.Output);
            return Events(journal, whose, parsed.GetValue(from) ?? 1, parsed.GetValue(to) ?? long.MaxValue, parsed.GetValue(source.Json), surroundings.Output);
        }));
        return command;
    }

    private static int Events(JournalFile journal, string id, long from, long to, bool json, TextWriter output)
    {
        var shown = 0;
        foreach (var stored in journal.Of(id, from, to))
        {
            shown++;
            if (json)
            {
                output.WriteLine(EventView.ToJson(stored).ToJsonString(EventView.Json));
                continue;
            }

            output.WriteLine(FormattableString.Invariant($"{id} {stored.Sequence}  {EventJson.Time(stored.At)}  {stored.Manifest}"));
            output.WriteLine(EventJson.Of(stored.Read())?.ToJsonString(EventView.Indented));
        }

        return shown > 0
            ? ExitCode.Done
            : throw new NodeFailure(ExitCode.BadInput, FormattableString.Invariant($"{id} has no event from {from} on: its last is {journal.Actors()[id]}"));
    }

    private static int State(JournalFile journal, string id, long? at, bool json, TextWriter output)
    {
        var fold = StateFold.Of(id) ?? throw new NodeFailure(ExitCode.BadInput, $"{id} is none of the four machines: it has no state to show");
        var last = 0L;
        foreach (var stored in journal.Of(id, to: at ?? long.MaxValue))
        {
            if (stored.Sequence != last + 1)
                throw Broken(id, last + 1, "is missing");
            Take(fold, stored);
            last = stored.Sequence;
        }

        if (at > last)
            throw new NodeFailure(ExitCode.BadInput, FormattableString.Invariant($"--at {at}: the last event of {id} is {last}"));
        var hash = Convert.ToHexStringLower(StateSnapshot.Of(TradingWire.Schema, id, last, fold.State).Hash.AsSpan());
        if (json)
        {
            output.WriteLine(new JsonObject { ["persistenceId"] = id, ["sequence"] = last, ["hash"] = hash, ["state"] = EventJson.Of(fold.State) }
                .ToJsonString(EventView.Json));
            return ExitCode.Done;
        }

        output.WriteLine(FormattableString.Invariant($"{id} after event {last}, state hash {hash}"));
        output.WriteLine(EventJson.Of(fold.State)?.ToJsonString(EventView.Indented));
        return ExitCode.Done;
    }

    private static void Take(StateFold fold, StoredEvent stored)
    {
        var happened = stored.Read();
        try
        {
            fold.Take(happened, stored.Sequence);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or WireException)) // whatever a machine throws, the event cannot follow
        {
            throw Broken(stored.PersistenceId, stored.Sequence, $"cannot follow the state before it: {e.Message}");
        }
    }

    private static NodeFailure Broken(string id, long sequence, string what) =>
        new(ExitCode.PromiseBroken, FormattableString.Invariant($"{id} event {sequence} {what}; `arb journal verify` says what else is wrong"));

    private static Option<long?> Number(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => ParseNumber(name, result),
    };

    private static long? ParseNumber(string name, ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0)
            return value;
        result.AddError($"{name} '{text}' has to be the number of an event, from 1 on, for example {name} 12");
        return null;
    }
}
