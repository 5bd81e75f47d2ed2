using System.Globalization;
using System.Text.RegularExpressions;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Gate;

/// <summary>Gate's words for what the model knows.</summary>
internal static partial class GateNames
{
    /// <summary>The one account's user id.</summary>
    public const long UserId = 10000001;

    /// <summary>`text` of an order: the client id behind `t-`, or the mark of whoever placed it.</summary>
    public static string TextOf(string? clientId, string origin) =>
        clientId is not null ? "t-" + clientId : origin == "api" ? "apiv4" : origin;

    /// <summary>Client id in a `text` that a client sent; null when there is none.</summary>
    /// <exception cref="GateRefusalException">Not of the documented form.</exception>
    public static string? ClientIdOf(string? text)
    {
        if (string.IsNullOrEmpty(text) || text == "apiv4")
            return null;
        return ClientText().IsMatch(text)
            ? text[2..]
            : throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid text: it must match ^t-[0-9A-Za-z_.-]{1,28}$");
    }

    public static OrderKind KindOf(string? timeInForce, bool market) => (timeInForce ?? (market ? "ioc" : "gtc"), market) switch
    {
        ("ioc", true) => OrderKind.Market,
        ("gtc", false) => OrderKind.GoodTillCancelled,
        ("ioc", false) => OrderKind.ImmediateOrCancel,
        ("poc", false) => OrderKind.PostOnly,
        ("fok", false) => OrderKind.FillOrKill,
        _ => throw GateRefusalException.Bad("INVALID_PARAM_VALUE", "Invalid time in force for this order"),
    };

    public static string TimeInForce(OrderKind kind) => kind switch
    {
        OrderKind.GoodTillCancelled => "gtc",
        OrderKind.PostOnly => "poc",
        OrderKind.FillOrKill => "fok",
        _ => "ioc",
    };

    public static string FinishAs(OrderEnd end) => end switch
    {
        OrderEnd.None => "open",
        OrderEnd.Filled => "filled",
        OrderEnd.Cancelled => "cancelled",
        OrderEnd.Immediate => "ioc",
        OrderEnd.NotFillable => "fok",
        OrderEnd.WouldTake => "poc",
        OrderEnd.NothingToReduce => "reduce_only",
        OrderEnd.Liquidated => "liquidated",
        OrderEnd.Deleveraged => "auto_deleveraged",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Not an end."),
    };

    public static string EventOf(OrderChange change) => change switch
    {
        OrderChange.Placed => "put",
        OrderChange.Updated => "update",
        _ => "finish",
    };

    public static string SideOf(Side side) => side == Side.Buy ? "buy" : "sell";

    public static string Role(bool maker) => maker ? "maker" : "taker";

    public static long Id(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    [GeneratedRegex("^t-[0-9A-Za-z_.-]{1,28}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClientText();
}
