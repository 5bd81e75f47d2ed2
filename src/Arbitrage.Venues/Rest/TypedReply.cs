using System.Text.Json;
using Arbitrage.Domain.Trading;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Venues.Rest;

/// <summary>What a reply means to a private call, as far as it is the same at every venue.</summary>
internal static class TypedReply
{
    /// <summary>A reply that is no refusal: what `read` makes of it, or doubt when it is in no known form.</summary>
    public static VenueAnswer<T> Told<T>(JsonElement json, Func<JsonElement, T> read, Redaction redaction)
    {
        try
        {
            return new VenueAnswer<T>.Accepted(WireJson.Read(json, read));
        }
        catch (UnreadableException strange)
        {
            return new VenueAnswer<T>.Unknown(redaction.Clean($"unreadable reply: {strange.Message}"));
        }
    }

    /// <summary>What became of a CREATE.</summary>
    public static CreateOutcome Outcome(VenueAnswer<CreateOutcome> answer) => answer switch
    {
        VenueAnswer<CreateOutcome>.Accepted(var outcome) => outcome,
        VenueAnswer<CreateOutcome>.Rejected(var reason, var text) => new CreateOutcome.Rejected(reason, text),
        VenueAnswer<CreateOutcome>.Unknown(var why) => new CreateOutcome.Unknown(why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
