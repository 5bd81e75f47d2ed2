using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.VenueServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>A connector under test: where its venue server is, what that server calls things, and what the connector is expected to be able to do.</summary>
/// <param name="Venue">Whose connector it is.</param>
/// <param name="Rest">REST address at a venue server.</param>
/// <param name="Socket">Socket address at a venue server.</param>
/// <param name="NameOf">The venue's name of a symbol.</param>
/// <param name="DepthChannel">Beginning of the name of the venue's channel of book changes, for faults that shall strike it and nothing else.</param>
/// <param name="NoWordFor">Reasons to refuse an order that the venue documents no code for.</param>
/// <param name="Expected">The table that <see cref="Cases.CapabilitySpecs"/> compares with what the connector does.</param>
public sealed record Connector(
    Venue Venue, Func<VenueServerHost, Uri> Rest, Func<VenueServerHost, Uri> Socket, Func<Symbol, string> NameOf, string DepthChannel,
    ImmutableArray<VenueReject> NoWordFor, Capability Expected)
{
    private const Capability EveryConnector =
        Capability.Rules | Capability.Books | Capability.Feed | Capability.MarketReads | Capability.Trading | Capability.Fees | Capability.Account
        | Capability.PrivateStream;

    /// <summary>All that there are; a new one is a row here.</summary>
    public static ImmutableArray<Connector> All { get; } =
    [
        new(
            Venue.GateSpot, host => new(host.GateUrl, "/api/v4"), host => new($"ws://{host.GateUrl.Authority}/ws/v4/"), symbol => symbol.Text,
            "spot.order_book_update", [], EveryConnector | Capability.OrderSocket | Capability.StateInReply | Capability.Countdown),
        new(
            Venue.GateFutures, host => new(host.GateUrl, "/api/v4"), host => new($"ws://{host.GateUrl.Authority}/v4/ws/usdt"), symbol => symbol.Text,
            "futures.order_book_update", [], EveryConnector | Capability.OrderSocket | Capability.StateInReply | Capability.Countdown | Capability.Perpetuals | Capability.Margin),
        new(
            Venue.MexcSpot, host => host.MexcUrl, host => new($"ws://{host.MexcUrl.Authority}/ws"), symbol => symbol.Base.Text + symbol.Quote.Text,
            "spot@public.aggre.depth", [VenueReject.WouldTake, VenueReject.NotFillable, VenueReject.WouldIncrease, VenueReject.DuplicateId],
            EveryConnector | Capability.ListenKey),
    ];

    /// <summary>Its name in results, and its venue's in faults.</summary>
    public string Name => Venue.Key();

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal IInstrumentSource Rules(VenueOptions options) => VenueAccess.CreateInstrumentSource(Venue, options, TimeProvider.System);

    internal IMarketReader Reader(VenueOptions options) => VenueAccess.CreateMarketReader(Venue, options, TimeProvider.System);

    internal IMarketStream Books(VenueOptions options, Symbol symbol, BookSlot slot) => VenueAccess.CreateMarketStream(
        Venue, options, [new(symbol, NameOf(symbol))], new Dictionary<Symbol, BookSlot> { [symbol] = slot }, TimeProvider.System,
        NullLogger.Instance);

    internal IMarketFeed Feed(VenueOptions options, params Symbol[] symbols) => VenueAccess.CreateMarketFeed(
        Venue, options, [.. symbols.Select(symbol => new SymbolName(symbol, NameOf(symbol)))], TimeProvider.System, NullLogger.Instance);

    internal ITradingGateway Gateway(VenueOptions options, params ImmutableArray<Instrument> instruments) =>
        VenueAccess.CreateTradingGateway(Venue, options, instruments, TimeProvider.System, NullLogger.Instance);

    internal IVenueAccount Account(VenueOptions options, params ImmutableArray<Instrument> instruments) =>
        VenueAccess.CreateAccount(Venue, options, instruments, TimeProvider.System, NullLogger.Instance);

    internal IFeeSource Fees(VenueOptions options, params ImmutableArray<Instrument> instruments) =>
        VenueAccess.CreateFeeSource(Venue, options, instruments, TimeProvider.System, NullLogger.Instance);

    internal IPrivateStream Stream(VenueOptions options, TimeProvider? time = null, params ImmutableArray<Instrument> instruments) =>
        VenueAccess.CreatePrivateStream(Venue, options, instruments, time ?? TimeProvider.System, NullLogger.Instance);
}
