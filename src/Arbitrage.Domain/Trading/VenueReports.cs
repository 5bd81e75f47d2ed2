using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Trading;

/// <summary>State of an order at a venue, from any door (reply, stream, query, list).</summary>
/// <param name="Venue">Where.</param>
/// <param name="Symbol">What; null when the venue's symbol is not one of ours.</param>
/// <param name="VenueOrderId">Venue's id.</param>
/// <param name="ClientId">Ours, or null when foreign.</param>
/// <param name="IsOpen">Still working.</param>
/// <param name="Filled">Cumulative base quantity filled, gross of fees.</param>
/// <param name="Notional">Cumulative quote value.</param>
public sealed record OrderReport(
    Venue Venue, Symbol? Symbol, string VenueOrderId, ClientOrderId? ClientId, bool IsOpen, Quantity Filled, Notional Notional);

/// <summary>Balance of one asset as the venue tells it.</summary>
/// <param name="Asset">Coin.</param>
/// <param name="Total">Free plus locked; on futures the wallet total without unrealised P&amp;L.</param>
/// <param name="Free">What new orders may use.</param>
public sealed record BalanceReport(Asset Asset, decimal Total, decimal Free);

/// <summary>Perpetual position as the venue tells it.</summary>
/// <param name="Symbol">What.</param>
/// <param name="Size">Base units, negative is short.</param>
/// <param name="Entry">Average entry price.</param>
/// <param name="Mark">Mark price.</param>
/// <param name="Liquidation">Liquidation price; none when there is no position.</param>
/// <param name="Margin">Margin held in USDT.</param>
/// <param name="Leverage">Leverage setting; 0 is cross.</param>
/// <param name="OneWay">True in one-way position mode.</param>
public sealed record PositionReport(
    Symbol Symbol, Quantity Size, Price Entry, Price Mark, Price Liquidation, Notional Margin, decimal Leverage, bool OneWay);

/// <summary>One read of an account, balances and positions together.</summary>
/// <param name="Venue">Which account.</param>
/// <param name="At">Local time at which the read ended.</param>
/// <param name="Balances">All assets with a balance, ordered by asset.</param>
/// <param name="Positions">Perpetual positions other than zero; empty on spot.</param>
public sealed record AccountReport(
    Venue Venue, DateTimeOffset At, ImmutableArray<BalanceReport> Balances, ImmutableArray<PositionReport> Positions)
{
    /// <summary>All of an asset, what open orders hold of it included; zero for one that is not listed.</summary>
    public decimal TotalOf(Asset asset)
    {
        var total = 0m;
        foreach (var balance in Balances)
        {
            if (balance.Asset == asset)
                total += balance.Total;
        }

        return total;
    }

    /// <summary>Size of a position, short below zero; zero for one that is not listed.</summary>
    public Quantity SizeOf(Symbol symbol)
    {
        var size = Quantity.Zero;
        foreach (var position in Positions)
        {
            if (position.Symbol == symbol)
                size += position.Size;
        }

        return size;
    }

    /// <summary>The same totals and sizes, whatever is free of them and however they are listed.</summary>
    public bool HoldsSameAs(AccountReport other) => HasAllOf(other) && other.HasAllOf(this);

    private bool HasAllOf(AccountReport other)
    {
        foreach (var balance in other.Balances)
        {
            if (TotalOf(balance.Asset) != other.TotalOf(balance.Asset))
                return false;
        }

        foreach (var position in other.Positions)
        {
            if (SizeOf(position.Symbol) != other.SizeOf(position.Symbol))
                return false;
        }

        return true;
    }
}

/// <summary>What became of sending a CREATE. Never an exception for what a venue can answer.</summary>
public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    /// <summary>The venue took it. The report is there when the reply tells the state of the order (Gate), null when it does not (MEXC).</summary>
    public sealed record Accepted(string VenueOrderId, OrderReport? Report) : CreateOutcome;

    /// <summary>The venue refused it.</summary>
    public sealed record Rejected(VenueReject Reason, string Text) : CreateOutcome;

    /// <summary>The last check failed; no byte left.</summary>
    public sealed record NotSent(RefusalReason Reason) : CreateOutcome;

    /// <summary>Timeout, broken connection, 5xx or an unreadable reply: it may or may not have taken effect.</summary>
    public sealed record Unknown(string Why) : CreateOutcome;
}

/// <summary>Local clock against a venue's.</summary>
/// <param name="Offset">Venue time minus local time.</param>
/// <param name="ErrorBound">Half of the round trip of the best of the recent samples, at least the venue's resolution.</param>
public readonly record struct ClockReading(TimeSpan Offset, TimeSpan ErrorBound);
