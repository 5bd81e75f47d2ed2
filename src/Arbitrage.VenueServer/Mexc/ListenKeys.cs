using System.Security.Cryptography;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>Keys of private sockets: live a time (an hour) from their last extension, then the stream goes quiet.</summary>
internal sealed class ListenKeys(TimeProvider clock, TimeSpan life)
{
    private const int LargestCount = 60;
    private const int LargestUse = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>A new key; null when there are too many.</summary>
    public string? Create()
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (_gate)
        {
            foreach (var dead in _keys.Keys.Where(k => !IsAlive(k)).ToList())
                _keys.Remove(dead);
            if (_keys.Count >= LargestCount)
                return null;
            _keys[key] = clock.GetUtcNow() + life;
        }

        return key;
    }

    /// <summary>Every key dies now; answers how many.</summary>
    public int Expire()
    {
        lock (_gate)
        {
            var count = _keys.Count;
            _keys.Clear();
            return count;
        }
    }

    /// <summary>Another connection with a key; false when it is dead or has too many.</summary>
    public bool Open(string key)
    {
        lock (_gate)
        {
            if (!IsAlive(key) || _open.GetValueOrDefault(key) >= LargestUse)
                return false;
            _open[key] = _open.GetValueOrDefault(key) + 1;
            return true;
        }
    }

    public void Close(string key)
    {
        lock (_gate)
        {
            if (--_open[key] == 0)
                _open.Remove(key);
        }
    }

    public bool Extend(string key)
    {
        lock (_gate)
        {
            if (!IsAlive(key))
                return false;
            _keys[key] = clock.GetUtcNow() + life;
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
