using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Tests.Sabotage;

/// <summary>A gateway that is wrong in one thing.</summary>
internal sealed class WrongGateway(ITradingGateway inner) : ITradingGateway
{
    /// <summary>A CREATE without an answer is written again.</summary>
    public bool Resends { get; init; }

    /// <summary>A CREATE is written without the last look.</summary>
    public bool DoesNotLook { get; init; }

    /// <summary>The history of trades is not read.</summary>
    public bool HidesTrades { get; init; }

    public Venue Venue => inner.Venue;

    public async Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel)
    {
        LastCheck look = DoesNotLook ? static () => null : lastCheck;
        var outcome = await inner.CreateAsync(intent, clock, look, cancel);
        return Resends && outcome is CreateOutcome.Unknown ? await inner.CreateAsync(intent, clock, look, cancel) : outcome;
    }

    public async Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel)
    {
        var answer = await inner.ReadTradesAsync(symbol, from, cancel);
        return HidesTrades ? new VenueAnswer<ImmutableArray<AccountFact.Trade>>.Accepted([]) : answer;
    }

    public Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        inner.CancelAsync(symbol, id, venueOrderId, cancel);

    public Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel) =>
        inner.QueryAsync(symbol, id, venueOrderId, cancel);

    public Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel) => inner.ReadOpenOrdersAsync(cancel);

    public Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel) => inner.ReadRowsAsync(from, cancel);

    public Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel) => inner.ReadAccountAsync(cancel);

    public Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel) =>
        inner.SetLeverageAsync(symbol, leverage, cancel);

    public Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel) => inner.ArmDeadManAsync(countdown, cancel);
}
