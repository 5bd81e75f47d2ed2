using System.CommandLine;
using System.CommandLine.Parsing;

namespace Arbitrage.Cli.Commands;

/// <summary>The options with which `arb replay` verifies a run instead of replaying a market.</summary>
internal sealed class InputsOptions
{
    private readonly Option<string?> _inputs = new("--inputs")
    {
        Description = "Verify a run: its input recording, or the data directory it is in",
        HelpName = "FILE|DIR",
    };

    private readonly Option<string?> _journal = new("--journal")
    {
        Description = "Journal to compare with (the one beside the recording)",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_inputs);
        command.Options.Add(_journal);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_journal) is not null && result.GetValue(_inputs) is null)
                result.AddError("--journal: only with --inputs");
        });
    }

    /// <summary>`--inputs` was given.</summary>
    public bool AreIn(CommandResult result) => result.GetValue(_inputs) is not null;

    /// <summary>What to verify; null without `--inputs`.</summary>
    public (string Inputs, string? Journal)? Read(ParseResult parsed) =>
        parsed.GetValue(_inputs) is { } inputs ? (inputs, parsed.GetValue(_journal)) : null;
}
