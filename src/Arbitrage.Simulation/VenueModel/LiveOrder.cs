using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>An order inside the model; the outside sees its snapshots.</summary>
internal sealed class LiveOrder(long number, string id, CreateRequest request, string origin, Asset feeAsset, DateTimeOffset at)
{
    private DateTimeOffset? _changedAt;

    public long Number => number;

    public string Id => id;

    public CreateRequest Request => request;

    public Symbol Symbol => request.Symbol;

    public Side Side => request.Side;

    public string Origin => origin;

    public decimal Filled { get; private set; }

    public decimal Notional { get; private set; }

    public decimal Fee { get; private set; }

    public Asset FeeAsset => feeAsset;

    public OrderEnd End { get; private set; }

    public DateTimeOffset UpdatedAt => _changedAt ?? at;

    public bool IsOpen => End == OrderEnd.None;

    /// <summary>Locked for it now: the paid coin on spot, margin on futures.</summary>
    public decimal Reserved { get; set; }

    /// <summary>A market buy by budget has no quantity of its own.</summary>
    public bool IsByBudget => request.Quantity.IsZero;

    public decimal Left => IsByBudget ? request.Budget.Value - Notional : request.Quantity.Value - Filled;

    public void Add(decimal quantity, decimal notional, decimal fee, DateTimeOffset now)
    {
        Filled += quantity;
        Notional += notional;
        Fee += fee;
        _changedAt = now;
    }

    public void Finish(OrderEnd end, DateTimeOffset now) => (End, _changedAt) = (end, now);

    public VenueOrder Snapshot() => new(
        number, id, request.ClientId, origin, request, new(Filled), new(Notional), Fee, feeAsset, End, at, UpdatedAt);
}
