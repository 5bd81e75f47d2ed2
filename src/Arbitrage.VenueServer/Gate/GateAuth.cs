using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's key, timestamp and signature checks, REST and socket.</summary>
internal sealed class GateAuth(string key, string secret, TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(60);

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <exception cref="GateRefusalException">A header is missing or wrong.</exception>
    public void Check(HttpRequest request, ReadOnlySpan<byte> body)
    {
        var headers = request.Headers;
        if (headers["KEY"].ToString() is not { Length: > 0 } sentKey || headers["SIGN"].ToString() is not { Length: > 0 } sign
            || headers["Timestamp"].ToString() is not { Length: > 0 } timestamp)
            throw Unauthorised("MISSING_REQUIRED_HEADER", "Missing required header: KEY, Timestamp or SIGN");
        if (!Same(sentKey, key))
            throw Unauthorised("INVALID_KEY", "Invalid key provided");
        if (!IsFresh(timestamp))
            throw new GateRefusalException(StatusCodes.Status403Forbidden, "REQUEST_EXPIRED", "gap between request Timestamp and server time exceeds 60");

        // The query is signed as it is sent, but not URL-encoded.
        var query = Uri.UnescapeDataString(request.QueryString.HasValue ? request.QueryString.Value![1..] : "");
        var bodyHash = Convert.ToHexStringLower(SHA512.HashData(body));
        var text = $"{request.Method}\n{request.Path}\n{query}\n{bodyHash}\n{timestamp}";
        if (!Same(sign, Sign(text)))
            throw Unauthorised("INVALID_SIGNATURE", "Signature mismatch");
    }

    /// <summary>Why the `auth` of a socket frame is not good; null when it is.</summary>
    public string? CheckFrame(string channel, string eventName, string time, string sentKey, string sign) =>
        !Same(sentKey, key) ? "INVALID_KEY"
        : !IsFresh(time) ? "time out of range"
        : !Same(sign, Sign($"channel={channel}&event={eventName}&time={time}")) ? "INVALID_SIGN"
        : null;

    /// <summary>Checks a frame of the order-entry socket: a login, or a later frame that chose to be signed.</summary>
    /// <param name="channel">`spot.login`, ...</param>
    /// <param name="sentKey">API key; empty when there is none.</param>
    /// <param name="timestamp">Seconds, as sent.</param>
    /// <param name="sign">Signature, as sent.</param>
    /// <param name="parameters">Text of `req_param` exactly as sent; empty when there is none.</param>
    /// <exception cref="GateRefusalException">Something is wrong.</exception>
    public void CheckRequest(string channel, string sentKey, string timestamp, string sign, string parameters)
    {
        if (!Same(sentKey, key))
            throw Unauthorised("INVALID_KEY", "Invalid key provided");
        if (!IsFresh(timestamp))
            throw Unauthorised("REQUEST_EXPIRED", "gap between request Timestamp and server time exceeds 60");
        if (!Same(sign, Sign($"api\n{channel}\n{parameters}\n{timestamp}")))
            throw Unauthorised("INVALID_SIGNATURE", "Signature mismatch");
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA512.HashData(_secret, Encoding.UTF8.GetBytes(text)));

    private bool IsFresh(string seconds) =>
        decimal.TryParse(seconds, NumberStyles.Number, CultureInfo.InvariantCulture, out var sent)
        && Math.Abs(sent - (clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000m)) <= (decimal)Tolerance.TotalSeconds;

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static GateRefusalException Unauthorised(string label, string message) =>
        new(StatusCodes.Status401Unauthorized, label, message);
}
