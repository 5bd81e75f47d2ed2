using Arbitrage.Actors.Running;

namespace Arbitrage.Node.Inputs;

/// <summary>Tells two what the actors tell one.</summary>
internal sealed class BothRecorders(IInputRecorder first, IInputRecorder second) : IInputRecorder
{
    public void OnRecovered(string persistenceId, long sequence, DateTimeOffset now)
    {
        first.OnRecovered(persistenceId, sequence, now);
        second.OnRecovered(persistenceId, sequence, now);
    }

    public void OnInput(string persistenceId, DateTimeOffset now, object input, object view)
    {
        first.OnInput(persistenceId, now, input, view);
        second.OnInput(persistenceId, now, input, view);
    }

    public void OnWritten(string persistenceId, DateTimeOffset now, long sequence)
    {
        first.OnWritten(persistenceId, now, sequence);
        second.OnWritten(persistenceId, now, sequence);
    }

    public void OnWriteFailed(string persistenceId, DateTimeOffset now, Exception cause)
    {
        first.OnWriteFailed(persistenceId, now, cause);
        second.OnWriteFailed(persistenceId, now, cause);
    }
}
