using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>What the connection of one venue account talks through. Gateway and stream are made once the venue's rules are known.</summary>
/// <param name="Instruments">Rules and clock; no keys.</param>
/// <param name="Symbols">The symbols traded there with the venue's names.</param>
/// <param name="Gateway">Makes the private calls; disposed with the session if it can be.</param>
/// <param name="Stream">Makes the private stream of orders and fills; disposed with the session if it can be.</param>
public sealed record VenuePorts(
    IInstrumentSource Instruments,
    ImmutableArray<SymbolName> Symbols,
    Func<ImmutableArray<Instrument>, ITradingGateway> Gateway,
    Func<ImmutableArray<Instrument>, IPrivateStream> Stream);
