using System.Security.Cryptography;
using System.Text;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate's APIv4 signatures. Source: Gate docs, "APIv4 signed request requirements" and "Websocket authentication".</summary>
internal sealed class GateSigner(ApiKey key)
{
    /// <summary>`KEY` header and field.</summary>
    public string Key => key.Key.Reveal();

    /// <summary>`SIGN` of a REST call.</summary>
    /// <param name="method">Upper case.</param>
    /// <param name="path">With its prefix `/api/v4`.</param>
    /// <param name="query">Not percent-encoded, without `?`, in the order sent; empty when there is none.</param>
    /// <param name="body">Exactly the bytes sent.</param>
    /// <param name="timestamp">Unix seconds, as in the `Timestamp` header.</param>
    public string Rest(string method, string path, string query, ReadOnlySpan<byte> body, string timestamp) =>
        Sign($"{method}\n{path}\n{query}\n{Convert.ToHexStringLower(SHA512.HashData(body))}\n{timestamp}");

    /// <summary>`SIGN` of a private subscription.</summary>
    public string Subscription(string channel, string action, long time) => Sign($"channel={channel}&event={action}&time={time}");

    /// <summary>`signature` of a login to the order socket, whose parameter is empty.</summary>
    /// <param name="channel">`spot.login` or `futures.login`.</param>
    /// <param name="time">Unix seconds, as in the frame.</param>
    public string Login(string channel, long time) => Sign($"api\n{channel}\n\n{time}");

    private string Sign(string text) =>
        Convert.ToHexStringLower(HMACSHA512.HashData(key.Secret.RevealBytes(), Encoding.UTF8.GetBytes(text)));
}
