using Arbitrage.Domain.Markets;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Gate;
using Arbitrage.Venues.Rest;
using Arbitrage.Venues.Sockets;
using Arbitrage.Venues.Wire;

namespace Arbitrage.Fuzz;

/// <content>Gate. Frames follow the samples of its documentation.</content>
internal static partial class FuzzTargets
{
    private const string SpotOrder =
        """{"id":"1852454420","text":"t-a0-abcdefgh-1-a","amend_text":"-","create_time":"1710488334","update_time":"1710488334","create_time_ms":1710488334073,"update_time_ms":1710488334074,"status":"closed","currency_pair":"BTC_USDT","type":"limit","account":"spot","side":"buy","amount":"0.001","price":"65000","time_in_force":"ioc","left":"0","filled_amount":"0.001","filled_total":"63.4693","avg_deal_price":"63469.3","fee":"0.000002","fee_currency":"BTC","finish_as":"filled"}""";

    private const string SpotMarketOrder =
        """{"id":"7","text":"apiv4","create_time_ms":1710488334073,"status":"closed","currency_pair":"BTC_USDT","type":"market","side":"buy","amount":"100","left":"1","filled_total":"99","avg_deal_price":"50"}""";

    private const string FuturesOrder =
        """{"id":299207900263708423,"user":100000,"contract":"BTC_USDT","create_time":1790000000.123,"finish_time":1790000000.125,"size":"-10","iceberg":"0","left":"-4","price":"60000","fill_price":"60001.5","tif":"ioc","text":"t-a0-abcdefgh-1-a","status":"finished","finish_as":"ioc"}""";

    private const string GateRefusal = """{"label":"BALANCE_NOT_ENOUGH","message":"Not enough balance"}""";

    private const string SpotTrade =
        """{"id":"5736713","user_id":1000001,"order_id":"30784428","currency_pair":"BTC_USDT","create_time":1605176741,"create_time_ms":"1605176741123.456","side":"sell","amount":"1.0","role":"taker","price":"10000","fee":"0.002","fee_currency":"USDT","point_fee":"0","gt_fee":"0","text":"t-a0-abcdefgh-1-a"}""";

    private const string FuturesTrade =
        """{"id":"3335259","create_time":1628736848,"create_time_ms":1628736848321,"contract":"BTC_USDT","order_id":"4872460","size":"-15","price":"40000.4","role":"maker","text":"api","fee":0.0009290592,"point_fee":0}""";

