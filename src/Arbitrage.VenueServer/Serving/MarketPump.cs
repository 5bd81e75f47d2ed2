using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Model;

namespace Arbitrage.VenueServer.Serving;

/// <summary>Shows the market's steps to the models at their times, counted from the start of the server.</summary>
internal sealed class MarketPump(IMarketSource market, IReadOnlyDictionary<Venue, VenueModel> models, TimeProvider clock)
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private MarketStep? _next;

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
                var wait = _start + step.At - clock.GetUtcNow();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, clock, stop);
                Show(step);
                _next = market.TryNext(out var next) ? next : null;
            }
        }
        catch (OperationCanceledException)
        {
            // The server is going down.
        }
    }

    private void Show(MarketStep step) => models[step.Venue].SetBook(step.Symbol, step.Bids, step.Asks, clock.GetUtcNow());
}
