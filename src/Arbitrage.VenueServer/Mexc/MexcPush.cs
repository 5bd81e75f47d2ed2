using System.Diagnostics.CodeAnalysis;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.VenueServer.Streams;
using Google.Protobuf;
using static Arbitrage.VenueServer.Serving.WireText;

namespace Arbitrage.VenueServer.Mexc;

/// <summary>MEXC's channels and their protobuf messages (sheet section 7).</summary>
internal sealed class MexcPush(VenueModel model, TimeProvider clock)
{
    private const string Orders = "spot@private.orders.v3.api.pb";
    private const string Deals = "spot@private.deals.v3.api.pb";
    private const string Account = "spot@private.account.v3.api.pb";
    private const string Depth = "spot@public.aggre.depth.v3.api.pb";
    private const string Ticker = "spot@public.aggre.bookTicker.v3.api.pb";
    private const string Limit = "spot@public.limit.depth.v3.api.pb";
    private const string PublicDealsName = "spot@public.aggre.deals.v3.api.pb";
    private const int WholeBook = 5000;

    public static bool IsPrivate(string channel) => channel is Orders or Deals or Account;

    /// <summary>Public trades of one symbol; in this model they are the account's own.</summary>
    public bool IsDeals(string channel) =>
        channel.Split('@') is [_, _, "10ms" or "100ms", var symbol] && channel.StartsWith(PublicDealsName + "@", StringComparison.Ordinal)
        && model.Instruments.Any(i => i.VenueSymbol == symbol);

    /// <summary>A fill as everybody sees it, once for each pace of its channel.</summary>
    public IEnumerable<PushDataV3ApiWrapper> PublicDeals(VenueTrade trade)
    {
        var instrument = model.FindInstrument(trade.Symbol)!;
        foreach (var pace in new[] { "100ms", "10ms" })
        {
            var push = Wrapper($"{PublicDealsName}@{pace}@{instrument.VenueSymbol}", instrument);
            push.PublicAggreDeals = new() { EventType = $"{PublicDealsName}@{pace}" };
            push.PublicAggreDeals.Deals.Add(new PublicAggreDealsV3ApiItem
            {
                Price = Text(trade.Price.Value),
                Quantity = Text(trade.Quantity.Value),
                TradeType = TradeType(MexcJson.TakerBuys(trade) ? Side.Buy : Side.Sell),
                Time = Milliseconds(trade.At),
            });
            yield return push;
        }
    }

    /// <summary>`name@100ms@SYMBOL`, or `name@SYMBOL@levels` for the limited depth.</summary>
    public bool TryFeed(
        string channel, [NotNullWhen(true)] out FeedKey? key, [NotNullWhen(true)] out Func<BookFrame, ReadOnlyMemory<byte>>? encode)
    {
        (key, encode) = (null, null);
        var parts = channel.Split('@');
        if (parts.Length != 4)
            return false;
        var name = parts[0] + "@" + parts[1];
        var limited = name == Limit;
        var (symbol, variant) = limited ? (parts[2], parts[3]) : (parts[3], parts[2]);
        if (model.Instruments.FirstOrDefault(i => i.VenueSymbol == symbol) is not { } instrument)
            return false;
        var pace = TimeSpan.FromMilliseconds(variant == "10ms" ? 10 : 100);
        var pacedWell = variant is "10ms" or "100ms";
        (key, Action<PushDataV3ApiWrapper, BookFrame>? fill) = name switch
        {
            Depth when pacedWell => (new FeedKey(channel, instrument.Symbol, WholeBook, pace, SendEmpty: true), FillDepth),
            Ticker when pacedWell => (new FeedKey(channel, instrument.Symbol, 1, pace, SendEmpty: false), FillTicker),
            Limit when variant is "5" or "10" or "20" => (
                new FeedKey(channel, instrument.Symbol, int.Parse(variant), pace, SendEmpty: false), FillLimit),
            _ => ((FeedKey?)null, (Action<PushDataV3ApiWrapper, BookFrame>?)null),
        };
        if (key is null || fill is null)
            return false;
        encode = frame =>
        {
            var push = Wrapper(channel, instrument);
            fill(push, frame);
            return push.ToByteArray();
        };
        return true;
    }

    /// <summary>What happened, in its private channel; null when it has none.</summary>
    public PushDataV3ApiWrapper? Encode(VenueEvent happened)
    {
        switch (happened)
        {
            case VenueEvent.OrderChanged(var order, var change):
                var ofOrder = Wrapper(Orders, model.FindInstrument(order.Symbol)!);
                ofOrder.PrivateOrders = Order(order, change);
                return ofOrder;
            case VenueEvent.Traded(var trade):
                var ofTrade = Wrapper(Deals, model.FindInstrument(trade.Symbol)!);
                ofTrade.PrivateDeals = Deal(trade);
                return ofTrade;
            case VenueEvent.BalanceChanged balance:
                return new() { Channel = Account, SendTime = Milliseconds(clock.GetUtcNow()), PrivateAccount = Balance(balance) };
            default:
                return null;
        }
    }

