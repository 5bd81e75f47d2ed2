using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Strategy;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Simulation.Model;

namespace Arbitrage.Simulation.Cluster.Checking;

/// <summary>
/// I10: a decision to add risk says what it saw of both books, and that was not too old, not too far apart in time, not crossed, and what the venue truly
/// displayed under that sequence number; no newer book had been displayed for longer than `stale_after_ms` and the way of a book.
/// </summary>
internal sealed class DecidedOnTrueBooks() : Checker("I10")
{
    /// <summary>What a book may take from the venue to the strategy, and a decision from the first byte of its event to the last.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(Venue, Symbol), Displayed> _displayed = [];
    private readonly Book _scratch = new();
    private bool _watches;

    /// <inheritdoc/>
    public override void Started(Incarnation incarnation)
    {
        if (_watches)
            return;
        _watches = true;
        foreach (var (venue, model) in Cluster.Venues)
            model.WatchBooks(book => Remember(venue, book));
    }

    /// <inheritdoc/>
    public override void Heard(in Durable durable)
    {
        if (durable.Happened is not StrategyEvent.LegsIntended legs || legs.Orders.All(o => o.Risk == RiskClass.Reducing))
            return;
        var settings = SettingsOf(legs.Orders[0].Symbol);
        foreach (var order in legs.Orders)
        {
            if (SeenAt(legs, order.Venue) is { } seen)
                Check(order, seen, settings);
            else
                Broken($"{order.Id} does not say which book of {order.Venue} it was decided on.");
        }

        if (legs.Purpose is PairPurpose.Entry or PairPurpose.Return && SeenAt(legs, legs.BuyVenue) is { } bought && SeenAt(legs, legs.SellVenue) is { } sold)
        {
            var skew = Math.Abs(bought.AgeMs - sold.AgeMs);
            if (skew > settings.MaxSkew.TotalMilliseconds + 1)
                Broken($"{legs.Orders[0].Id} was decided on books {skew} ms apart; {settings.MaxSkew.TotalMilliseconds} are allowed.");
        }
    }

    private void Check(OrderIntent order, BookSeen seen, StrategySettings settings)
    {
        if (seen.AgeMs > settings.StaleAfter.TotalMilliseconds)
            Broken($"{order.Id} was decided on a book of {order.Venue} {seen.AgeMs} ms old; {settings.StaleAfter.TotalMilliseconds} are allowed.");
        if (seen.Bid.IsNone || seen.Ask.IsNone || seen.Bid >= seen.Ask)
            Broken($"{order.Id} was decided on bid {seen.Bid} and ask {seen.Ask} of {order.Venue}.");
        if (!_displayed.TryGetValue((order.Venue, order.Symbol), out var displayed) || displayed.Find(seen.Sequence) is not { } shown)
            return;
        if (shown.Bid != seen.Bid || shown.Ask != seen.Ask)
            Broken($"{order.Id} saw {seen.Bid}/{seen.Ask} under number {seen.Sequence} of {order.Venue}, displayed was {shown.Bid}/{shown.Ask}.");
        // NotAfter is the decision plus the intents' life, in the venue's time and at most: a lease may have cut it.
        var decided = order.NotAfter - settings.IntentTtl;
        if (shown.ReplacedAt is { } replaced && decided < Cluster.Now && decided - replaced > settings.StaleAfter + OnTheWay)
            Broken($"{order.Id} was decided at {decided:O} on number {seen.Sequence} of {order.Venue}, which was replaced at {replaced:O}.");
    }

    private static BookSeen? SeenAt(StrategyEvent.LegsIntended legs, Venue venue)
    {
        foreach (var seen in legs.Seen.Books)
        {
            if (seen.Venue == venue)
                return seen;
        }

        return null;
    }

    private StrategySettings SettingsOf(Symbol symbol)
    {
        foreach (var settings in Cluster.Settings.Strategies)
        {
            if (settings.Symbol == symbol)
                return settings;
        }

        throw new InvalidOperationException($"{symbol} is not traded here.");
    }

    private void Remember(Venue venue, DisplayedBook book)
    {
        if (!_displayed.TryGetValue((venue, book.Symbol), out var displayed))
            _displayed.Add((venue, book.Symbol), displayed = new());
        book.CopyTo(_scratch, Cluster.Now);
        displayed.Add(book.Sequence, _scratch.BestBid, _scratch.BestAsk, Cluster.Now);
    }

    private readonly record struct Shown(Price Bid, Price Ask, DateTimeOffset? ReplacedAt);

    // The last displays of one book: far more than any feed is late.
    private sealed class Displayed
    {
        private const int Kept = 256;

        private readonly (long Sequence, Price Bid, Price Ask, DateTimeOffset At)[] _ring = new (long, Price, Price, DateTimeOffset)[Kept];
        private int _count;

        public void Add(long sequence, Price bid, Price ask, DateTimeOffset at) => _ring[_count++ % Kept] = (sequence, bid, ask, at);

        public Shown? Find(long sequence)
        {
            for (var i = _count - 1; i >= 0 && i >= _count - Kept; i--)
            {
                ref readonly var shown = ref _ring[i % Kept];
                if (shown.Sequence == sequence)
                    return new(shown.Bid, shown.Ask, i + 1 < _count ? _ring[(i + 1) % Kept].At : null);
            }

            return null;
        }
    }
}
