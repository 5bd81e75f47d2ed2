using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Recordings;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Shows the market's steps to the models at their times, counted from the start of the server.</summary>
internal sealed class MarketPump(IMarketSource market, VenueFloor floor)
{
    private readonly DateTimeOffset _start = floor.Clock.GetUtcNow();
    private MarketStep? _next;

    /// <summary>Why the market ended before its time; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Shows everything of time zero, so that the first client finds books.</summary>
    public void Prime()
    {
        while (market.TryNext(out var step))
        {
            if (step.At > TimeSpan.Zero)
            {
                _next = step;
                return;
            }

            Show(step);
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (_next is { } step && !stop.IsCancellationRequested)
            {
                var wait = _start + step.At - floor.Clock.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, floor.Clock, stop);
                Show(step);
                _next = market.TryNext(out var next) ? next : null;
            }
        }
        catch (OperationCanceledException)
        {
            // The server is going down.
        }
        catch (RecordingException e)
        {
            // The books stand still from here on, as they do at the end of a recording.
            Failure = e.Message;
        }
    }

    private void Show(MarketStep step) =>
        floor.Models[step.Venue].SetBook(step.Symbol, step.Bids, step.Asks, floor.Now(step.Venue));
}
