using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Sockets;

/// <summary>Which subscriptions of a connection are still without an answer.</summary>
internal sealed class SubscriptionWait(TimeSpan longest, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private TaskCompletionSource _all = New();

    /// <summary>Before the first of them is sent.</summary>
    public void Expect(IEnumerable<string> channels)
    {
        lock (_gate)
        {
            _open.Clear();
            _open.UnionWith(channels);
            _all = New();
        }
    }

    /// <summary>True when this was the last one.</summary>
    public bool Confirm(string channel)
    {
        lock (_gate)
        {
            if (!_open.Remove(channel) || _open.Count > 0)
                return false;
            _all.TrySetResult();
            return true;
        }
    }

    /// <summary>The connection is gone.</summary>
    public void Abandon()
    {
        lock (_gate)
            _open.Clear();
    }

    /// <exception cref="VenueException">Not all were confirmed in time; a stream that is half deaf is dropped.</exception>
    public async Task AllAsync(CancellationToken cancel)
    {
        Task all;
        lock (_gate)
            all = _all.Task;
        try
        {
            await all.WaitAsync(longest, time, cancel);
        }
        catch (TimeoutException)
        {
            string missing;
            lock (_gate)
                missing = string.Join(", ", _open.Order(StringComparer.Ordinal));
            throw new VenueException($"not confirmed within {longest.TotalMilliseconds} ms: {missing}");
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
