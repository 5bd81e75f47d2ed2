using System.Security.Cryptography;
using System.Text;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Mexc;

/// <summary>MEXC's signature over exactly the query that is sent. Source: MEXC spot v3 docs, "SIGNED".</summary>
internal sealed class MexcSigner(ApiKey key)
{
    /// <summary>`X-MEXC-APIKEY` header.</summary>
    public string Key => key.Key.Reveal();

    /// <summary>Lower-case hex of HMAC-SHA256.</summary>
    /// <param name="query">Percent-encoded, in the order sent, without the signature.</param>
    public string Sign(string query) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Secret.RevealBytes(), Encoding.UTF8.GetBytes(query)));
}
