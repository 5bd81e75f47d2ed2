using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Simulation.Model;

/// <summary>Ids in the form of each venue, computed from a number, so that a run repeats itself.</summary>
internal static class VenueIds
{
    // Gate's futures ids lie above 2^53: a client that reads them as floating point loses the order.
    private const long GateSpotOrders = 1852454000000;
    private const long GateFuturesOrders = 299207900263700000;
    private const long GateTrades = 5736000000;

    public static string Order(Venue venue, long number) => venue switch
    {
        Venue.GateSpot => Text(GateSpotOrders + number),
        Venue.GateFutures => Text(GateFuturesOrders + number),
        Venue.MexcSpot => "C02__" + (505979017439000000m + number).ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "Not a venue."),
    };

    public static string Trade(Venue venue, long number) => venue == Venue.MexcSpot
        ? Convert.ToHexStringLower(Hash(number))
        : Text(GateTrades + number);

    private static byte[] Hash(long number) => SHA256.HashData(Encoding.UTF8.GetBytes($"trade-{number}"))[..16];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
