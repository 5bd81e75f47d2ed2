using Akka.Event;

namespace Arbitrage.Node.Logging;

/// <summary>
/// Takes the place of Akka's logger to standard output, which speaks while a system ends and no other logger is left, whatever its level:
/// standard output is the report's alone.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
