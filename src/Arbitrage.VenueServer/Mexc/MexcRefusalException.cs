using Arbitrage.Domain.Trading;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>An answer that is an error: HTTP status, MEXC's code, text.</summary>
internal sealed class MexcRefusalException(int code, string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    public int Status => status;

    public int Code => code;

    /// <summary>When to come again, for refusals that say so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>MEXC's code of a refusal (sheet, error table).</summary>
    public static MexcRefusalException For(VenueReject reason, string text) => reason switch
    {
        VenueReject.InsufficientFunds => new(30004, "Insufficient position"),
        VenueReject.TooSmall => new(30002, $"The minimum transaction volume cannot be less than: {text}"),
        VenueReject.TooLarge => new(30003, $"The maximum transaction volume cannot be greater than: {text}"),
        VenueReject.Precision => new(10096, "The number of decimal places is too long"),
        VenueReject.PriceBand => new(30087, "Order price exceeds allowed range"),
        VenueReject.Expired => new(700003, "Timestamp for this request is outside of the recvWindow."),
        VenueReject.NotTradable => new(10007, "symbol not support api"),
        VenueReject.RateLimited => new(429, "Too many requests", StatusCodes.Status429TooManyRequests) { RetryAfter = TimeSpan.FromSeconds(1) },
        VenueReject.Authentication => new(700007, "No permission to access the endpoint.", StatusCodes.Status403Forbidden),
        VenueReject.DuplicateId => new(-1128, "Client order id was used before"),
        _ => new(-1128, text),
    };
}
