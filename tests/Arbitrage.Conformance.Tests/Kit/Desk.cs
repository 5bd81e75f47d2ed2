using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Simulation.Model;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>A connector's account, trading a symbol that nobody else trades. Reads expect a yes.</summary>
internal sealed class Desk : IDisposable
{
    private static long _intents;

    private readonly DateTimeOffset _openedAt;

    private Desk(VenueUnderTest venue, Connector connector, VenueOptions options, Symbol symbol)
    {
        (Venue, Connector, Options) = (venue, connector, options);
        Instrument = venue.Model(connector).FindInstrument(symbol)!;
        Gateway = connector.Gateway(options, Instrument);
        Account = connector.Account(options, Instrument);
        _openedAt = venue.Host.Clock.GetUtcNow().AddMinutes(-1);
    }

    public VenueUnderTest Venue { get; }

    public Connector Connector { get; }

    public VenueOptions Options { get; }

    public Instrument Instrument { get; }

    public Symbol Symbol => Instrument.Symbol;

    public ITradingGateway Gateway { get; }

    public IVenueAccount Account { get; }

    public VenueModel Model => Venue.Model(Connector);

    /// <summary>The CREATEs of this symbol that reached the venue.</summary>
    public IReadOnlyList<CreateLogEntry> Creates => [.. Model.Creates().Where(c => c.Request.Symbol == Symbol)];

    public static Desk Open(VenueUnderTest venue, Run run, Func<VenueOptions, VenueOptions>? change = null)
    {
        var options = venue.Options(run.Connector) with { OrderDoor = run.Door };
        return new(venue, run.Connector, change?.Invoke(options) ?? options, venue.NextSymbol(run.Connector));
    }

    /// <summary>A desk whose orders go by the door of the run from the first one on.</summary>
    public static async Task<Desk> OpenAsync(VenueUnderTest venue, Run run, Func<VenueOptions, VenueOptions>? change = null)
    {
        var desk = Open(venue, run, change);
        if (run.Door == OrderDoor.Socket)
            await Eventually.TrueAsync(() => desk.Gateway is IOrderDoor { Door: OrderDoor.Socket }, $"the order socket of {run}");
        return desk;
    }

    public OrderIntent Next(Side side, decimal quantity, decimal cap, OrderKind kind = OrderKind.ImmediateOrCancel) => new(
        ClientOrderId.For(0, "abcdefgh", Interlocked.Increment(ref _intents), 'a'), Connector.Venue, Symbol, new(0, 1), side, kind, new(quantity),
        new(cap), ReduceOnly: false, RiskClass.AddsRisk, Venue.Host.Clock.GetUtcNow().AddSeconds(20), null);

    public Task<CreateOutcome> SendAsync(OrderIntent intent, ITradingGateway? gateway = null, ClockReading clock = default) =>
        (gateway ?? Gateway).CreateAsync(intent, clock, () => null, CancellationToken.None);

    /// <summary>Sends an order that the venue takes; where the reply tells a state, it is that of the query.</summary>
    public async Task<(OrderIntent Intent, string Id)> TakenAsync(
        Side side, decimal quantity, decimal cap, OrderKind kind = OrderKind.ImmediateOrCancel, bool reduceOnly = false)
    {
        var intent = Next(side, quantity, cap, kind) with { ReduceOnly = reduceOnly, Risk = reduceOnly ? RiskClass.Reducing : RiskClass.AddsRisk };
        var taken = Assert.IsType<CreateOutcome.Accepted>(await SendAsync(intent));
        Assert.Equal(Connector.Expected.HasFlag(Capability.StateInReply), taken.Report is not null);
        if (taken.Report is { } told)
            Assert.Equal(await QueryAsync(intent, taken.VenueOrderId), told);
        return (intent, taken.VenueOrderId);
    }

    /// <summary>An order of somebody else on the same account.</summary>
    public VenueOrder Foreign(Side side, decimal quantity, decimal limit, OrderKind kind = OrderKind.GoodTillCancelled, DateTimeOffset? at = null) =>
        Assert.IsType<CreateResult.Accepted>(Model.Create(
            new($"person-{Interlocked.Increment(ref _intents)}", Symbol, side, kind, new(quantity), new(limit)), at ?? Venue.Host.Clock.GetUtcNow())).Order;

    public Task<OrderReport?> QueryAsync(OrderIntent intent, string? id = null) =>
        Gateway.QueryAsync(Symbol, intent.Id, id, CancellationToken.None).AcceptedAsync();

    public Task<OrderReport?> CancelAsync(OrderIntent intent, string? id = null) =>
        Gateway.CancelAsync(Symbol, intent.Id, id, CancellationToken.None).AcceptedAsync();

    public Task<ImmutableArray<OrderReport>> OpenOrdersAsync() => Gateway.ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync();

    public Task<ImmutableArray<AccountFact.Trade>> TradesAsync(DateTimeOffset? from = null) =>
        Gateway.ReadTradesAsync(Symbol, from ?? _openedAt, CancellationToken.None).AcceptedAsync();

    public Task<ImmutableArray<AccountFact.Row>> RowsAsync() => Gateway.ReadRowsAsync(_openedAt, CancellationToken.None).AcceptedAsync();

    public Task<AccountReport> AccountAsync() => Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();

    public Task<System.Text.Json.JsonElement> FaultAsync(string kind, object? more = null)
    {
        var fault = new Dictionary<string, object?> { ["kind"] = kind, ["venue"] = Connector.Name };
        foreach (var property in more?.GetType().GetProperties() ?? [])
            fault[property.Name] = property.GetValue(more);
        return Venue.FaultAsync(fault);
    }

    public void Dispose()
    {
        (Gateway as IDisposable)?.Dispose();
        Account.Dispose();
    }
}
