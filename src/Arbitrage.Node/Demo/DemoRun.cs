using System.Collections.Immutable;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Hosting;
using Arbitrage.Node.Inputs;
using Arbitrage.Node.Logging;
using Arbitrage.Node.Observing;
using Arbitrage.Node.Paper;
using Arbitrage.Node.Presentation;
using Arbitrage.Node.Reporting;
using Arbitrage.Simulation.Reporting;
using Arbitrage.Simulation.Reporting.Html;
using Serilog.Extensions.Logging;
using Spectre.Console;

namespace Arbitrage.Node.Demo;

/// <summary>
/// The main job in one process: venues on loopback or, in paper, the venues' own data with a venue model for the orders; one node, trading until time is up or a signal comes, then stop, check of every
/// promise against the venues' own records, and the report.
/// </summary>
internal sealed class DemoRun(
    DemoArguments arguments, TextWriter output, TextWriter error, Func<string, string?> environment, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan QuietWithin = TimeSpan.FromSeconds(90);

    private readonly List<string> _notes = [];

    /// <summary>Runs to the end and answers the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        var configuration = ReadConfiguration();
        CheckReportFile();
        var data = RunDirectory.Open(arguments.DataDirectory ?? configuration.Node.DataDirectory);
        var isTerminal = !arguments.Json && !Console.IsOutputRedirected && ReferenceEquals(output, Console.Out);
        var backlog = new LogBacklog();
        await using var serilog = NodeLog.Create(
            configuration.Node.Logging, configuration.Node.Environment, data.Path, isTerminal ? null : error, backlog);
        using var loggers = new SerilogLoggerFactory(serilog);
        var log = loggers.CreateLogger("node");
        LogConfiguration(log, configuration, data);
        _notes.Add("environment " + configuration.Node.Environment);

        await using var venues = await VenuesAsync(configuration, data.Path, loggers, interrupted);
        configuration = venues.Point(configuration);
        using var control = new VenueControl(venues.Addresses.Gate);
        var observer = new RunObserver(loggers.CreateLogger("trading"), time);
        await using var recorder = new RunRecorder(Facts(configuration, venues.Market), observer.Stages, time, log);
        observer.Recorder = recorder;
        RunReport report;
        using var inputs = RunRecording.Start(Mode, configuration, data.Path, time);
        await using (var node = await TradingNode.StartAsync(configuration, data.Path, observer, inputs.Recorder, time, loggers, interrupted))
        {
            RunFolder.Begin(data.Path);
            recorder.Begin(data.Path);
            var begin = time.GetTimestamp();
            await using var monitor = new RunMonitor(
                configuration.Node, [.. configuration.Symbols.Select(s => s.Symbol)], observer, log, time, backlog, RunMonitor.ReadMemory).Start();
            await TradeAsync(configuration, observer, control, venues.Market, begin, isTerminal, interrupted);
            var duration = time.GetElapsedTime(begin);
            await StopAsync(node, configuration, observer, log);
            var differences = await CompareAsync(observer, control, log);
            await node.StopAsync();
            using var audit = new JournalAudit(configuration.Symbols.ToDictionary(x => x.Symbol, x => x.Strategy));
            foreach (var row in JournalReader.ReadAll(DataDirectory.JournalFileOf(data.Path)))
                audit.Take(row.PersistenceId, row.Sequence, row.Happened);
            var violations = OrderAudit.Violations(await control.OrdersAsync(CancellationToken.None), audit.Orders).Concat(audit.Violations)
                .Concat(Unended(configuration, observer)).ToList();
            report = ReportBuilder.Build(
                observer, Mode, [.. configuration.Symbols.Select(s => s.Symbol)], arguments.Seed, venues.Market, duration, configuration.Risk,
                new(differences, violations, audit.TraceHash), [.. _notes, .. venues.Notes, .. inputs.Finish(audit.TraceHash), $"data in {data.Path}"]);
        }

        await recorder.DisposeAsync();
        RunFolder.End(data.Path, report);
        if (arguments.ReportFile is { } file)
            ReportFile.Write(file, RunFolder.Read(data.Path));
        Print(report, isTerminal);
        var kept = report.LedgerMatchesVenue && report.InvariantViolations == 0;
        if (kept)
            data.RemoveIfTemporary();
        return kept ? ExitCode.Done : ExitCode.PromiseBroken;
    }

    private bool IsPaper => arguments.Mode == RunMode.Paper;

    private string Mode => IsPaper ? "paper" : "demo";

    private NodeConfiguration ReadConfiguration()
    {
        var files = ConfigurationSource.FromFiles(arguments.ConfigurationFiles);
        return IsPaper
            ? ConfigurationReader.ReadPublic([ConfigurationSource.Paper, .. files], environment)
            : ConfigurationReader.Read([ConfigurationSource.Demo, .. files], environment);
    }

    private async Task<IRunVenues> VenuesAsync(NodeConfiguration configuration, string dataDirectory, ILoggerFactory loggers, CancellationToken cancel)
    {
        if (IsPaper)
            return await PaperVenues.StartAsync(configuration, dataDirectory, arguments.Usdt, arguments.Fills, time, loggers, cancel);
        PaperMark.Refuse(dataDirectory);
        return await DemoVenues.StartOrAttachAsync(arguments, configuration, cancel);
    }

    // Before a long run, not after it.
    private void CheckReportFile()
    {
        try
        {
            if (arguments.ReportFile is { } file)
                ReportFile.Check(file);
        }
        catch (IOException e)
        {
            throw new NodeFailure(ExitCode.MissingResource, e.Message, e);
        }
    }

    private RunFacts Facts(NodeConfiguration configuration, string market) => new()
    {
        Mode = Mode,
        Seed = arguments.Seed,
        Market = market,
        Generated = !IsPaper,
        Started = time.GetUtcNow(),
        Symbols = [.. configuration.Symbols.Select(s => SymbolFacts.Of(s.Strategy))],
        Configuration = [.. configuration.Keys.Select(k => new ConfiguredKey(k.Key, k.Value, k.Origin))],
    };

    private static void LogConfiguration(ILogger log, NodeConfiguration configuration, RunDirectory data)
    {
        log.LogInformation("Data directory {Directory}", data.Path);
        foreach (var key in configuration.Keys)
            log.LogInformation("{Key} = {Value} ({Origin})", key.Key, key.Value, key.Origin);
        foreach (var warning in configuration.Warnings)
            log.LogWarning("{Warning}", warning);
    }

    private async Task TradeAsync(
        NodeConfiguration configuration, RunObserver observer, VenueControl control, string market, long begin, bool isTerminal,
        CancellationToken interrupted)
    {
        var symbols = configuration.Symbols.Select(s => s.Symbol).ToImmutableArray();
        var console = ConsoleOn(arguments.Json ? error : output, isTerminal);
        var view = new ConsoleView(
            console, isTerminal, () => Board.Of(observer, symbols, market, time.GetElapsedTime(begin), arguments.Duration), time);
        observer.OnLine = view.Line;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        over.CancelAfter(arguments.Duration);
        var showing = view.RunAsync(over.Token);
        if (!IsPaper)
            await DeleverageOnceAsync(configuration, observer, control, begin, over.Token);
        await showing;
        if (interrupted.IsCancellationRequested)
            _notes.Add("ended early by a signal");
    }

    // About a third into the run, as soon as a symbol stands: the venue takes a part of its short, and the delta has to come back.
    private async Task DeleverageOnceAsync(
        NodeConfiguration configuration, RunObserver observer, VenueControl control, long begin, CancellationToken over)
    {
        try
        {
            await Task.Delay(arguments.Duration / 3, time, over);
            while (true)
            {
                foreach (var symbol in configuration.Symbols.Select(s => s.Symbol))
                {
                    if (observer.Strategy(symbol) is not { Phase: StrategyPhase.MonitoringSpreads, Contract.IsZero: false } state
                        || state.BaseAt(Venue.GateFutures).Value >= 0m)
                        continue;
                    var contracts = (long)(state.BaseAt(Venue.GateFutures).Abs.Value / state.Contract.Value);
                    var taken = Math.Min(contracts, Math.Max(3, contracts / 20));
                    await control.DeleverageAsync(symbol, taken, over);
                    _notes.Add($"one ADL of {taken} contracts of {symbol} injected after {time.GetElapsedTime(begin).TotalSeconds:0.0} s");
                    return;
                }

                await Task.Delay(Look, time, over);
            }
        }
        catch (OperationCanceledException)
        {
            _notes.Add("no ADL injected: the run ended before a third of its time was over and a symbol stood");
        }
    }

    // Bounded: a strategy that does not end in its own time limit is a broken promise of the report, not a hang.
    private async Task StopAsync(TradingNode node, NodeConfiguration configuration, RunObserver observer, ILogger log)
    {
        foreach (var symbol in configuration.Symbols)
            node.Stop(symbol.Symbol, symbol.Strategy.OnProcessStop, "process stop");
        var limit = configuration.Symbols.Max(s => s.Strategy.Timeouts.Shutdown) + StopMargin;
        var since = time.GetTimestamp();
        while (Unended(configuration, observer).Any() && time.GetElapsedTime(since) < limit)
            await Task.Delay(Look, time);
        foreach (var line in Unended(configuration, observer))
            log.LogWarning("{Line}", line);
    }

    private static IEnumerable<string> Unended(NodeConfiguration configuration, RunObserver observer) =>
        from symbol in configuration.Symbols
        let state = observer.Strategy(symbol.Symbol)
        where state is not { Ended: true }
        select $"I15: {symbol.Symbol} did not end; it is in {state?.Phase.Display() ?? "no state"}";

    private async Task<IReadOnlyList<string>> CompareAsync(RunObserver observer, VenueControl control, ILogger log)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var unquiet = Quiescence.Unquiet(observer);
            if (unquiet.Count == 0)
            {
                var truth = await control.AccountsAsync(CancellationToken.None);
                var differences = truth.SelectMany(t => LedgerCheck.Differences(t.Key, observer.Ledger(t.Key), t.Value)).ToList();
                if (differences.Count == 0)
                    return [];
                unquiet = differences;
            }

            if (time.GetElapsedTime(since) > QuietWithin)
            {
                foreach (var line in unquiet)
                    log.LogWarning("Not equal to the venue: {Line}", line);
                return unquiet;
            }

            await Task.Delay(Look, time);
        }
    }

    private void Print(RunReport report, bool isTerminal)
    {
        if (arguments.Json)
        {
            output.WriteLine(RunReportJson.Write(report));
            return;
        }

        ReportView.Write(ConsoleOn(output, isTerminal), report);
    }

    // Lines of a pipe are not broken at the width of a terminal that is not there.
    private static IAnsiConsole ConsoleOn(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!isTerminal)
            console.Profile.Width = 240;
        return console;
    }
}
