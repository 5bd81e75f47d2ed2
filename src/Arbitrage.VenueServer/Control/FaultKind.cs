using System.Text.Json.Nodes;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.VenueServer.Control;

/// <summary>A kind of fault that can be asked for.</summary>
/// <param name="Name">Value of `kind`.</param>
/// <param name="Does">What happens then.</param>
/// <param name="Example">A body that works.</param>
/// <param name="Keys">Keys it takes besides `kind`.</param>
/// <param name="Apply">Does it; answers what the client is told.</param>
internal sealed record FaultKind(string Name, string Does, string Example, string[] Keys, Func<FaultBody, VenueFloor, JsonObject> Apply);
