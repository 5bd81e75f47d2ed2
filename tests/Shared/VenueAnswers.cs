using Arbitrage.Venues.Ports;

namespace Arbitrage.Tests.Shared;

/// <summary>Typed answers in tests that expect a yes.</summary>
internal static class VenueAnswers
{
    /// <summary>What was told; fails with the refusal or doubt otherwise.</summary>
    public static T Accepted<T>(this VenueAnswer<T> answer) =>
        answer is VenueAnswer<T>.Accepted(var value) ? value : throw Xunit.Sdk.FailException.ForFailure($"not accepted: {answer}");

    /// <inheritdoc cref="Accepted"/>
    public static async Task<T> AcceptedAsync<T>(this Task<VenueAnswer<T>> answer) => (await answer).Accepted();
}
