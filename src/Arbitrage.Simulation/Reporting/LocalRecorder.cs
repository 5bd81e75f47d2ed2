using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Driver;

namespace Arbitrage.Simulation.Reporting;

/// <summary>Samples the strategies of a local system ten times a second of its own time; changes nothing in it.</summary>
public sealed class LocalRecorder
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly LocalSystem _system;
    private readonly SortedDictionary<Symbol, SpreadSampler> _samplers = [];
    private readonly List<SpreadSample> _samples = [];

    /// <param name="system">Before it starts.</param>
    public LocalRecorder(LocalSystem system)
    {
        _system = system;
        foreach (var symbol in system.Strategies.Keys)
            _samplers.Add(symbol, new(symbol.Text));
        system.Time.After(Every, Look);
    }

    /// <summary>Samples taken so far, in order.</summary>
    public IReadOnlyList<SpreadSample> Samples => _samples;

    /// <summary>History up to now.</summary>
    /// <param name="facts">Of the run.</param>
    /// <param name="report">Of the run.</param>
    public RunHistory History(RunFacts facts, RunReport report)
    {
        var builder = new RunHistoryBuilder(facts);
        foreach (var entry in _system.Journals.All)
            builder.Take(entry.PersistenceId, entry.Sequence, entry.Happened);
        foreach (var sample in _samples)
            builder.Take(sample);
        foreach (var alert in _system.Alerts)
            builder.Take(new AlertRecord(alert.At, alert.PersistenceId, alert.Code, alert.Text));
        return builder.Build(report, report.Promises ?? [], ["latency: time is virtual in a replay"]);
    }

    private void Look()
    {
        foreach (var (symbol, host) in _system.Strategies)
        {
            if (host is { IsRunning: true, View: { } view } && _samplers[symbol].Look(_system.Time.Now, view, host.State) is { } sample)
                _samples.Add(sample);
        }

        _system.Time.After(Every, Look);
    }
}
