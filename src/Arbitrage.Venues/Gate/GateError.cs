using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>A refusal: `{"label":..,"message":..}`; some replies carry `detail` instead. Branch on the label only.</summary>
internal sealed record GateError(string Label, string Message)
{
    /// <summary>Null when the body is no refusal, or none that can be read.</summary>
    public static GateError? Of(JsonElement? body)
    {
        try
        {
            return body is { } json && json.Field("label") is { ValueKind: JsonValueKind.String } label && label.GetString() is { Length: > 0 } name
                ? new(name, Words(json, "message") ?? Words(json, "detail") ?? "")
                : null;
        }
        catch (Exception strange) when (UnreadableException.Covers(strange))
        {
            // A text that is not UTF-8 or half a surrogate pair.
            return null;
        }
    }

    public string Text => Message.Length == 0 ? Label : $"{Label}: {Message}";

    /// <summary>Not there, or no longer: the query or cancel has no order to speak of.</summary>
    public bool IsOrderGone => Label is "ORDER_NOT_FOUND" or "CLIENT_ID_NOT_FOUND" or "ORDER_CLOSED" or "ORDER_CANCELLED" or "ORDER_FINISHED";

    /// <summary>The venue's own trouble: the order may be in. Source: Gate error table, 5xx.</summary>
    public bool LeavesDoubt => Label is "INTERNAL" or "SERVER_ERROR" or "INTERNAL_SERVER_ERROR" or "TOO_BUSY";

    public VenueReject Reject => Label switch
    {
        "BALANCE_NOT_ENOUGH" or "MARGIN_BALANCE_NOT_ENOUGH" or "INSUFFICIENT_AVAILABLE" or "FUTURES_BALANCE_NOT_ENOUGH"
            or "LIQUIDATE_IMMEDIATELY" or "USER_NOT_FOUND" => VenueReject.InsufficientFunds,
        "INVALID_KEY" or "INVALID_SIGNATURE" or "MISSING_REQUIRED_HEADER" or "INVALID_CREDENTIALS" or "IP_FORBIDDEN" or "READ_ONLY"
            or "FORBIDDEN" or "ACCOUNT_LOCKED" => VenueReject.Authentication,
        "REQUEST_EXPIRED" => VenueReject.Expired,
        "TOO_MANY_REQUESTS" or "TOO_FAST" => VenueReject.RateLimited,
        "INVALID_PRECISION" => VenueReject.Precision,
        "AMOUNT_TOO_LITTLE" or "QUANTITY_NOT_ENOUGH" or "SIZE_TOO_SMALL" => VenueReject.TooSmall,
        "AMOUNT_TOO_MUCH" or "SIZE_TOO_LARGE" or "RISK_LIMIT_EXCEEDED" => VenueReject.TooLarge,
        "PRICE_THRESHOLD_EXCEEDED" or "PRICE_TOO_DEVIATED" or "PRICE_OVER_LIQUIDATION" or "PRICE_OVER_BANKRUPT" => VenueReject.PriceBand,
        "POC_FILL_IMMEDIATELY" or "ORDER_POC_IMMEDIATE" => VenueReject.WouldTake,
        "FOK_NOT_FILL" or "ORDER_FOK" or "CONTRACT_NO_COUNTER" => VenueReject.NotFillable,
        "INCREASE_POSITION" or "REDUCE_EXCEEDED" or "POSITION_EMPTY" or "POSITION_NOT_FOUND" => VenueReject.WouldIncrease,
        "INVALID_CURRENCY_PAIR" or "INVALID_CURRENCY" or "CONTRACT_NOT_FOUND" or "CONTRACT_IN_DELISTING" => VenueReject.NotTradable,
        "REPEATED_CREATION" or "DUPLICATE_REQUEST" or "ORDER_EXISTS" => VenueReject.DuplicateId,
        _ => VenueReject.Other,
    };

    private static string? Words(JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.String } words ? words.GetString() : null;
}
