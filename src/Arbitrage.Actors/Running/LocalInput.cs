using Akka.Actor;

namespace Arbitrage.Actors.Running;

/// <summary>An input that this node makes for one of its own actors, such as what a venue answered; never leaves the process.</summary>
internal sealed record LocalInput(object Input) : INoSerializationVerificationNeeded;
