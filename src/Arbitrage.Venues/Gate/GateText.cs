using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Gate;

/// <summary>Gate's `text` of an order: our client order id behind `t-`, or who else made it.</summary>
internal static class GateText
{
    private const string Prefix = "t-";

    public static string Of(ClientOrderId id) => Prefix + id.Text;

    /// <summary>Ours, or null when the order is foreign.</summary>
    public static ClientOrderId? Order(string? text) =>
        text is not null && text.StartsWith(Prefix, StringComparison.Ordinal) && ClientOrderId.TryParse(text[Prefix.Length..], out var id) ? id : null;

    /// <summary>Who caused a trade. Source: Gate futures order `text` values.</summary>
    public static TradeCause Cause(string? text) => text switch
    {
        _ when Order(text) is not null => TradeCause.Own,
        "auto_deleveraging" => TradeCause.AutoDeleveraging,
        "liquidation" or "pm_liquidate" or "comb_margin_liquidate" or "scm_liquidate" or "insurance" => TradeCause.Liquidation,
        not null when text.StartsWith("liq-", StringComparison.Ordinal) || text.StartsWith("hedge-liq-", StringComparison.Ordinal) =>
            TradeCause.Liquidation,
        _ => TradeCause.Foreign,
    };

    /// <summary>`time_in_force` and `tif`; null for what is never sent.</summary>
    public static string? TimeInForce(Domain.Markets.OrderKind kind) => kind switch
    {
        Domain.Markets.OrderKind.ImmediateOrCancel => "ioc",
        Domain.Markets.OrderKind.FillOrKill => "fok",
        Domain.Markets.OrderKind.PostOnly => "poc",
        Domain.Markets.OrderKind.GoodTillCancelled => "gtc",
        _ => null,
    };
}
