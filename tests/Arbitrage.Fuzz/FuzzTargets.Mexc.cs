using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Mexc;
using Arbitrage.Venues.Mexc.Wire;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Google.Protobuf;

namespace Arbitrage.Fuzz;

/// <content>MEXC. Frames follow the samples of its documentation; pushes are written by the generated classes.</content>
internal static partial class FuzzTargets
{
    private const string MexcOrder =
        """{"symbol":"BTCUSDT","orderId":"C02__385413065019117569043","orderListId":-1,"clientOrderId":"a0-abcdefgh-1-a","price":"0.004327","origQty":"1220","executedQty":"1220","cummulativeQuoteQty":"5.54124","status":"FILLED","timeInForce":null,"type":"LIMIT","side":"SELL","time":1707671871000,"updateTime":null}""";

    private static IEnumerable<FuzzTarget> Mexc()
    {
        var wire = new MexcWire(Index(Venue.MexcSpot));
        var reader = new MexcPublicReader(["ETHUSDT", "BTCUSDT"], "100ms");
        var frame = new PublicFrame();
        yield return Target(
            "mexc public", FrameFormat.Proto, PublicPushes(), bytes => Said(frame, reader.ReadPush(bytes, frame), streamsBeyond: true));
        yield return Target(
            "mexc control", FrameFormat.Json,
            Bytes(
                """{"id":2,"code":0,"msg":"spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT"}""", """{"id":0,"code":0,"msg":"PONG"}""",
                """{"id":4,"code":0,"msg":"Not Subscribed successfully! [x].  Reason： Blocked!"}"""),
            bytes => reader.ReadControl(bytes));
        yield return Target(
            "mexc book", FrameFormat.Json,
            Bytes("""{"lastUpdateId":20453289489,"bids":[["45995.47","10.33"]],"asks":[["45995.48","13.45"]],"timestamp":1704908526228}"""),
            bytes => Follow(MexcPublicReader.ReadSnapshot(bytes), streamsBeyond: true));
        yield return PrivatePushes("mexc private", isText: false, FrameFormat.Proto, OwnPushes());
        yield return PrivatePushes(
            "mexc private control", isText: true, FrameFormat.Json,
            Bytes("""{"id":1,"code":0,"msg":"spot@private.orders.v3.api.pb"}""", """{"id":0,"code":0,"msg":"PONG"}""", """{"id":1,"code":0,"msg":"no"}"""));
        yield return Total(
            "mexc create reply", reply => MexcReplies.Outcome(reply, Own, Redaction),
            """{"symbol":"BTCUSDT","orderId":"C02__505979017439002624115","orderListId":-1,"price":"0.1","origQty":"50","type":"LIMIT","side":"BUY","transactTime":1}""",
            """{"code":30004,"msg":"Insufficient position"}""", MexcOrder);
        yield return Reply("mexc orders", json => List(json, wire.Order), $"[{MexcOrder}]");
        yield return Reply("mexc order list", json => List(json, wire.Record), $"[{MexcOrder}]");
        yield return Reply(
            "mexc own trades", json => List(json, row => MexcWire.Trade(row, Instrument(Venue.MexcSpot))),
            """[{"symbol":"BTCUSDT","id":"dd44f79dda764c2e927a190ac5e7a1e5","orderId":"C02__3","price":"0.004542","qty":"1220","quoteQty":"5.54124","commission":"0","commissionAsset":"USDT","time":1707671871000,"isBuyer":false,"isMaker":false,"clientOrderId":null}]""");
        yield return Reply("mexc balances", json => List(json, MexcWire.Balance), """[{"asset":"USDT","free":"1000","locked":"0"}]""");
        yield return Reply(
            "mexc fees", MexcWire.Fees, """{"data":{"makerCommission":0.0,"takerCommission":0.0005},"code":0,"msg":"success","timestamp":1669109672717}""");
        yield return Reply("mexc deduction", json => MexcWire.DeductsInMx(json), """{"data":{"mxDeductEnable":true},"code":0}""");
        yield return Reply("mexc own symbols", json => MexcWire.OwnSymbols(json), """{"code":200,"data":["BTCUSDT"],"msg":null}""");
        yield return Reply(
            "mexc coins", json => MexcWire.Coins(json, ImmutableArray.Create(new Asset("XYZ"))),
            """[{"coin":"XYZ","Name":"XYZ","networkList":[{"coin":"XYZ","depositEnable":true,"network":"ERC20","withdrawEnable":false,"withdrawFee":"0.5","withdrawMin":"1","contract":"0xaa","netWork":"ETH"}]}]""");
        yield return Reply(
            "mexc symbol", json => MexcInstruments.Map(new(Btc, "BTCUSDT"), json),
            """{"symbol":"BTCUSDT","status":"1","baseAssetPrecision":8,"quotePrecision":2,"quoteAssetPrecision":2,"isSpotTradingAllowed":true,"quoteAmountPrecision":"1","baseSizePrecision":"0.000001","filters":[{"filterType":"P","bidMultiplierUp":"1.2","askMultiplierDown":"0.9"}],"makerCommission":"0","takerCommission":"0.0005","tradeSideType":1}""");
        yield return Reply(
            "mexc trades", json => List(json, MexcMarketReader.Trade),
            """[{"id":null,"price":"3219.58","qty":"0.04757","quoteQty":"153.15","time":1737623988881,"isBuyerMaker":false}]""",
            """[{"a":null,"f":null,"l":null,"p":"46782.67","q":"0.0038","T":1641380483000,"m":false,"M":true}]""");
        yield return Reply(
            "mexc deposits", json => List(json, MexcHistory.Deposit),
            """[{"amount":"250","coin":"USDT","network":"TRX","status":5,"txId":"aa01","insertTime":1790000000000}]""");
        yield return Reply(
            "mexc withdrawals", json => List(json, MexcHistory.Withdrawal), """[{"id":"w0001","coin":"USDT","amount":"100","status":7,"applyTime":1790000000000}]""");
        yield return Reply(
            "mexc transfers", json => MexcHistory.TransferRows(json).Select(row => MexcHistory.Transfer(row, -1)).ToList(),
            """{"rows":[{"tranId":"t1","asset":"USDT","amount":"10","status":"SUCCESS","timestamp":1790000002000}],"total":1}""");
    }