    private static IEnumerable<FuzzTarget> GatePublic()
    {
        string[] spot =
        [
            """{"time":1790000000,"time_ms":1790000000130,"channel":"spot.order_book_update","event":"update","result":{"t":1790000000123,"l":"100","e":"depthUpdate","E":1790000000,"s":"BTC_USDT","U":48776301,"u":48776306,"b":[["60000.0","1.25"],["59999","0"]],"a":[["60001","0.5"]]}}""",
            """{"channel":"spot.obu","event":"update","result":{"t":1790000000123,"full":true,"s":"ob.BTC_USDT.50","u":48776306,"b":[["60000.0","1.25"]],"a":[["60001.0","0.5"]]}}""",
            """{"time":1606293275,"channel":"spot.book_ticker","event":"update","result":{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}""",
            """{"time":1606292218,"channel":"spot.trades","event":"update","result":{"id":309143071,"create_time":1606292218,"create_time_ms":"1606292218213.4578","side":"sell","currency_pair":"BTC_USDT","amount":"16.47","price":"0.4705","range":"1-1"}}""",
            """{"time":1,"id":1,"channel":"spot.order_book_update","event":"subscribe","payload":["BTC_USDT","100ms"],"error":null,"result":{"status":"success"}}""",
            """{"channel":"spot.order_book_update","event":"subscribe","payload":["X"],"error":{"code":2,"message":"unknown currency pair"},"result":{"status":"fail"}}""",
            """{"time":1790000000,"channel":"spot.pong","event":"","error":null,"result":null}""",
        ];
        string[] futures =
        [
            """{"channel":"futures.order_book_update","event":"update","result":{"t":1790000000123,"s":"BTC_USDT","U":121506953851,"u":121506953899,"a":[{"p":"60001.5","s":21314},{"p":"60002","s":0}],"b":[{"p":"59995.7","s":"1.5"}],"l":"100"}}""",
            """{"channel":"futures.obu","event":"update","result":{"t":1615366381417,"full":true,"U":2517661101,"u":2517661113,"s":"ob.BTC_USDT.50","b":[["54672.1","58794.5"]],"a":[["54742","95.2"]]}}""",
            """{"channel":"futures.book_ticker","event":"update","result":{"t":1615366379123,"u":2517661076,"s":"BTC_USDT","b":"","B":0,"a":"54696.7","A":47061}}""",
            """{"channel":"futures.trades","event":"update","result":[{"size":"-108","id":27753479,"create_time":1790000000,"create_time_ms":1790000000123,"price":"96.4","contract":"BTC_USDT"}]}""",
            """{"channel":"futures.tickers","event":"update","result":[{"contract":"BTC_USDT","last":"63964.7","mark_price":"63964.8","funding_rate":"0.000052","funding_interval":28800,"funding_next_apply":1786550400,"index_price":"63989.2","t":1786540617093}]}""",
            """{"type":"upgrade","msg":"restart"}""",
        ];
        yield return Public("gate spot public", GateMarket.Spot, spot);
        yield return Public("gate futures public", GateMarket.Futures, futures);
        yield return Target(
            "gate spot book", FrameFormat.Json,
            Bytes("""{"id":48776300,"current":1790000000123,"update":1790000000121,"asks":[["60001.0","0.5"]],"bids":[["60000.0","1.25"]]}"""),
            bytes => Snapshot(new GatePublicReader(GateMarket.Spot, ["BTC_USDT"]).ReadSnapshot(bytes), streamsBeyond: false));
        yield return Target(
            "gate futures book", FrameFormat.Json,
            Bytes("""{"id":123456,"current":1623898993.123,"update":1623898993.121,"asks":[{"p":"1.52","s":"100"}],"bids":[{"p":"1.17","s":150}]}"""),
            bytes => Snapshot(new GatePublicReader(GateMarket.Futures, ["BTC_USDT"]).ReadSnapshot(bytes), streamsBeyond: false));
        yield return Reply(
            "gate spot pair", json => GateInstruments.MapSpot(new(Btc, "BTC_USDT"), json, Now),
            """{"id":"BTC_USDT","fee":"0.2","min_base_amount":"0.00001","min_quote_amount":"3","max_base_amount":"10000","amount_precision":6,"precision":1,"trade_status":"tradable","delisting_time":0,"up_rate":"0.05","down_rate":"0.02"}""");
        yield return Reply(
            "gate contract", json => GateInstruments.MapFutures(new(Btc, "BTC_USDT"), json),
            """{"name":"BTC_USDT","quanto_multiplier":"0.0001","maker_fee_rate":"-0.00025","taker_fee_rate":"0.0005","order_price_round":"0.1","order_size_min":"1","order_size_max":"1000000","order_price_deviate":"0.5","in_delisting":false,"status":"trading","enable_decimal":true}""");
        yield return Reply(
            "gate spot trades", json => List(json, row => GateMarketWire.Trade(row, GateMarket.Spot)),
            """[{"id":"1232893232","create_time_ms":"1548000000123.456","side":"buy","amount":"0.15","price":"0.03","sequence_id":"588018"}]""");
        yield return Reply(
            "gate futures trades", json => List(json, row => GateMarketWire.Trade(row, GateMarket.Futures)),
            """[{"id":121234231,"create_time":1514764800,"create_time_ms":1514764800.123,"contract":"BTC_USDT","size":"-100","price":"100.123"}]""");
        yield return Reply(
            "gate perpetual", GateMarketWire.Perpetual,
            """{"mark_price":"37985.6","index_price":"37954.92","last_price":"38026","funding_rate":"0.002053","funding_interval":28800,"funding_next_apply":1610035200}""");
        yield return Reply("gate funding", json => List(json, GateMarketWire.Funding), """[{"t":1543968000,"r":"0.000157"}]""");
        yield return Reply(
            "gate risk tiers", json => List(json, GateMarketWire.Tier),
            """[{"maintenance_rate":"0.01","tier":1,"initial_rate":"0.02","leverage_max":"50","risk_limit":"500000"}]""");
    }

