using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I13: in no stretch of time as long as a limit's window do the calls of all nodes and incarnations to one account take more than the limit. Counted when a
/// call leaves.
/// </summary>
internal sealed class RequestsWithinBudget() : Checker("I13")
{
    private readonly Dictionary<Venue, (RequestRules Rules, Dictionary<(int Pool, Symbol? Market), Window> Windows)> _accounts = [];

    /// <inheritdoc/>
    public override void Heard(in Called called)
    {
        if (!Cluster.Settings.Connections.TryGetValue(called.Venue, out var settings))
            return;
        if (!_accounts.TryGetValue(called.Venue, out var account))
            _accounts.Add(called.Venue, account = (RequestRules.Of(settings), []));
        if (!account.Rules.IsLimited)
            return;
        var market = called.Call is ConnectionEffect.SendCreate create ? create.Intent.Symbol : (Symbol?)null;
        foreach (var planned in account.Rules.Plan(called.Call, static _ => 1))
        {
            foreach (var charge in account.Rules.Charges(planned.Kind))
                Count(called, account.Rules.Pools[charge.Pool], account.Windows, (charge.Pool, market), charge.Units * planned.Count);
        }
    }

    private void Count(
        in Called called, RequestPool pool, Dictionary<(int Pool, Symbol? Market), Window> windows, (int Pool, Symbol? Market) key, int units)
    {
        if (!pool.IsLimited)
            return;
        if (!pool.IsPerSymbol)
            key.Market = null;
        if (!windows.TryGetValue(key, out var window))
            windows.Add(key, window = new());
        window.Add(Cluster.Now, units, pool.Window);
        if (window.Sum > pool.Units)
        {
            Broken($"{called.Venue}: {window.Sum} of {pool.Name} within {pool.Window.TotalSeconds} s, allowed are {pool.Units}; "
                + $"last {called.Call} of {called.By}.");
        }
    }

    private sealed class Window
    {
        private readonly Queue<(DateTimeOffset At, int Units)> _spent = new();

        public int Sum { get; private set; }

        public void Add(DateTimeOffset now, int units, TimeSpan length)
        {
            while (_spent.TryPeek(out var oldest) && now - oldest.At >= length)
                Sum -= _spent.Dequeue().Units;
            _spent.Enqueue((now, units));
            Sum += units;
        }
    }
}
