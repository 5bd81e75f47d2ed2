using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Hosting;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Paper;

/// <summary>
/// The venues' real books as the books of the venue models, as they come. A book that is lost, or without a proof of life for as long as the strategy would
/// wait, is taken away: the model then fills nothing, as nobody knows what the venue shows.
/// </summary>
internal sealed class LiveBooks : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _over = new();
    private readonly ImmutableArray<LiveBook> _books;
    private readonly Task _running;

    /// <param name="configuration">Public addresses, symbols and their ages.</param>
    /// <param name="models">Whose books they become.</param>
    /// <param name="time">Clock.</param>
    /// <param name="loggers">For the streams.</param>
    public LiveBooks(NodeConfiguration configuration, IReadOnlyDictionary<Venue, VenueModel> models, TimeProvider time, ILoggerFactory loggers)
    {
        var slots = configuration.NewSlots();
        var log = loggers.CreateLogger("paper");
        _books =
        [
            .. slots.Select(slot => new LiveBook(
                slot, models[slot.Venue], configuration.Symbols.First(s => s.Symbol == slot.Symbol).Strategy.StaleAfter, time, log)),
        ];
        _running = Task.WhenAll(
        [
            .. Domain.Markets.Venues.All.Select(v => RunAsync(configuration.MarketStream(v, slots, time, loggers), log)),
            WatchAsync(time),
        ]);
    }

    /// <summary>How often a book was taken away from a model.</summary>
    public int Outages => _books.Sum(b => b.Outages);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The end of the streams is no loss of books.
        foreach (var book in _books)
            book.Detach();
        await _over.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task RunAsync(IMarketStream stream, ILogger log)
    {
        try
        {
            await Task.Run(() => stream.RunAsync(_over.Token));
        }
        catch (Exception e) when (!_over.IsCancellationRequested)
        {
            // The books of this venue grow old and are taken away; nothing is filled there from then on.
            log.LogError(e, "The stream of {Venue} has ended; the venue model fills nothing there any more", stream.Venue);
        }
    }

    private async Task WatchAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(_over.Token))
        {
            foreach (var book in _books)
                book.Watch();
        }
    }
}
