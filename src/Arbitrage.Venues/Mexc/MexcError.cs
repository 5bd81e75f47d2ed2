using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Mexc;

/// <summary>A refusal: `{"code":30004,"msg":".."}`, with status 400 mostly, but also with 200. Messages may be Chinese: branch on the code.</summary>
internal sealed record MexcError(int Code, string Message)
{
    /// <summary>Null when the body is no refusal: no code, or one of the two that mean success.</summary>
    public static MexcError? Of(JsonElement? body)
    {
        try
        {
            return body is { } json && json.Field("code") is not null && int.TryParse(json.Text("code"), out var code) && code is not (0 or 200)
                ? new(code, json.Text("msg") ?? "")
                : null;
        }
        catch (Exception strange) when (UnreadableException.Covers(strange))
        {
            // A text that is not UTF-8 or half a surrogate pair.
            return null;
        }
    }

    public string Text => $"{Code} {Message}".TrimEnd();

    /// <summary>Unknown order. Right after a placement it can be a read that lags behind.</summary>
    public bool IsOrderGone => Code is -2011 or -2013 or 30026;

    /// <summary>Our clock against theirs.</summary>
    public bool IsTimestamp => Code is 700003 or 10073;

    /// <summary>The venue's own trouble: the order may be in.</summary>
    public bool LeavesDoubt => Code is 500 or 502 or 503 or 504 or 20002 || Message.Contains("maintenance", StringComparison.OrdinalIgnoreCase);

    /// <summary>Source: MEXC spot v3 docs, error codes.</summary>
    public VenueReject Reject => Code switch
    {
        30004 or 30005 or 10101 => VenueReject.InsufficientFunds,
        10072 or 700001 or 700002 or 700006 or 700007 or 602 or 400 or 401 => VenueReject.Authentication,
        700003 or 10073 => VenueReject.Expired,
        429 or 510 or 418 or 403 => VenueReject.RateLimited,
        30002 => VenueReject.TooSmall,
        30003 or 30032 => VenueReject.TooLarge,
        10096 or 10097 => VenueReject.Precision,
        30087 or 30010 => VenueReject.PriceBand,
        30025 => VenueReject.NotFillable,
        10007 or -1121 or 30014 or 30021 or 30000 or 30016 or 30001 or 30020 or 70011 or 30018 or 30019 or 30051 or 30041 or 30027 or 30028 =>
            VenueReject.NotTradable,
        _ => VenueReject.Other,
    };
}
