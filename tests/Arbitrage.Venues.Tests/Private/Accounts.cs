using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Venues.Tests.Private;

/// <summary>Accounts, instruments and orders of the private connector tests.</summary>
internal static class Accounts
{
    public const string GateSecret = "demo-gate-secret-0001";
    public const string MexcSecret = "demo-mexc-secret-0001";
    public const string KeyText = "demo-key-0001";

    /// <summary>1790000000, the time of the worked examples.</summary>
    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static readonly ClientOrderId Id = ClientOrderId.For(0, "abcdefgh", 1, 'a');

    public static readonly Symbol Ltc = new("LTC_USDT");
    public static readonly Symbol Btc = new("BTC_USDT");
    public static readonly Symbol Ada = new("ADA_USDT");
    public static readonly Symbol Atlas = new("ATLAS_USDT");
    public static readonly Symbol Xrp = new("XRP_USDT");

    public static LastCheck Passes => () => null;

    public static ApiKey Key(Venue venue) => new(new(KeyText), new(venue == Venue.MexcSpot ? MexcSecret : GateSecret));

    public static VenueOptions Options(Venue venue, Uri url) => new()
    {
        Rest = venue == Venue.MexcSpot ? url : new Uri(url, "/api/v4"),
        Socket = new Uri($"ws://{url.Authority}/ws"),
        Key = Key(venue),
    };

    public static ImmutableArray<Instrument> Instruments(Venue venue) =>
        [.. new[] { Ltc, Btc, Ada, Atlas, Xrp }.Select(s => Instrument(venue, s))];

    public static Instrument Instrument(Venue venue, Symbol symbol) => new(
        venue, symbol, venue == Venue.MexcSpot ? symbol.Base.Text + symbol.Quote.Text : symbol.Text, new(0.0001m), new(0.0001m), default, default,
        default, default, venue == Venue.GateFutures ? new(Multiplier(symbol)) : default, default, default, Tradable: true);

    public static ITradingGateway Gateway(Venue venue, Uri url, TimeProvider? time = null, VenueOptions? options = null) =>
        VenueAccess.CreateTradingGateway(
            venue, options ?? Options(venue, url), Instruments(venue), time ?? new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now),
            NullLogger.Instance);

    public static OrderIntent Intent(Venue venue, Symbol symbol, Side side, decimal quantity, decimal price, OrderKind kind = OrderKind.ImmediateOrCancel) =>
        new(Id, venue, symbol, new(0, 1), side, kind, new(quantity), new(price), false, RiskClass.AddsRisk, Now.AddSeconds(1), null);

    public static Task<CreateOutcome> CreateAsync(ITradingGateway gateway, LastCheck? lastCheck = null) => gateway.CreateAsync(
        Intent(gateway.Venue, Ltc, Side.Buy, 0.2m, 50m), default, lastCheck ?? Passes, CancellationToken.None);

    /// <summary>What the venue says to a healthy account read.</summary>
    public static string AccountReply(Venue venue) => venue switch
    {
        Venue.GateSpot => """[{"currency":"USDT","available":"1","locked":"0"}]""",
        Venue.GateFutures => """{"total":"1","available":"1","in_dual_mode":false}""",
        _ => """{"balances":[]}""",
    };

    private static decimal Multiplier(Symbol symbol) => symbol == Btc ? 0.0001m : symbol == Xrp ? 10m : 0.1m;
}
