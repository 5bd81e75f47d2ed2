using System.Text.Json;
using Arbitrage.Domain.Markets;

namespace Arbitrage.VenueServer.Tests;

/// <summary>Orders over Gate's sockets: login, the double answer of a placement, and the same outcomes as over REST.</summary>
public sealed class GateOrderEntryWireSpecs
{
    [Theory]
    [InlineData("/ws/v4/", "spot")]
    [InlineData("/v4/ws/usdt", "futures")]
    public async Task Login_takes_the_right_signature_only(string path, string product)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, path));

        var bad = await socket.LoginAsync(venues, product, "00");
        var early = await socket.RequestAsync($"{product}.order_status", "r0", """{"order_id":"1","currency_pair":"BTC_USDT"}""");
        var good = await socket.LoginAsync(venues, product);

        Assert.Equal(("401", "INVALID_SIGNATURE"), (Header(bad, "status"), Label(bad)));
        Assert.Equal(("401", "INVALID_CREDENTIALS"), (Header(early, "status"), Label(early)));
        Assert.Equal(("200", "10000001"), (Header(good, "status"), good.GetProperty("data").GetProperty("result").GetProperty("uid").GetString()));
    }

    [Fact]
    public async Task Placement_is_acknowledged_then_answered_with_the_order_which_rest_knows_too()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");

        await socket.SendAsync(
            $$$"""{"time":1,"channel":"spot.order_place","event":"api","payload":{"req_id":"r1","req_param":{{{GateSpotWireSpecs.Order("0.01", "59000", "gtc", "t-ws")}}}}}""");
        var first = await socket.ReadJsonAsync(_ => true);
        var second = await socket.ReadJsonAsync(_ => true);

        Assert.True(first.GetProperty("ack").GetBoolean());
        Assert.Equal("t-ws", first.GetProperty("data").GetProperty("result").GetProperty("req_param").GetProperty("text").GetString());
        Assert.Equal(("r1", "200"), (second.GetProperty("request_id").GetString(), Header(second, "status")));
        var order = Result(second);
        Assert.Equal(("open", "59000"), (Text(order, "status"), Text(order, "price")));
        var (_, found) = await venues.GateAsync("GET", "/spot/orders/t-ws", "currency_pair=BTC_USDT");
        Assert.Equal(Text(order, "id"), Text(found, "id"));
    }

    [Fact]
    public async Task Spot_orders_are_amended_listed_queried_and_cancelled()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");
        var id = Text(Result(await socket.RequestAsync("spot.order_place", "1", GateSpotWireSpecs.Order("0.01", "59000", "gtc", "t-a"))), "id");

        var amended = await socket.RequestAsync("spot.order_amend", "2", $$"""{"order_id":"{{id}}","currency_pair":"BTC_USDT","price":"58000"}""");
        var (_, balances) = await venues.GateAsync("GET", "/spot/accounts", "currency=USDT");
        var listed = await socket.RequestAsync("spot.order_list", "3", """{"currency_pair":"BTC_USDT","status":"open"}""");
        var status = await socket.RequestAsync("spot.order_status", "4", $$"""{"order_id":"{{id}}","currency_pair":"BTC_USDT"}""");
        var cancelled = await socket.RequestAsync("spot.order_cancel", "5", $$"""{"order_id":"{{id}}","currency_pair":"BTC_USDT"}""");
        var again = await socket.RequestAsync("spot.order_cancel", "6", $$"""{"order_id":"{{id}}","currency_pair":"BTC_USDT"}""");

        Assert.Equal("58000", Text(Result(amended), "price"));
        Assert.Equal("580", Text(balances[0], "locked"));
        Assert.Equal(1, Result(listed).GetArrayLength());
        Assert.Equal("open", Text(Result(status), "status"));
        Assert.Equal("cancelled", Text(Result(cancelled), "status"));
        Assert.Equal(("400", "ORDER_CLOSED"), (Header(again, "status"), Label(again)));
    }

    [Fact]
    public async Task Batches_fail_and_succeed_one_by_one_and_are_cancelled_by_ids_and_by_pair()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");
        string[] orders =
        [
            GateSpotWireSpecs.Order("0.001", "59000", "gtc", "t-1"), GateSpotWireSpecs.Order("0.00015", "59000", "gtc", "t-2"),
            GateSpotWireSpecs.Order("0.001", "58000", "gtc", "t-3"),
        ];

        var placed = Result(await socket.RequestAsync("spot.order_place", "1", $"[{string.Join(',', orders)}]"));
        var byIds = Result(await socket.RequestAsync(
            "spot.order_cancel_ids", "2", $$"""[{"id":"{{Text(placed[0], "id")}}","currency_pair":"BTC_USDT"},{"id":"1","currency_pair":"BTC_USDT"}]"""));
        var byPair = Result(await socket.RequestAsync("spot.order_cancel_cp", "3", """{"currency_pair":"BTC_USDT","side":"buy"}"""));

        Assert.Equal([true, false, true], placed.EnumerateArray().Select(o => o.GetProperty("succeeded").GetBoolean()));
        Assert.Equal("INVALID_PRECISION", Text(placed[1], "label"));
        Assert.Equal([true, false], byIds.EnumerateArray().Select(o => o.GetProperty("succeeded").GetBoolean()));
        Assert.Equal(Text(placed[2], "id"), Text(Assert.Single(byPair.EnumerateArray().ToList()), "id"));
        Assert.Empty(venues.Model(Venue.GateSpot).OpenOrders());
    }

    [Fact]
    public async Task Futures_are_placed_amended_by_total_size_and_cancelled()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/v4/ws/usdt"), ("X-Gate-Size-Decimal", "1"));
        await socket.LoginAsync(venues, "futures");

        var placed = Result(await socket.RequestAsync("futures.order_place", "1", Future("-10", "61000", "gtc", "t-f")));
        var id = placed.GetProperty("id").GetInt64();
        var amended = Result(await socket.RequestAsync("futures.order_amend", "2", $$"""{"order_id":"{{id}}","size":"-4"}"""));
        var wrongSign = await socket.RequestAsync("futures.order_amend", "3", $$"""{"order_id":"{{id}}","size":"4"}""");
        var cancelled = Result(await socket.RequestAsync("futures.order_cancel", "4", $$"""{"order_id":"t-f"}"""));
        var batch = Result(await socket.RequestAsync(
            "futures.order_batch_place", "5", $"[{Future("1", "59000", "gtc", "t-b")},{Future("0", "59000", "gtc", "t-c")}]"));

        Assert.Equal(("-10", "open"), (Text(placed, "size"), Text(placed, "status")));
        Assert.Equal("-4", Text(amended, "left"));
        Assert.Equal("INVALID_ARGUMENT", Label(wrongSign));
        Assert.Equal(("finished", "cancelled"), (Text(cancelled, "status"), Text(cancelled, "finish_as")));
        Assert.Equal([true, false], batch.EnumerateArray().Select(o => o.GetProperty("succeeded").GetBoolean()));
        Assert.Equal("invalid size", Text(batch[1], "detail"));
    }

    [Fact]
    public async Task Expiry_header_of_a_frame_is_kept()
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");

        var late = await socket.RequestAsync(
            "spot.order_place", "1", GateSpotWireSpecs.Order("0.0001", "60000.1", "ioc", "t-late"), """{"x-gate-exptime":"1600000000000"}""");

        Assert.Equal(("400", "REQUEST_EXPIRED"), (Header(late, "status"), Label(late)));
        Assert.Empty(venues.Model(Venue.GateSpot).Trades());
    }

    [Theory]
    [InlineData("before_read", new string[0])]
    [InlineData("after_read", new[] { "dropped:closed_after_read" })]
    [InlineData("after_execution", new[] { "filled" })]
    public async Task Socket_breaks_around_a_placement_at_the_stage(string stage, string[] outcomes)
    {
        await using var venues = await TestVenues.StartAsync();
        await using var socket = await TestSocket.OpenAsync(new(venues.Host.GateUrl, "/ws/v4/"));
        await socket.LoginAsync(venues, "spot");
        await venues.FaultAsync($$"""{"kind":"close_create","venue":"gate_spot","stage":"{{stage}}"}""");

        await Assert.ThrowsAnyAsync<System.Net.WebSockets.WebSocketException>(() =>
            socket.RequestAsync("spot.order_place", "1", GateSpotWireSpecs.Order("0.0001", "60000.1", "ioc", "t-f")));

        Assert.Equal(outcomes, venues.Model(Venue.GateSpot).Creates().Select(c => c.Outcome));
    }

    [Fact]
    public async Task Amending_to_the_filled_part_cancels_and_amending_across_the_book_fills()
    {
        await using var venues = await TestVenues.StartAsync();
        var (_, part) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.001", "60000.1", "gtc", "t-p"));
        var (_, rest) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.001", "59000", "gtc", "t-r"));

        var (_, ended) = await venues.GateAsync("PATCH", $"/spot/orders/{Text(part, "id")}", "currency_pair=BTC_USDT", """{"amount":"0.0004"}""");
        var (_, filled) = await venues.GateAsync("PATCH", $"/spot/orders/{Text(rest, "id")}", "currency_pair=BTC_USDT", """{"price":"60001"}""");
        var (status, tooMuch) = await venues.GateAsync("PATCH", $"/spot/orders/{Text(rest, "id")}", "currency_pair=BTC_USDT", """{"amount":"9"}""");

        Assert.Equal(("cancelled", "0.0004"), (Text(ended, "status"), Text(ended, "filled_amount")));
        Assert.Equal(("closed", "0.001"), (Text(filled, "status"), Text(filled, "filled_amount")));
        Assert.Equal((400, "ORDER_CLOSED"), (status, Text(tooMuch, "label")));
    }

    [Fact]
    public async Task Amend_without_funds_leaves_the_order_as_it_was()
    {
        await using var venues = await TestVenues.StartAsync();
        var (_, order) = await venues.GateAsync("POST", "/spot/orders", "", GateSpotWireSpecs.Order("0.01", "59000", "gtc", "t-r"));

        var (status, refusal) = await venues.GateAsync("PATCH", $"/spot/orders/{Text(order, "id")}", "currency_pair=BTC_USDT", """{"amount":"1"}""");

        Assert.Equal((400, "BALANCE_NOT_ENOUGH"), (status, Text(refusal, "label")));
        var (_, balances) = await venues.GateAsync("GET", "/spot/accounts", "currency=USDT");
        Assert.Equal("590", Text(balances[0], "locked"));
        Assert.Equal("0.01", Text((await venues.GateAsync("GET", "/spot/orders/t-r", "currency_pair=BTC_USDT")).Body, "amount"));
    }

    internal static string Future(string size, string price, string tif, string text) =>
        $$"""{"contract":"BTC_USDT","size":"{{size}}","price":"{{price}}","tif":"{{tif}}","text":"{{text}}"}""";

    private static JsonElement Result(JsonElement frame) => frame.GetProperty("data").TryGetProperty("result", out var result)
        ? result
        : throw new InvalidOperationException(frame.ToString());

    private static string? Header(JsonElement frame, string name) => Text(frame.GetProperty("header"), name);

    private static string? Label(JsonElement frame) => Text(frame.GetProperty("data").GetProperty("errs"), "label");

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
