using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;

namespace Arbitrage.Domain.Connection;

/// <summary>
/// What a person takes over into the books although nothing of ours explains it (requirement B18). Always with who and why, journaled, and only what is
/// really there: an amount that is not the difference found is refused. Nothing is ever offset silently.
/// </summary>
public abstract record Adoption
{
    private Adoption()
    {
    }

    /// <summary>Balances and positions of the first read, where the configuration does not adopt them by itself.</summary>
    public sealed record Opening : Adoption;

    /// <summary>An open order that is not ours: it may stay, and its trades halt nothing.</summary>
    public sealed record Order(string VenueOrderId) : Adoption;

    /// <summary>An amount by which the venue's balance of an asset is above the book; below when negative.</summary>
    public sealed record Balance(Asset Asset, decimal Amount) : Adoption;

    /// <summary>Base units by which the venue's perpetual position is above the book; below when negative.</summary>
    public sealed record Position(Symbol Symbol, Quantity Size) : Adoption;
}
