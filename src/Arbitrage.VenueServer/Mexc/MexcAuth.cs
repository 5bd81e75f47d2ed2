using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's key, signature and time window.</summary>
internal sealed class MexcAuth(string key, string secret, TimeProvider clock)
{
    private const long LargestWindow = 60_000;
    private const long Ahead = 1_000;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>Checks key, form and signature; answers when the request expires.</summary>
    /// <exception cref="MexcRefusalException">Something is missing or wrong.</exception>
    public DateTimeOffset Check(MexcCall call)
    {
        var sentKey = call.Header("X-MEXC-APIKEY");
        if (sentKey.Length == 0)
            throw new MexcRefusalException(400, "api key required", StatusCodes.Status401Unauthorized);
        if (!Same(sentKey, key))
            throw new MexcRefusalException(10072, "Api key info invalid");
        CheckContentType(call);
        if (call.Find("signature") is not { } signature || !Same(signature, Sign(TotalParams(call))))
            throw new MexcRefusalException(700002, "Signature for this request is not valid.");
        return Expiry(call);
    }

    /// <summary>The request is inside its window. Apart from the signature, because a CREATE outside it is still a CREATE received.</summary>
    public void CheckWindow(DateTimeOffset expiry)
    {
        if (clock.GetUtcNow() > expiry)
            throw new MexcRefusalException(700003, "Timestamp for this request is outside of the recvWindow.");
    }

    private static void CheckContentType(MexcCall call)
    {
        var type = call.Header("Content-Type");
        var wrong = type.Length > 0
            ? !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
                && !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            : call.Method == "POST";
        if (wrong)
            throw new MexcRefusalException(700013, "Invalid content Type.");
    }

    // Query directly followed by the body, exactly as sent, without the signature itself.
    private static string TotalParams(MexcCall call) => WithoutSignature(call.RawQuery) + WithoutSignature(call.RawBody);

    private static string WithoutSignature(string text) =>
        string.Join('&', text.Split('&').Where(part => !part.StartsWith("signature=", StringComparison.Ordinal)));

    private DateTimeOffset Expiry(MexcCall call)
    {
        if (!long.TryParse(call.Find("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp))
            throw new MexcRefusalException(700003, "Timestamp is required.");
        var window = 5_000L;
        if (call.Find("recvWindow") is { } text
            && !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out window))
            throw new MexcRefusalException(700005, "recvWindow is not a number.");
        if (window > LargestWindow)
            throw new MexcRefusalException(700005, "recvWindow must less than 60000");
        if (timestamp >= clock.GetUtcNow().ToUnixTimeMilliseconds() + Ahead)
            throw new MexcRefusalException(700003, "Timestamp for this request is outside of the recvWindow.");
        return DateTimeOffset.FromUnixTimeMilliseconds(timestamp + window);
    }

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)));

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
