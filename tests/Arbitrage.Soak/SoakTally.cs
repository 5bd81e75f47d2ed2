using System.Collections.Concurrent;
using Arbitrage.Actors.Running;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Soak;

/// <summary>What happened, and the trades that were booked since the last checkpoint. Written by one trader, and by alerts from any thread.</summary>
internal sealed class SoakTally : IAlertSink
{
    public int Intended { get; set; }

    public int Doubts { get; set; }

    public SortedDictionary<RefusalReason, int> Refused { get; } = [];

    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, int> Alerts { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<(Venue Venue, AccountFact.Trade Trade)> Trades { get; } = new();

    public void Count(OrderOutcome outcome)
    {
        var name = outcome is OrderOutcome.Ended { Filled.Value: > 0m } ? "filled" : outcome.GetType().Name;
        Outcomes[name] = Outcomes.GetValueOrDefault(name) + 1;
    }

    public void Raise(string source, string code, string text)
    {
        if (Alerts.AddOrUpdate($"{source} {code}", 1, static (_, n) => n + 1) == 1)
            Console.WriteLine($"  first alert {code} of {source}: {text}");
    }
}
