using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Ports;

/// <summary>A venue's rules and clock. No keys.</summary>
public interface IInstrumentSource
{
    /// <summary>Rules of the given symbols, in that order. Missing symbols throw <see cref="VenueException"/> naming them.</summary>
    Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel);

    /// <summary>Measures the clock offset: several samples, the one with the shortest round trip wins.</summary>
    Task<ClockReading> MeasureClockAsync(CancellationToken cancel);

    /// <summary>One sample of it, one request.</summary>
    Task<ClockReading> SampleClockAsync(CancellationToken cancel) => MeasureClockAsync(cancel);
}

/// <summary>A symbol and the venue's own name of it.</summary>
/// <param name="Symbol">Ours.</param>
/// <param name="VenueName">Theirs.</param>
public sealed record SymbolName(Symbol Symbol, string VenueName);

/// <summary>Looked at in the moment before the first byte of a CREATE is written; null lets it pass, a reason stops it.</summary>
public delegate RefusalReason? LastCheck();

/// <summary>
/// Private calls of one venue account. Whatever a venue or a network does is a typed answer; only a cancelled call throws, and that
/// <see cref="OperationCanceledException"/>. A symbol that the gateway was not made for is an <see cref="ArgumentException"/>.
/// </summary>
public interface ITradingGateway
{
    /// <summary>Which account.</summary>
    Venue Venue { get; }

    /// <summary>
    /// Sends one CREATE. No layer repeats it: HTTP/1.1, content object never null, no redirects, no retry. Never throws for what the
    /// venue or the network does: that is <see cref="CreateOutcome.Unknown"/>.
    /// </summary>
    /// <param name="intent">The claimed order.</param>
    /// <param name="clock">Clock against the venue, to express NotAfter and timestamps in venue time.</param>
    /// <param name="lastCheck">Run as late as possible before the first byte; a refusal means that no byte was written.</param>
    /// <param name="cancel">Cancelling after the write means Unknown.</param>
    Task<CreateOutcome> CreateAsync(OrderIntent intent, ClockReading clock, LastCheck lastCheck, CancellationToken cancel);

    /// <summary>Cancels; the state of the order, null when the venue has no such order or no longer.</summary>
    Task<VenueAnswer<OrderReport?>> CancelAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel);

    /// <summary>One order by venue id if known, otherwise by client id; null when the venue does not know it.</summary>
    Task<VenueAnswer<OrderReport?>> QueryAsync(Symbol symbol, ClientOrderId id, string? venueOrderId, CancellationToken cancel);

    /// <summary>All open orders of the symbols this gateway was made for, ours and foreign.</summary>
    Task<VenueAnswer<ImmutableArray<OrderReport>>> ReadOpenOrdersAsync(CancellationToken cancel);

    /// <summary>Own trades of a symbol from a venue time on, all pages, oldest first, each once.</summary>
    Task<VenueAnswer<ImmutableArray<AccountFact.Trade>>> ReadTradesAsync(Symbol symbol, DateTimeOffset from, CancellationToken cancel);

    /// <summary>Account rows that are not trades or their fees (futures: realised P&amp;L, funding, transfers; spot: transfers, rebates…), oldest first.</summary>
    Task<VenueAnswer<ImmutableArray<AccountFact.Row>>> ReadRowsAsync(DateTimeOffset from, CancellationToken cancel);

    /// <summary>Balances and positions.</summary>
    Task<VenueAnswer<AccountReport>> ReadAccountAsync(CancellationToken cancel);

    /// <summary>
    /// Isolated leverage, one-way mode. The answer is the leverage that the venue then says it has, which need not be the one asked for; on spot,
    /// where there is none, it is the one asked for.
    /// </summary>
    Task<VenueAnswer<decimal>> SetLeverageAsync(Symbol symbol, decimal leverage, CancellationToken cancel);

    /// <summary>Refreshes the countdown that cancels open orders; false where the venue has none.</summary>
    Task<VenueAnswer<bool>> ArmDeadManAsync(TimeSpan countdown, CancellationToken cancel);
}

/// <summary>Receives what a private stream says. Called on the stream's own thread, in order; must not block.</summary>
public interface IPrivateStreamSink
{
    /// <summary>All private channels are subscribed and acknowledged. What happened before it must be read by REST.</summary>
    void OnUp();

    /// <summary>The stream is gone, or a subscription was refused; a reconnect with back-off is under way.</summary>
    void OnDown(string why);

    /// <summary>An order changed.</summary>
    void OnOrder(OrderReport report);

    /// <summary>A fill.</summary>
    void OnTrade(AccountFact.Trade trade);

    /// <summary>A balance or position changed: a hint to read the account.</summary>
    void OnAccountHint();

    /// <summary>The venue closed a position by force: trades, rows and account must be read at once.</summary>
    void OnForcedClose(ForcedClose close);
}

/// <summary>Private order and fill stream of one account. Reconnects by itself with jittered back-off until cancelled.</summary>
public interface IPrivateStream
{
    /// <summary>Runs until cancelled.</summary>
    Task RunAsync(IPrivateStreamSink sink, CancellationToken cancel);
}

/// <summary>Public books of one venue: snapshot, updates, sequence check, resynchronisation. Reconnects by itself until cancelled.</summary>
public interface IMarketStream
{
    /// <summary>Which venue.</summary>
    Venue Venue { get; }

    /// <summary>Runs until cancelled, keeping the slots of the symbols it was made for up to date.</summary>
    Task RunAsync(CancellationToken cancel);
}

/// <summary>
/// A public read failed, or a private call without which its caller can't go on: the message names venue, call and the venue's own label or code;
/// never a secret.
/// </summary>
public sealed class VenueException : Exception
{
    /// <inheritdoc cref="VenueException"/>
    public VenueException(string message, bool isAuthentication = false, Exception? inner = null)
        : base(message, inner) => IsAuthentication = isAuthentication;

    /// <summary>Key, signature or permission: retrying does not help.</summary>
    public bool IsAuthentication { get; }
}
