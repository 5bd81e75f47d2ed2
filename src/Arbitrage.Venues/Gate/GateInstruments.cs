using System.Collections.Immutable;
using System.Text.Json;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Gate;

/// <summary>Rules and clock of Gate spot and Gate USDT perpetuals.</summary>
internal sealed class GateInstruments(GateMarket market, VenueOptions options, TimeProvider time) : IInstrumentSource
{
    private const decimal MaxMultiplier = 1e9m;

    private readonly PublicRest _rest = new(market.Venue, options, time);

    /// <inheritdoc/>
    public async Task<ImmutableArray<Instrument>> ReadInstrumentsAsync(ImmutableArray<SymbolName> symbols, CancellationToken cancel)
    {
        var instruments = ImmutableArray.CreateBuilder<Instrument>(symbols.Length);
        var missing = new List<string>();
        var path = market == GateMarket.Spot ? "/spot/currency_pairs/" : "/futures/usdt/contracts/";
        foreach (var symbol in symbols)
        {
            var reply = await _rest.AskAsync(path + Uri.EscapeDataString(symbol.VenueName), cancel);
            if (reply.Error is "INVALID_CURRENCY_PAIR" or "INVALID_CURRENCY" or "CONTRACT_NOT_FOUND")
                missing.Add(symbol.VenueName);
            else if (reply.Error is not null)
                throw new VenueException($"{market.Venue.Key()} GET {path}{symbol.VenueName}: {reply.Error}");
            else
                instruments.Add(Map(symbol, reply.Body));
        }

        return missing.Count == 0
            ? instruments.ToImmutable()
            : throw new VenueException($"{market.Venue.Key()} does not know {string.Join(", ", missing)}.");
    }

    /// <inheritdoc/>
    public Task<ClockReading> MeasureClockAsync(CancellationToken cancel) => VenueClock.MeasureAsync(() => ReadTimeAsync(cancel), time);

    /// <inheritdoc/>
    public Task<ClockReading> SampleClockAsync(CancellationToken cancel) => VenueClock.SampleAsync(() => ReadTimeAsync(cancel), time);

    private async Task<long> ReadTimeAsync(CancellationToken cancel)
    {
        using var json = JsonDocument.Parse(await _rest.GetAsync("/spot/time", cancel));
        return (long)json.RootElement.Required("server_time");
    }

    /// <summary>Base units of one contract. Source: `quanto_multiplier`.</summary>
    /// <exception cref="VenueException">Not above zero: the contract is not counted in base units.</exception>
    public static decimal MultiplierOf(JsonElement contract) => contract.Number("quanto_multiplier") is > 0m and <= MaxMultiplier and var multiplier
        ? multiplier
        : throw new VenueException($"gate_futures contract {contract.Text("name")} has no quanto_multiplier between 0 and {MaxMultiplier}.");

    /// <summary>Rules out of `GET /spot/currency_pairs/{pair}`.</summary>
    public static Instrument MapSpot(SymbolName symbol, JsonElement pair, DateTimeOffset now)
    {
        // `fee` is percent and deprecated; the account's own fees come with the account.
        var fee = Bounds.Rate(Bounds.Amount(pair.Number("fee") ?? 0m) / 100m);
        var delistedAt = pair.Number("delisting_time") ?? 0m;
        return new Instrument(
            Venue.GateSpot, symbol.Symbol, symbol.VenueName,
            Tick: Bounds.Price(Decimals.Step(Bounds.Places(pair.Required("precision")))),
            Lot: Bounds.Filled(Decimals.Step(Bounds.Places(pair.Required("amount_precision")))),
            MinQuantity: Bounds.Size(pair.Number("min_base_amount") ?? 0m),
            MinNotional: Bounds.Value(pair.Number("min_quote_amount") ?? 0m),
            MaxQuantity: Bounds.Size(pair.Number("max_base_amount") ?? 0m),
            MaxPriceDeviation: new Rate(Decimals.SmallestAboveZero(pair.Number("up_rate"), pair.Number("down_rate"))),
            Multiplier: Quantity.Zero,
            MakerFee: fee,
            TakerFee: fee,
            Tradable: pair.Text("trade_status") == "tradable" && (delistedAt == 0m || now.ToUnixTimeSeconds() < delistedAt));
    }

    /// <summary>Rules out of `GET /futures/usdt/contracts/{contract}`. Whole contracts only, also where the venue takes fractions.</summary>
    public static Instrument MapFutures(SymbolName symbol, JsonElement contract)
    {
        var multiplier = MultiplierOf(contract);
        return new Instrument(
            Venue.GateFutures, symbol.Symbol, symbol.VenueName,
            Tick: Bounds.Price(contract.Required("order_price_round")),
            Lot: new Quantity(multiplier),
            MinQuantity: Bounds.Filled(Math.Max(1m, decimal.Ceiling(Bounds.Size(contract.Number("order_size_min") ?? 1m).Value)) * multiplier),
            MinNotional: Notional.Zero,
            MaxQuantity: Bounds.Size(decimal.Floor(Bounds.Size(contract.Number("order_size_max") ?? 0m).Value) * multiplier),
            MaxPriceDeviation: new Rate(Bounds.Balance(contract.Number("order_price_deviate") ?? 0m)),
            Multiplier: new Quantity(multiplier),
            MakerFee: Bounds.Rate(contract.Required("maker_fee_rate")),
            TakerFee: Bounds.Rate(contract.Required("taker_fee_rate")),
            Tradable: contract.Text("status") is null or "trading" && !contract.Flag("in_delisting"));
    }

    private Instrument Map(SymbolName symbol, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return market == GateMarket.Spot
                ? MapSpot(symbol, json.RootElement, time.GetUtcNow())
                : MapFutures(symbol, json.RootElement);
        }
        catch (Exception unreadable) when (UnreadableException.Covers(unreadable))
        {
            throw new VenueException($"{market.Venue.Key()} rules of {symbol.VenueName}: {unreadable.Message}", inner: unreadable);
        }
    }
}
