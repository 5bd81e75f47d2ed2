using System.Security.Cryptography;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>Keys of private sockets: live an hour from their last extension, then the stream goes quiet.</summary>
internal sealed class ListenKeys(TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _keys = new(StringComparer.Ordinal);

    public string Create()
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
            _keys[key] = clock.GetUtcNow() + Life;
        return key;
    }

    public bool Extend(string key)
    {
        lock (_gate)
        {
            if (!IsAlive(key))
                return false;
            _keys[key] = clock.GetUtcNow() + Life;
            return true;
        }
    }

    public bool Remove(string key)
    {
        lock (_gate)
            return _keys.Remove(key);
    }

    public bool IsAlive(string key)
    {
        lock (_gate)
            return _keys.TryGetValue(key, out var dies) && clock.GetUtcNow() <= dies;
    }

    public IReadOnlyList<string> Alive()
    {
        lock (_gate)
            return [.. _keys.Keys.Where(IsAlive)];
    }
}
