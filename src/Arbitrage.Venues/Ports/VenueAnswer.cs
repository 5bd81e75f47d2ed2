using Arbitrage.Domain.Trading;

namespace Arbitrage.Venues.Ports;

/// <summary>What a venue said to a private call. What it did not say, or not readably, is <see cref="Unknown"/>; none of it is an exception.</summary>
/// <typeparam name="T">What an accepted call tells.</typeparam>
public abstract record VenueAnswer<T>
{
    private VenueAnswer()
    {
    }

    /// <summary>Done, or told.</summary>
    /// <param name="Value">What the venue told.</param>
    public sealed record Accepted(T Value) : VenueAnswer<T>;

    /// <summary>The venue refused: nothing has happened.</summary>
    /// <param name="Reason">Why, in our closed set.</param>
    /// <param name="Text">The venue's own label or code and words; never a secret.</param>
    public sealed record Rejected(VenueReject Reason, string Text) : VenueAnswer<T>;

    /// <summary>Timeout, broken connection, 5xx or an unreadable reply: a write may or may not have taken effect.</summary>
    /// <param name="Why">In words; never a secret.</param>
    public sealed record Unknown(string Why) : VenueAnswer<T>;

    /// <summary>The value, for a caller that a refusal or doubt ends as well.</summary>
    /// <param name="what">What was asked, for the message.</param>
    /// <exception cref="VenueException">Refused or in doubt.</exception>
    public T OrThrow(string what) => this switch
    {
        Accepted(var value) => value,
        Rejected(var reason, var text) => throw new VenueException($"{what}: {text}", reason == VenueReject.Authentication),
        Unknown(var why) => throw new VenueException($"{what}: {why}"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The same refusal or doubt as the answer to another question.</summary>
    /// <exception cref="InvalidOperationException">It was accepted.</exception>
    public VenueAnswer<TOther> As<TOther>() => Map<TOther>(static _ => throw new InvalidOperationException("An accepted answer has a value."));

    /// <summary>The same refusal or doubt about something else, or what `then` makes of the value.</summary>
    public VenueAnswer<TOther> Map<TOther>(Func<T, TOther> then) => this switch
    {
        Accepted(var value) => new VenueAnswer<TOther>.Accepted(then(value)),
        Rejected(var reason, var text) => new VenueAnswer<TOther>.Rejected(reason, text),
        Unknown(var why) => new VenueAnswer<TOther>.Unknown(why),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
