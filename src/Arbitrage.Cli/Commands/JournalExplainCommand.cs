using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Arbitrage.Cli.Journal;
using Arbitrage.Node.CommandLine;
using Symbol = Arbitrage.Domain.Markets.Symbol;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb journal explain`: why a pair was taken and what became of it, or why others were not.</summary>
internal static class JournalExplainCommand
{
    public static Command Build(Surroundings surroundings)
    {
        var source = new JournalSource();
        var what = new Argument<string?>("TRADE|PAIR|ORDER_ID")
        {
            Description = "An order or trade by its id, ours or the venue's, or a pair as BTC_USDT/57",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var symbol = new Option<Symbol?>("--symbol")
        {
            Description = "Instead: the opportunities of this symbol that were not taken, from the recorded inputs",
            HelpName = "SYMBOL",
            CustomParser = ParseSymbol,
        };
        var at = RecordingCommand.Time("--at", "With --symbol: what every gate said at this time");
        var command = new Command("explain", "From book to intent to claim to fill to money of any trade, and why others were not taken") { what, symbol, at };
        source.AddTo(command);
        command.Validators.Add(result =>
        {
            var isTrade = result.GetValue(what) is not null;
            var isSymbol = result.GetResult(symbol) is not null;
            if (isTrade == isSymbol)
                result.AddError(isTrade ? "--symbol: not together with a trade" : "--symbol or a trade, pair or order id is needed: arb journal explain BTC_USDT/57");
            if (result.GetResult(at) is not null && !isSymbol)
                result.AddError("--at: only with --symbol");
        });
        command.SetAction(parsed =>
        {
            var directory = source.Directory(parsed);
            var json = parsed.GetValue(source.Json);
            if (parsed.GetValue(what) is { } trade)
                return Trade(directory, trade, json, surroundings.Output);
            var of = parsed.GetValue(symbol)!.Value;
            if (parsed.GetValue(at) is { } moment)
                GatesView.Write(surroundings.Output, of, RecordedReasons.At(directory, of, moment), json);
            else
                GatesView.Write(surroundings.Output, of, RecordedReasons.Episodes(directory, of), json);
            return ExitCode.Done;
        });
        return command;
    }

    private static int Trade(string directory, string what, bool json, TextWriter output)
    {
        var story = JournalSource.Read(directory, journal =>
        {
            var (strategy, pair) = TradeFinder.Find(journal, what);
            return TradeStoryTeller.Tell(journal, strategy, pair)
                ?? throw new NodeFailure(ExitCode.BadInput, FormattableString.Invariant($"{strategy}/{pair} is no pair"));
        });
        var gates = RecordedReasons.IsIn(directory)
            ? RecordedReasons.AtDecision(directory, story.Intended.Orders[0].Symbol, story.Intended)
            : null;
        var view = new TradeStoryView(story, gates);
        if (json)
            output.WriteLine(view.ToJson());
        else
            view.Write(output);
        return ExitCode.Done;
    }

    private static Symbol? ParseSymbol(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        try
        {
            return new Symbol(text.ToUpper(CultureInfo.InvariantCulture).Replace('/', '_'));
        }
        catch (FormatException)
        {
            result.AddError($"--symbol '{text}' has to be a symbol, for example --symbol BTC_USDT");
            return null;
        }
    }
}
