using Microsoft.Extensions.Logging;

namespace Arbitrage.Venues.Sockets;

/// <summary>
/// A stream that outlives the venue's limit of a connection's age: before it, a successor connects, subscribes and synchronises while the old
/// connection still serves; then the old one is closed. A successor that does not come up costs nothing: the old connection serves until it breaks, and
/// is then opened again like any other.
/// </summary>
/// <param name="name">For logs and the observer.</param>
/// <param name="next">Makes the handler of the next connection.</param>
/// <param name="settings">Times and limits of each connection, and the age at which it gets a successor.</param>
/// <param name="time">Clock of every wait here.</param>
/// <param name="log">Take-overs; nothing per message.</param>
internal sealed class RollingSocket(string name, Func<IRollingHandler> next, VenueSocketSettings settings, TimeProvider time, ILogger log)
{
    // How often a successor is asked whether it serves.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    // Frames that are on the wire to the old connection when the new one begins to serve: the new one was subscribed after them.
    private static readonly TimeSpan HearOut = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs until cancelled. Ends by itself only through a bug in a handler, whose exception it then carries.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var serving = Start();
        Generation? successor = null;
        try
        {
            while (await ComesOfAgeAsync(serving, cancel))
            {
                var (startedAt, age) = (time.GetTimestamp(), settings.RollOverAge());
                successor = Start();
                if (await SucceedsAsync(serving, successor, age, cancel))
                {
                    (var old, serving, successor) = (serving, successor, null);
                    await old.StopAsync();
                    log.LogInformation("{Socket} rolled over to a new connection.", name);
                    settings.Observer?.OnRolledOver(name, time.GetElapsedTime(startedAt));
                }
                else
                {
                    var given = successor;
                    successor = null;
                    await given.StopAsync();
                }
            }
        }
        finally
        {
            await Task.WhenAll(serving.StopAsync(), successor?.StopAsync() ?? Task.CompletedTask);
        }
    }

    private Generation Start() => new(new(name, next, settings, time, log));

    // False when it is over.
    private async Task<bool> ComesOfAgeAsync(Generation serving, CancellationToken cancel)
    {
        var due = settings.RollOverAge();
        while (!cancel.IsCancellationRequested && !serving.HasEnded)
        {
            var left = due == Timeout.InfiniteTimeSpan ? due : due - (serving.Age ?? TimeSpan.Zero);
            if (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan)
                return true;
            await WaitAsync(left, cancel, serving);
        }

        return false;
    }

    // False when it is over, or the old connection broke meanwhile and is a new one itself. What the old one still has on its way is heard out.
    private async Task<bool> SucceedsAsync(Generation serving, Generation successor, TimeSpan age, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && !serving.HasEnded && !successor.HasEnded)
        {
            if (successor.IsServing)
            {
                await WaitAsync(HearOut, cancel, serving, successor);
                if (successor.IsServing)
                    return true;
            }

            if (serving.Age < age / 2 && serving.IsServing)
                return false;
            await WaitAsync(LookEvery, cancel, serving, successor);
        }

        return false;
    }

    private async Task WaitAsync(TimeSpan span, CancellationToken cancel, params Generation[] ends)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny([Task.Delay(span, time, over.Token), .. ends.Select(generation => generation.Run)]);
        await over.CancelAsync();
    }

    /// <summary>One connection, kept up, from its start to its retirement.</summary>
    private sealed class Generation : IDisposable
    {
        private readonly CancellationTokenSource _life = new();
        private readonly IRollingHandler _handler;
        private readonly VenueSocket _socket;

        public Generation(Parts of)
        {
            _handler = of.Next();
            _socket = new(of.Name, _handler, of.Settings, of.Time, of.Log);
            Run = _socket.RunAsync(_life.Token);
        }

        public Task Run { get; }

        public bool HasEnded => Run.IsCompleted;

        public bool IsServing => _handler.IsServing;

        public TimeSpan? Age => _socket.Age;

        public async Task StopAsync()
        {
            await _life.CancelAsync();
            try
            {
                await Run;
            }
            finally
            {
                Dispose();
                await _handler.EndAsync();
            }
        }

        public void Dispose()
        {
            _socket.Dispose();
            _life.Dispose();
        }
    }

    private sealed record Parts(string Name, Func<IRollingHandler> Next, VenueSocketSettings Settings, TimeProvider Time, ILogger Log);
}
