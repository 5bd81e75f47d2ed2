using System.Text;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Ports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Arbitrage.Venues.Tests.Public;

/// <summary>Gate's `obu`: the first push is the whole book, changes follow each other, a gap is mended by a new subscription.</summary>
public sealed class WholeBookSpecs : IDisposable
{
    private static readonly SymbolName Name = new(new Symbol("BTC_USDT"), "BTC_USDT");

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
    private readonly GatePublicReader _reader = new(GateMarket.Spot, ["BTC_USDT"]);
    private readonly BookSlot _slot = new(Venue.GateSpot, Name.Symbol);
    private readonly BookFeed _feed;
    private readonly Book _seen = new();
    private readonly CancellationTokenSource _stop = new();

    public WholeBookSpecs() =>
        _feed = new BookFeed(Name, new BookOutlet(_slot), new DepthShape(50, 50, StreamsBeyondSnapshot: false), _time, NullLogger.Instance);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void A_whole_book_before_the_acknowledgement_is_the_book_and_changes_follow_it()
    {
        Say("""{"t":1790000000123,"full":true,"s":"ob.BTC_USDT.50","u":100,"b":[["60000","1"]],"a":[["60001","2"]]}""");
        Say("""{"t":1790000000143,"s":"ob.BTC_USDT.50","U":101,"u":103,"b":[["60000","0"],["59999","4"]],"a":[]}""");

        _slot.Read(_seen);
        Assert.True(_seen.IsUsable);
        Assert.Equal((103L, 59999m, 4m, 60001m), (_seen.Sequence, _seen.BestBid.Value, _seen.Bids[0].Quantity.Value, _seen.BestAsk.Value));
    }

    [Fact]
    public void A_whole_book_later_on_replaces_and_is_not_merged()
    {
        Say("""{"full":true,"s":"ob.BTC_USDT.50","u":100,"b":[["60000","1"]],"a":[["60001","2"]]}""");
        Say("""{"full":true,"s":"ob.BTC_USDT.50","u":90,"b":[["59000","1"]],"a":[["59001","2"]]}""");

        _slot.Read(_seen);
        Assert.Equal((90L, 1, 59000m, 59001m), (_seen.Sequence, _seen.BidCount, _seen.BestBid.Value, _seen.BestAsk.Value));
    }

    [Fact]
    public async Task A_gap_makes_it_unusable_and_is_mended_by_subscribing_anew()
    {
        var renewed = 0;
        var keeping = _feed.KeepSubscribedAsync((_, _) => Task.FromResult(Interlocked.Increment(ref renewed)), _stop.Token);
        Say("""{"full":true,"s":"ob.BTC_USDT.50","u":100,"b":[["60000","1"]],"a":[["60001","2"]]}""");
        Say("""{"s":"ob.BTC_USDT.50","U":102,"u":102,"b":[],"a":[]}""");
        _slot.Read(_seen);
        Assert.False(_seen.IsUsable);

        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return Volatile.Read(ref renewed) > 0;
        });
        Say("""{"full":true,"s":"ob.BTC_USDT.50","u":110,"b":[["60000","1"]],"a":[["60001","2"]]}""");
        _slot.Read(_seen);

        Assert.True(_seen.IsUsable);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    [Fact]
    public void A_crossed_whole_book_is_not_usable()
    {
        Say("""{"full":true,"s":"ob.BTC_USDT.50","u":100,"b":[["60002","1"]],"a":[["60001","2"]]}""");
        _slot.Read(_seen);
        Assert.False(_seen.IsUsable);
    }

    private void Say(string result)
    {
        var frame = new PublicFrame();
        var read = _reader.Read(Encoding.UTF8.GetBytes($$"""{"time":1790000000,"channel":"spot.obu","event":"update","result":{{result}}}"""), frame);
        Assert.Equal((BookMessageKind.Change, 0), (read.Kind, read.Symbol));
        _feed.OnChange(frame.Depth, _time.GetUtcNow());
    }
}