    private static byte[][] PublicPushes() =>
    [
        new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT", Symbol = "BTCUSDT", CreateTime = 1_790_000_000_100, SendTime = 1_790_000_000_123,
            PublicAggreDepths = new()
            {
                Bids = { new PublicAggreDepthV3ApiItem { Price = "60000.00", Quantity = "1.5" }, new PublicAggreDepthV3ApiItem { Price = "59999", Quantity = "0.00000000" } },
                Asks = { new PublicAggreDepthV3ApiItem { Price = "60001", Quantity = "2" } },
                FromVersion = "101", ToVersion = "105",
            },
        }.ToByteArray(),
        new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT", Symbol = "BTCUSDT", SendTime = 1_790_000_000_123,
            PublicAggreBookTicker = new() { BidPrice = "60000.00", BidQuantity = "1.5", AskPrice = "60000.01", AskQuantity = "2", Version = "36913293511" },
        }.ToByteArray(),
        new PushDataV3ApiWrapper
        {
            Channel = "spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT", Symbol = "BTCUSDT",
            PublicAggreDeals = new() { Deals = { new PublicAggreDealsV3ApiItem { Price = "60000", Quantity = "0.1", TradeType = 1, Time = 1_790_000_000_000, TradeId = "t" } } },
        }.ToByteArray(),
    ];

    private static byte[][] OwnPushes() =>
    [
        new PushDataV3ApiWrapper
        {
            Channel = "spot@private.orders.v3.api.pb", Symbol = "BTCUSDT", SendTime = 1_790_000_000_123,
            PrivateOrders = new()
            {
                Id = "C02__1", ClientId = "a0-abcdefgh-1-a", Price = "60000", Quantity = "1", CumulativeQuantity = "0.5", CumulativeAmount = "30000", Status = 5,
                OrderType = 3, TradeType = 1, CreateTime = 1_790_000_000_000, LastDealQuantity = "0.5",
            },
        }.ToByteArray(),
        new PushDataV3ApiWrapper
        {
            Channel = "spot@private.deals.v3.api.pb", Symbol = "BTCUSDT",
            PrivateDeals = new()
            {
                Price = "60000", Quantity = "0.5", Amount = "30000", TradeType = 2, IsMaker = true, TradeId = "t1", ClientOrderId = "a0-abcdefgh-1-a",
                OrderId = "C02__1", FeeAmount = "0.1", FeeCurrency = "USDT", Time = 1_790_000_000_000,
            },
        }.ToByteArray(),
        new PushDataV3ApiWrapper
        {
            Channel = "spot@private.account.v3.api.pb", PrivateAccount = new() { VcoinName = "USDT", BalanceAmount = "1", Type = "ENTRUST", Time = 1 },
        }.ToByteArray(),
    ];

    private static FuzzTarget PrivatePushes(string name, bool isText, FrameFormat format, byte[][] seeds)
    {
        var options = Options(Venue.MexcSpot);
        var rest = new MexcRest(options, Key, TimeProvider.System);
        var protocol = new MexcPrivateProtocol(
            options, Key, Index(Venue.MexcSpot), new MexcListenKey(rest, TimeProvider.System), new PrivateMerge(new CheckingSink()).Join(), TimeProvider.System);
        return new(name, format, seeds, bytes =>
        {
            try
            {
                protocol.OnMessage(bytes, isText);
                return Reading.Taken;
            }
            catch (InvalidDataException)
            {
                // How a stream says that its connection must be dropped.
                return Reading.Refused;
            }
        });
    }
}
