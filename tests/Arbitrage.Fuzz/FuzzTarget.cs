namespace Arbitrage.Fuzz;

/// <summary>What became of one frame.</summary>
internal enum Reading
{
    /// <summary>The parser gave values, and they were in their ranges.</summary>
    Taken,

    /// <summary>The parser's own typed refusal.</summary>
    Refused,
}

/// <summary>One parser.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Format">How frames are mutated with structure.</param>
/// <param name="Seeds">Frames that it takes.</param>
/// <param name="Read">
/// Parses and checks. <see cref="Reading.Refused"/> is the parser's own refusal; every exception that leaves here is a failure, a
/// <see cref="FuzzFailureException"/> one of the checks.
/// </param>
internal sealed record FuzzTarget(string Name, FrameFormat Format, byte[][] Seeds, Func<byte[], Reading> Read);

/// <summary>Structure of a target's frames.</summary>
internal enum FrameFormat
{
    /// <summary>JSON text.</summary>
    Json,

    /// <summary>Protobuf.</summary>
    Proto,
}

/// <summary>A parser gave something that must not leave it.</summary>
internal sealed class FuzzFailureException(string message) : Exception(message);
