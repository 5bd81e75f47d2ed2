using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Node.Hosting;

/// <summary>
/// What is looked at before an actor starts: every venue answers, knows every symbol and accepts orders on it, and the symbols are the
/// same coin (requirement B15) with contracts small enough for the hedge (B1).
/// </summary>
internal sealed class Preflight(NodeConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan BooksWithin = TimeSpan.FromSeconds(15);
    private static readonly decimal MaxMidDifference = 0.05m;

    /// <summary>Rules of every symbol at every venue.</summary>
    /// <exception cref="NodeFailure">Something is missing, or the configuration does not fit what the venues say.</exception>
    public async Task<ImmutableSortedDictionary<Venue, ImmutableArray<Instrument>>> RunAsync(CancellationToken cancel)
    {
        var rules = await ReadRulesAsync(cancel);
        var mids = await ReadMidsAsync(cancel);
        foreach (var symbol in configuration.Symbols)
        {
            CheckTradable(symbol.Symbol, rules);
            CheckSameCoin(symbol.Symbol, mids);
            CheckContract(symbol, rules[Venue.GateFutures].Single(i => i.Symbol == symbol.Symbol), mids[(Venue.GateFutures, symbol.Symbol)]);
        }

        return rules;
    }

    /// <summary>Rules of every symbol at every venue, unchecked.</summary>
    /// <exception cref="NodeFailure">A venue does not tell them.</exception>
    public async Task<ImmutableSortedDictionary<Venue, ImmutableArray<Instrument>>> ReadRulesAsync(CancellationToken cancel)
    {
        var rules = ImmutableSortedDictionary.CreateBuilder<Venue, ImmutableArray<Instrument>>();
        foreach (var venue in Domain.Markets.Venues.All)
            rules[venue] = await ReadRulesAsync(venue, cancel);
        return rules.ToImmutable();
    }

    /// <summary>B1: one contract is at most half of the rebalance threshold of the hedged notional.</summary>
    internal static void CheckContract(TradedSymbol symbol, Instrument perpetual, Price mid)
    {
        var s = symbol.Strategy;
        var contract = mid * perpetual.Multiplier;
        var most = s.BasePositionSize * s.MaxPositionMultiplier * (s.DeltaRebalanceThresholdPct / 100m) * 0.5m;
        if (contract > most)
        {
            throw new NodeFailure(ExitCode.BadInput,
                $"strategies[{symbol.Symbol}].base_position_size: one contract of {contract} USDT is more than half of "
                + $"delta_rebalance_threshold_pct {s.DeltaRebalanceThresholdPct} of the hedge; raise the size, the multiplier or the threshold");
        }
    }

    /// <summary>B15: tickers differ between venues; two mids further apart than 5 % are two coins.</summary>
    internal static void CheckSameCoin(Symbol symbol, IReadOnlyDictionary<(Venue, Symbol), Price> mids)
    {
        var all = Domain.Markets.Venues.All.Select(v => mids[(v, symbol)].Value).ToArray();
        if (all.Max() - all.Min() > all.Min() * MaxMidDifference)
        {
            throw new NodeFailure(ExitCode.BadInput,
                $"strategies[{symbol}]: the venues' prices {string.Join(", ", all.Select(DecimalText.Plain))} are more than 5 % apart; "
                + "check the names of the symbol at each venue");
        }
    }

    private static void CheckTradable(Symbol symbol, ImmutableSortedDictionary<Venue, ImmutableArray<Instrument>> rules)
    {
        foreach (var (venue, instruments) in rules)
        {
            if (!instruments.Single(i => i.Symbol == symbol).Tradable)
                throw new NodeFailure(ExitCode.MissingResource, $"{venue.Key()} does not accept orders on {symbol} now");
        }
    }

    private async Task<ImmutableArray<Instrument>> ReadRulesAsync(Venue venue, CancellationToken cancel)
    {
        var options = configuration.VenueOptions(venue);
        try
        {
            return await VenueAccess.CreateInstrumentSource(venue, options, time).ReadInstrumentsAsync(configuration.SymbolNames(venue), cancel);
        }
        catch (Exception e) when (e is VenueException or HttpRequestException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new NodeFailure(ExitCode.MissingResource, $"{venue.Key()} at {options.Rest} does not tell its rules: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyDictionary<(Venue, Symbol), Price>> ReadMidsAsync(CancellationToken cancel)
    {
        var slots = configuration.NewSlots();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var streams = Domain.Markets.Venues.All.Select(v => Task.Run(() => configuration.MarketStream(v, slots, time, loggers).RunAsync(stop.Token), cancel)).ToArray();
        try
        {
            var until = time.GetTimestamp();
            var mids = new Dictionary<(Venue, Symbol), Price>();
            var book = new Book();
            while (mids.Count < slots.Length)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancel);
                foreach (var slot in slots.Where(s => s.Published > 0))
                {
                    slot.Read(book);
                    if (book.IsUsable)
                        mids[(slot.Venue, slot.Symbol)] = book.Mid;
                }

                if (time.GetElapsedTime(until) > BooksWithin)
                {
                    var missing = slots.First(s => !mids.ContainsKey((s.Venue, s.Symbol)));
                    throw new NodeFailure(ExitCode.MissingResource,
                        $"{missing.Venue.Key()} shows no book of {missing.Symbol} within {BooksWithin.TotalSeconds:0} s");
                }
            }

            return mids;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(streams.Select(s => s.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        }
    }
}