    private static IEnumerable<FuzzTarget> GatePrivate()
    {
        var spot = new GateSpotWire(Index(Venue.GateSpot));
        var futures = new GateFuturesWire(Index(Venue.GateFutures));
        yield return Private(
            "gate spot private", Venue.GateSpot,
            $$"""{"time":1,"channel":"spot.orders","event":"update","result":[{{SpotOrder.Replace("\"status\":\"closed\"", "\"event\":\"finish\"", StringComparison.Ordinal)}}]}""",
            $$"""{"time":1,"channel":"spot.usertrades","event":"update","result":[{{SpotTrade}}]}""",
            """{"channel":"spot.balances","event":"update","result":[{"timestamp_ms":"1667556323730","currency":"USDT","change":"0","total":"1","available":"1"}]}""",
            """{"channel":"spot.orders","event":"subscribe","result":{"status":"success"},"error":null}""",
            """{"channel":"spot.orders","event":"subscribe","error":{"code":4,"message":"auth"},"result":{"status":"fail"}}""");
        yield return Private(
            "gate futures private", Venue.GateFutures,
            $$"""{"time":1,"channel":"futures.orders","event":"update","result":[{{FuturesOrder}}]}""",
            $$"""{"time":1,"channel":"futures.usertrades","event":"update","result":[{{FuturesTrade}}]}""",
            """{"channel":"futures.positions","event":"update","result":[{"contract":"BTC_USDT","size":1}]}""",
            """{"type":"upgrade","msg":"restart"}""");
        yield return Total(
            "gate spot create reply", reply => GateReplies.Outcome(reply.Status, reply.Body.Span, Own, spot.Order, Redaction), SpotOrder, GateRefusal,
            """{"id":"1","text":"t-a0-abcdefgh-1-a","amend_text":"-"}""");
        yield return Total(
            "gate futures create reply", reply => GateReplies.Outcome(reply.Status, reply.Body.Span, Own, futures.OwnOrder, Redaction), FuturesOrder, GateRefusal);
        yield return Target(
            "gate order socket", FrameFormat.Json,
            Bytes(
                $$$"""{"request_id":"r2","ack":false,"header":{"response_time":"1681986204784","status":"200","channel":"spot.order_place","event":"api","x_gate_ratelimit_limit":10},"data":{"result":{{{SpotOrder}}} }}""",
                $$$"""{"request_id":"r2","header":{"status":"401","channel":"spot.login","event":"api"},"data":{"errs":{{{GateRefusal}}} }}"""),
            bytes =>
            {
                var answer = GateSocketAnswer.Read(bytes);
                if (!answer.RequestId.IsEmpty)
                    Checks.Value(GateReplies.Outcome(answer.Status, answer.Body, Own, spot.Order, Redaction));
            });
        yield return Reply("gate spot orders", json => List(json, spot.Order), $"[{SpotOrder},{SpotMarketOrder}]");
        yield return Reply("gate spot order list", json => List(json, spot.Record), $"[{SpotOrder},{SpotMarketOrder}]");
        yield return Reply("gate futures orders", json => List(json, futures.Order), $"[{FuturesOrder}]");
        yield return Reply("gate futures order list", json => List(json, futures.Record), $"[{FuturesOrder}]");
        yield return Reply("gate spot own trades", json => List(json, spot.Trade), $"[{SpotTrade}]");
        yield return Reply("gate futures own trades", json => List(json, futures.Trade), $"[{FuturesTrade}]");
        yield return Reply(
            "gate spot rows", json => List(json, GateSpotWire.Row),
            """[{"id":"900000001","time":1790000000123,"currency":"USDT","change":"-250","balance":"750","type":"perp_out","code":"702","text":"3815099"}]""");
        yield return Reply(
            "gate futures rows", json => List(json, futures.Row),
            """[{"time":1790006400.104233,"change":"-0.6021","balance":"998.4","type":"fund","text":"BTC_USDT","contract":"BTC_USDT","trade_id":"","id":"70001"},{"time":1790000100.5,"change":"2.5","balance":"999","type":"pnl","text":"BTC_USDT:1"}]""");
        yield return Reply(
            "gate spot balances", json => List(json, GateSpotWire.Balance), """[{"currency":"USDT","available":"968.8","locked":"31.2","update_id":98}]""");
        yield return Reply("gate futures account", GateFuturesWire.Balance, """{"total":"9707.803567115145","available":"9669.091377934145"}""");
        yield return Reply(
            "gate positions", json => List(json, futures.Position),
            """[{"contract":"BTC_USDT","size":"-25","leverage":"5","entry_price":"74.35","mark_price":"74.43","liq_price":"160.07","margin":"1.49257625","mode":"single"}]""");
        yield return Reply("gate margin", GateFuturesWire.Margin, """{"leverage":"0","cross_leverage_limit":"5","mode":"single"}""");
        yield return Reply(
            "gate fees", json => new[] { GateAccountWire.SpotFees(json), GateAccountWire.FuturesFees(json) },
            """{"taker_fee":"0.002","maker_fee":"0.002","futures_taker_fee":"-0.00025","futures_maker_fee":"0.00075","gt_discount":false,"gt_taker_fee":"0","gt_maker_fee":"0","debit_fee":1}""");
        yield return Reply(
            "gate identity", GateAccountWire.Identity, """{"user_id":1667201533,"ip_whitelist":["127.0.0.1"],"currency_pairs":["USDT_BTC"],"key":{"mode":1},"tier":2}""");
        yield return Reply(
            "gate batch cancel", json => GateBatchCancel.Rows(json).Keys.ToList(),
            """[{"currency_pair":"BTC_USDT","id":"123456","succeeded":true,"label":null,"message":null},{"id":"7","succeeded":false,"label":"ORDER_NOT_FOUND","message":"x"}]""");
        yield return Reply(
            "gate coin", GateCoins.Read,
            """{"currency":"XYZ","delisted":false,"withdraw_disabled":false,"deposit_disabled":false,"trade_disabled":false,"chain":"ETH","chains":[{"name":"ETH","addr":"0xaa","withdraw_disabled":true,"deposit_disabled":false}]}""");
    }

    private static FuzzTarget Public(string name, GateMarket market, string[] seeds)
    {
        var reader = new GatePublicReader(market, ["BTC_USDT", "ETH_USDT"]);
        var frame = new PublicFrame();
        return Target(name, FrameFormat.Json, Bytes(seeds), bytes =>
        {
            var read = reader.Read(bytes, frame);
            if (market == GateMarket.Futures)
                frame.Scale(100m);
            Said(frame, read, streamsBeyond: false);
        });
    }

    private static void Snapshot(DepthUpdate book, bool streamsBeyond) => Follow(book, streamsBeyond);

    private static FuzzTarget Private(string name, Venue venue, params string[] seeds)
    {
        var options = Options(venue);
        var rest = new GateRest(venue, options, Key, TimeProvider.System);
        var protocol = new GatePrivateProtocol(venue, options, Key, Index(venue), rest, new PrivateMerge(new CheckingSink()).Join(), TimeProvider.System);
        return new(name, FrameFormat.Json, Bytes(seeds), bytes =>
        {
            try
            {
                protocol.OnMessage(bytes, isText: true);
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
