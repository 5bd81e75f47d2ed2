using System.CommandLine;
using System.CommandLine.Parsing;
using Arbitrage.Actors.Journal;
using Arbitrage.Cli.Journal;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb journal verify`: whether the journal is what was written, and where it is not.</summary>
internal static class JournalVerifyCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var source = new JournalSource();
        var head = new Option<string?>("--head")
        {
            Description = "A head that was noted before: shows also that no end was cut off and no chain made anew",
            HelpName = "HASH",
            CustomParser = ParseHead,
        };
        var command = new Command("verify", "Check numbers, chain and saved states, and say where they break; prints the head to note elsewhere") { head };
        source.AddTo(command);
        command.SetAction(parsed => JournalSource.Read(source.Directory(parsed), journal =>
        {
            var began = surroundings.Time.GetTimestamp();
            var found = JournalVerifier.Verify(journal, parsed.GetValue(head));
            var view = new VerificationView(journal.Path, found, parsed.GetValue(head), surroundings.Time.GetElapsedTime(began));
            if (parsed.GetValue(source.Json))
                surroundings.Output.WriteLine(view.ToJson());
            else
                view.Write(surroundings.Output);
            return found.IsWhole ? ExitCode.Done : ExitCode.PromiseBroken;
        }));
        return command;
    }

    private static string? ParseHead(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value.ToLowerInvariant() : "";
        if (text.Length == 64 && text.All(char.IsAsciiHexDigitLower))
            return text;
        result.AddError($"--head '{text}' has to be the 64 hex digits that `arb journal verify` prints as head");
        return null;
    }
}
