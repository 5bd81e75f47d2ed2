using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Arbitrage.Cli.Presentation;
using Arbitrage.Domain.Markets;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Hosting;
using Arbitrage.Simulation.Recordings;
using Arbitrage.Simulation.Recordings.Live;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging;
using Symbol = Arbitrage.Domain.Markets.Symbol;

namespace Arbitrage.Cli.Commands;

/// <summary>`arb record`: the venues' public streams into a recording, which `replay`, `statistics` and `recording` read. Needs no key and reads none.</summary>
internal static class RecordCommand
{
    /// <summary>Examples of `arb --help`.</summary>
    public const string Examples = """
        arb record --symbol BTC_USDT --books --trades --output btc.arbrec
              best quotes, full depth and trades of the three venues, until Ctrl-C; the file may be read meanwhile
          arb record --config cluster-config/base.yaml --venue gate_spot --venue mexc_spot --duration 3600 --output spots.arbrec
              the symbols of a configuration at two venues for an hour
        """;

    private const int MaxSeconds = 366 * 24 * 3600;

    public static Command Build(Surroundings surroundings)
    {
        var config = new Option<string[]>("--config")
        {
            Description = "Configuration files of a node, for symbols, their names and the venues' addresses; the later over the earlier",
            HelpName = "FILE",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        var symbols = new Option<string[]>("--symbol")
        {
            Description = "What to record, repeatable (all of the configuration); one that is not configured has its usual names at the venues",
            HelpName = "BASE_USDT",
            Validators = { CheckSymbols },
        };
        var venues = new Option<string[]>("--venue")
        {
            Description = $"Where, repeatable: {string.Join(", ", Domain.Markets.Venues.All.Select(v => v.Key()))} (all)",
            HelpName = "VENUE",
            Validators = { CheckVenues },
        };
        var books = new Option<bool>("--books") { Description = "Full depth beside best quotes" };
        var trades = new Option<bool>("--trades") { Description = "Public trades beside best quotes" };
        var duration = new Option<int?>("--duration")
        {
            Description = "How long, in seconds (until Ctrl-C)",
            HelpName = "SECONDS",
            CustomParser = ParseDuration,
        };
        var (output, force, json) = (RecordingCommand.Output(), RecordingCommand.Force(), RecordingCommand.Json());
        var command = new Command("record", "Record the public streams of the configured venues; no keys")
        {
            config, symbols, venues, books, trades, duration, output, force, json,
        };
        command.SetAction(parsed =>
        {
            var wanted = Read(parsed.GetValue(config) ?? [], parsed.GetValue(symbols) ?? [], surroundings);
            var where = parsed.GetValue(venues) is { Length: > 0 } named
                ? Domain.Markets.Venues.All.Where(v => named.Contains(v.Key(), StringComparer.Ordinal))
                : Domain.Markets.Venues.All;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(surroundings.Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            var path = parsed.GetValue(output)!;
            var view = new RecordView(surroundings, path);
            var options = new LiveRecordingOptions { Books = parsed.GetValue(books), Trades = parsed.GetValue(trades) };
            var made = RecordAsync(
                wanted, [.. where], path, parsed.GetValue(force), options, view, surroundings.Time, parsed.GetValue(duration), stop).GetAwaiter().GetResult();
            made.Write(surroundings, parsed.GetValue(json));
            return made.LostRecords > 0 ? ExitCode.PromiseBroken : ExitCode.Done;

            // The first signal ends the recording with a whole file; a second one ends the process.
            void OnSignal(PosixSignalContext signal)
            {
                signal.Cancel = !stop.IsCancellationRequested;
                stop.Cancel();
            }
        });
        return command;
    }

    private static async Task<LiveRecordingMade> RecordAsync(
        NodeConfiguration configuration, ImmutableArray<Venue> venues, string path, bool force, LiveRecordingOptions options, RecordView view,
        TimeProvider time, int? seconds, CancellationTokenSource stop)
    {
        Free(path, force);
        var legs = ImmutableArray.CreateBuilder<LiveLegs>();
        foreach (var venue in venues)
            legs.Add(await RulesAsync(configuration, venue, time, stop.Token));
        var recorder = new LiveRecorder(path, legs.ToImmutable(), options, time, view);
        var begun = time.GetTimestamp();
        if (seconds is { } most)
            stop.CancelAfter(TimeSpan.FromSeconds(most));
        await view.ShowAsync(recorder, recorder.RunAsync(stop.Token), time);
        return LiveRecordingMade.Of(path, recorder, time.GetElapsedTime(begun));
    }

    private static async Task<LiveLegs> RulesAsync(NodeConfiguration configuration, Venue venue, TimeProvider time, CancellationToken stop)
    {
        var access = configuration.VenueOptions(venue) with { Key = null };
        var names = configuration.SymbolNames(venue);
        try
        {
            return new(venue, access, names, await VenueAccess.CreateInstrumentSource(venue, access, time).ReadInstrumentsAsync(names, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new NodeFailure(ExitCode.PromiseBroken, "ended before every venue had told its rules; nothing is recorded");
        }
        catch (Exception e) when (e is VenueException or HttpRequestException)
        {
            throw new NodeFailure(
                ExitCode.MissingResource,
                $"{venue.Key()} at {access.Rest} does not tell its rules: {e.Message.TrimEnd('.')}; check address and network, or leave it out with --venue", e);
        }
    }

    private static void Free(string path, bool force)
    {
        if (Directory.Exists(path))
            throw new RecordingException($"{path}: it is a directory; name a file.");
        if (File.Exists(path) && !force)
            throw new RecordingException($"{path}: it exists already; name another file, or overwrite it with --force.");
        File.Delete(path);
    }

    private static NodeConfiguration Read(string[] files, string[] symbols, Surroundings surroundings)
    {
        if (files.Length == 0 && symbols.Length == 0)
            throw new NodeFailure(ExitCode.BadInput, "record: nothing says what to record; name a symbol with --symbol, or files with --config");
        ImmutableArray<ConfigurationSource> sources = [.. ConfigurationSource.FromFiles(files)];
        Symbol[] wanted = [.. symbols.Select(s => new Symbol(SymbolText.Normal(s))).Distinct()];
        var configured = Named(sources);
        sources = [.. wanted.Where(s => !configured.Contains(s)).Select(Naming), .. sources];
        var read = ConfigurationReader.ReadPublic(sources, Environment.GetEnvironmentVariable);
        foreach (var warning in read.Warnings)
            surroundings.Error.WriteLine("warning: " + warning);
        return wanted.Length == 0 ? read : read with { Symbols = [.. read.Symbols.Where(s => wanted.Contains(s.Symbol))] };
    }

    private static HashSet<Symbol> Named(ImmutableArray<ConfigurationSource> sources) =>
        [.. ConfigurationReader.ReadPublic(sources, Environment.GetEnvironmentVariable).Symbols.Select(s => s.Symbol)];

    private static ConfigurationSource Naming(Symbol symbol) => new("--symbol", $"""
        strategies:
          - symbol: {symbol}
            gate_spot: {symbol}
            gate_futures: {symbol}
            mexc_spot: {symbol.Base}{symbol.Quote}
        """);

    private static void CheckSymbols(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (SymbolText.Problem(token.Value) is { } wrong)
                result.AddError($"--symbol {wrong}; write BASE_USDT in upper case, for example NEIROETH_USDT");
        }
    }

    private static void CheckVenues(OptionResult result)
    {
        var known = Domain.Markets.Venues.All.Select(v => v.Key()).ToArray();
        foreach (var token in result.Tokens)
        {
            if (!known.Contains(token.Value, StringComparer.Ordinal))
            {
                var nearest = NearestName.Of(token.Value, known);
                result.AddError($"--venue '{token.Value}' has to be one of {string.Join(", ", known)}{(nearest is null ? "" : $"; did you mean {nearest}?")}");
            }
        }
    }

    private static int? ParseDuration(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MaxSeconds)
            return seconds;
        result.AddError($"--duration '{text}' has to be a whole number of seconds from 1 to {MaxSeconds}");
        return null;
    }
}