    private PushDataV3ApiWrapper Wrapper(string channel, Instrument instrument) =>
        new() { Channel = channel, Symbol = instrument.VenueSymbol, SendTime = Milliseconds(clock.GetUtcNow()) };

    private static void FillDepth(PushDataV3ApiWrapper push, BookFrame frame)
    {
        var depths = new PublicAggreDepthsV3Api
        {
            EventType = Depth,
            FromVersion = Text(frame.First),
            ToVersion = Text(frame.Book.Sequence),
        };
        depths.Bids.AddRange(frame.Bids.Select(Item));
        depths.Asks.AddRange(frame.Asks.Select(Item));
        push.PublicAggreDepths = depths;

        static PublicAggreDepthV3ApiItem Item(BookLevel level) =>
            new() { Price = Text(level.Price.Value), Quantity = Text(level.Quantity.Value) };
    }

    private static void FillTicker(PushDataV3ApiWrapper push, BookFrame frame)
    {
        var (bid, ask) = (frame.Book.Bids.FirstOrDefault(), frame.Book.Asks.FirstOrDefault());
        push.PublicAggreBookTicker = new()
        {
            BidPrice = Text(bid.Price.Value),
            BidQuantity = Text(bid.Quantity.Value),
            AskPrice = Text(ask.Price.Value),
            AskQuantity = Text(ask.Quantity.Value),
            Version = Text(frame.Book.Sequence),
        };
    }

    private static void FillLimit(PushDataV3ApiWrapper push, BookFrame frame)
    {
        var depths = new PublicLimitDepthsV3Api { EventType = Limit, Version = Text(frame.Book.Sequence) };
        depths.Bids.AddRange(frame.Book.Bids.Select(Item));
        depths.Asks.AddRange(frame.Book.Asks.Select(Item));
        push.PublicLimitDepths = depths;

        static PublicLimitDepthV3ApiItem Item(BookLevel level) =>
            new() { Price = Text(level.Price.Value), Quantity = Text(level.Quantity.Value) };
    }

    private static PrivateOrdersV3Api Order(VenueOrder o, OrderChange change)
    {
        var left = o.Request.Quantity.IsZero ? 0m : o.Left.Value;
        return new()
        {
            Id = o.Id,
            ClientId = o.ClientId ?? "",
            Price = Text(o.Request.Limit.Value),
            Quantity = Text(o.Request.Quantity.Value),
            Amount = Text(o.Request.Quantity.IsZero ? o.Request.Budget.Value : o.Request.Limit.Value * o.Request.Quantity.Value),
            AvgPrice = Average(o.Notional.Value, o.Filled.Value),
            OrderType = o.Request.Kind switch
            {
                OrderKind.PostOnly => 2,
                OrderKind.ImmediateOrCancel => 3,
                OrderKind.FillOrKill => 4,
                OrderKind.Market => 5,
                _ => 1,
            },
            TradeType = TradeType(o.Request.Side),
            IsMaker = change == OrderChange.Placed && o.Request.Kind is OrderKind.PostOnly or OrderKind.GoodTillCancelled,
            RemainAmount = Text(left * o.Request.Limit.Value),
            RemainQuantity = Text(left),
            CumulativeQuantity = Text(o.Filled.Value),
            CumulativeAmount = Text(o.Notional.Value),
            Status = o switch
            {
                { IsOpen: true, Filled.IsZero: true } => 1,
                { End: OrderEnd.Filled } => 2,
                { IsOpen: true } => 3,
                { Filled.IsZero: true } => 4,
                _ => 5,
            },
            CreateTime = Milliseconds(o.CreatedAt),
        };
    }

    private static PrivateDealsV3Api Deal(VenueTrade t) => new()
    {
        Price = Text(t.Price.Value),
        Quantity = Text(t.Quantity.Value),
        Amount = Text(t.Price.Value * t.Quantity.Value),
        TradeType = TradeType(t.Side),
        IsMaker = t.Maker,
        TradeId = t.Id,
        ClientOrderId = t.ClientId ?? "",
        OrderId = t.OrderId,
        FeeAmount = Text(t.Fee),
        FeeCurrency = t.FeeAsset.Text,
        Time = Milliseconds(t.At),
    };

    private static PrivateAccountV3Api Balance(VenueEvent.BalanceChanged b) => new()
    {
        VcoinName = b.Balance.Asset.Text,
        CoinId = b.Balance.Asset.Text,
        BalanceAmount = Text(b.Balance.Free),
        BalanceAmountChange = Text(b.Change - b.LockedChange),
        FrozenAmount = Text(b.Balance.Locked),
        FrozenAmountChange = Text(b.LockedChange),
        Type = b.Cause switch
        {
            BalanceCause.OrderPlaced => "ENTRUST_PLACE",
            BalanceCause.Fill => "ENTRUST",
            BalanceCause.OrderEnded => "ENTRUST_CANCEL",
            _ => "DEPOSIT",
        },
        Time = Milliseconds(b.At),
    };

    private static int TradeType(Side side) => side == Side.Buy ? 1 : 2;
}
