namespace Arbitrage.VenueServer.Serving;

/// <summary>How many connections each address has open.</summary>
internal sealed class ConnectionCount
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>One more; false when there are as many as there may be.</summary>
    public bool TryEnter(string address, int most)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(address);
            if (open >= most)
                return false;
            _open[address] = open + 1;
            return true;
        }
    }

    public void Leave(string address)
    {
        lock (_gate)
        {
            if (--_open[address] == 0)
                _open.Remove(address);
        }
    }
}
