using Arbitrage.Domain.Trading;

namespace Arbitrage.VenueServer.Gate;

/// <summary>An answer that is an error: HTTP status, Gate's label, text.</summary>
internal sealed class GateRefusalException(int status, string label, string message) : Exception(message)
{
    public int Status => status;

    public string Label => label;

    public static GateRefusalException Bad(string label, string message) => new(StatusCodes.Status400BadRequest, label, message);

    public static GateRefusalException NotFound(string label, string message) => new(StatusCodes.Status404NotFound, label, message);

    /// <summary>A limit was passed.</summary>
    public static GateRefusalException TooMany() =>
        new(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS", "Request Rate limit Exceeded (211)");

    /// <summary>Gate's label of a refusal. Spot and futures name the same thing differently (sheets, error tables).</summary>
    public static GateRefusalException For(CreateRefusal refusal) => refusal.Reason switch
    {
        VenueReject.RateLimited => TooMany(),
        VenueReject.Authentication => new(StatusCodes.Status403Forbidden, "READ_ONLY", "This key may only read"),
        _ => Bad(LabelOf(refusal), refusal.Text),
    };

    private static string LabelOf(CreateRefusal refusal) =>
        (refusal.Reason, refusal.IsFutures) switch
        {
            (VenueReject.InsufficientFunds, false) => "BALANCE_NOT_ENOUGH",
            (VenueReject.InsufficientFunds, true) => "INSUFFICIENT_AVAILABLE",
            (VenueReject.TooSmall, false) => "AMOUNT_TOO_LITTLE",
            (VenueReject.TooSmall, true) => "SIZE_TOO_SMALL",
            (VenueReject.TooLarge, false) => "AMOUNT_TOO_MUCH",
            (VenueReject.TooLarge, true) => "SIZE_TOO_LARGE",
            (VenueReject.Precision, _) => "INVALID_PRECISION",
            (VenueReject.PriceBand, false) => "PRICE_THRESHOLD_EXCEEDED",
            (VenueReject.PriceBand, true) => "PRICE_TOO_DEVIATED",
            (VenueReject.WouldTake, false) => "POC_FILL_IMMEDIATELY",
            (VenueReject.WouldTake, true) => "ORDER_POC_IMMEDIATE",
            (VenueReject.NotFillable, false) => "FOK_NOT_FILL",
            (VenueReject.NotFillable, true) => "ORDER_FOK",
            (VenueReject.WouldIncrease, _) => "INCREASE_POSITION",
            // The sheets name no label of their own for a passed x-gate-exptime.
            (VenueReject.Expired, _) => "REQUEST_EXPIRED",
            (VenueReject.NotTradable, false) => "INVALID_CURRENCY_PAIR",
            (VenueReject.NotTradable, true) => "CONTRACT_NOT_FOUND",
            (VenueReject.DuplicateId, _) => "REPEATED_CREATION",
            _ => "INVALID_PARAM_VALUE",
        };
}

/// <summary>A typed refusal of the model at one of Gate's two markets.</summary>
internal readonly record struct CreateRefusal(VenueReject Reason, string Text, bool IsFutures);
