using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;

namespace Arbitrage.Simulation.Model;

/// <summary>An order inside the model; the outside sees its snapshots.</summary>
internal sealed class LiveOrder(long number, string id, CreateRequest asked, string origin, Asset feeAsset, DateTimeOffset at)
{
    private DateTimeOffset? _changedAt;

    public long Number => number;

    public string Id => id;

    /// <summary>What was asked, as it was amended since.</summary>
    public CreateRequest Request { get; private set; } = asked;

    public Symbol Symbol => Request.Symbol;

    public Side Side => Request.Side;

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
    public bool IsByBudget => Request.Quantity.IsZero;

    public decimal Left => IsByBudget ? Request.Budget.Value - Notional : Request.Quantity.Value - Filled;

    public void Amend(CreateRequest request, DateTimeOffset now) => (Request, _changedAt) = (request, now);

    public void Add(decimal quantity, decimal notional, decimal fee, DateTimeOffset now)
    {
        Filled += quantity;
        Notional += notional;
        Fee += fee;
        _changedAt = now;
    }

    public void Finish(OrderEnd end, DateTimeOffset now) => (End, _changedAt) = (end, now);

    public VenueOrder Snapshot() => new(
        number, id, Request.ClientId, origin, Request, new(Filled), new(Notional), Fee, feeAsset, End, at, UpdatedAt);
}
