using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.Venues.Ports;

/// <summary>A key or secret. Cannot be printed: every text form is `***`; only <see cref="Reveal"/> gives it, for signing.</summary>
public sealed class Secret(string value)
{
    /// <summary>True when nothing was configured.</summary>
    public bool IsEmpty => value.Length == 0;

    /// <summary>The value; only for headers and signatures.</summary>
    public string Reveal() => value;

    /// <summary>UTF-8 bytes of the value, for HMAC.</summary>
    public byte[] RevealBytes() => Encoding.UTF8.GetBytes(value);

    /// <summary>Constant-time comparison.</summary>
    public bool Matches(string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other));

    /// <inheritdoc/>
    public override string ToString() => "***";
}

/// <summary>Key pair of one account.</summary>
public sealed record ApiKey(Secret Key, Secret Secret);
