using System.Collections.Immutable;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Actors.Connection;

/// <summary>The private half of one venue account: what its connection talks through.</summary>
/// <param name="Gateway">Private calls.</param>
/// <param name="Stream">Private orders and fills.</param>
/// <param name="Instruments">Rules and clock.</param>
/// <param name="Symbols">The symbols traded there with the venue's names.</param>
public sealed record VenuePorts(
    ITradingGateway Gateway, IPrivateStream Stream, IInstrumentSource Instruments, ImmutableArray<SymbolName> Symbols);
