using System.Collections.Immutable;
using System.Diagnostics;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.Benchmarks.Floors;

/// <summary>Ours: the whole feed of a venue, with everything it does beside reading, telling every quote to a sink that only counts.</summary>
internal static class FeedReader
{
    private static readonly Symbol Btc = new("BTC_USDT");

    /// <summary>Reads so many frames; the time is from the first to the last.</summary>
    public static async Task<(Seen Seen, TimeSpan Took)> RunAsync(Uri address, Venue venue, int frames)
    {
        var options = new VenueOptions { Rest = new($"http://{address.Authority}/"), Socket = address };
        var feed = VenueAccess.CreateMarketFeed(
            venue, options, [new(Btc, venue == Venue.MexcSpot ? "BTCUSDT" : "BTC_USDT")], TimeProvider.System, NullLogger.Instance);
        var sink = new Sink(frames);
        using var stop = new CancellationTokenSource();
        var run = feed.RunAsync(sink, stop.Token);
        if (await Task.WhenAny(sink.All, run) == run)
            throw new InvalidOperationException("The feed ended by itself.", run.Exception);
        var result = await sink.All;
        await stop.CancelAsync();
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return result;
    }

    private sealed class Sink(int frames) : IMarketFeedSink
    {
        private readonly TaskCompletionSource<(Seen, TimeSpan)> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Seen _seen;
        private long _began;

        public Task<(Seen Seen, TimeSpan Took)> All => _all.Task;

        public void OnQuote(Symbol symbol, in BestQuote quote, DateTimeOffset receivedAt)
        {
            _seen = _seen.With(quote.Sequence, quote.Bid.Value, quote.Ask.Value);
            if (_began == 0)
                _began = Stopwatch.GetTimestamp();
            if (_seen.Frames == frames)
                _all.TrySetResult((_seen, Stopwatch.GetElapsedTime(_began)));
        }

        public void OnTrade(Symbol symbol, PublicTrade trade, DateTimeOffset receivedAt)
        {
        }

        public void OnPerpetual(Symbol symbol, PerpetualState state, DateTimeOffset receivedAt)
        {
        }

        public void OnDown(string why) => _all.TrySetException(new InvalidOperationException($"The feed went down: {why}"));
    }
}
