using System.Collections.Immutable;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Tests.Shared;
using Arbitrage.Venues;
using Arbitrage.Venues.Ports;
using Arbitrage.Venues.Tests.Public;
using Arbitrage.VenueServer.Serving;
using Microsoft.Extensions.Logging.Abstractions;

namespace Arbitrage.VenueServer.Tests.Connectors;

/// <summary>What every private connector does, the same for the three venues, over real HTTP and WebSocket against the venue server.</summary>
public abstract class ConnectorConformance(Venue venue, OrderEntry door = OrderEntry.Rest) : IAsyncLifetime
{
    private const string Secret = "conformance-secret";

    private readonly DateTimeOffset _start = TimeProvider.System.GetUtcNow().AddMinutes(-1);
    private VenueServerHost _host = null!;
    private VenueOptions _options = null!;
    private ImmutableArray<Instrument> _instruments;
    private int _intents;

    protected static Symbol Abc => StillMarket.Abc;

    protected VenueServerHost Host => _host;

    protected ITradingGateway Gateway { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var seeds = Domain.Markets.Venues.All.ToDictionary(
            v => v, IReadOnlyDictionary<Asset, decimal> (v) => v.IsSpot()
                ? new Dictionary<Asset, decimal> { [Asset.Usdt] = 1000m, [Abc.Base] = 50m }
                : new Dictionary<Asset, decimal> { [Asset.Usdt] = 1000m });
        _host = await VenueServerHost.StartAsync(new(new StillMarket(), "conformance-key", Secret, seeds));
        _options = Options(new(new("conformance-key"), new(Secret)));
        _instruments = await VenueAccess.CreateInstrumentSource(venue, _options, TimeProvider.System).ReadInstrumentsAsync(
            [new(Abc, venue == Venue.MexcSpot ? "ABCUSDT" : "ABC_USDT")], CancellationToken.None);
        Gateway = Connect(_options);
        await Eventually.HoldsAsync(() => door == OrderEntry.Rest || Gateway is IOrderDoor { Door: OrderEntry.Socket });
    }

    public async Task DisposeAsync()
    {
        (Gateway as IDisposable)?.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_order_within_the_book_fills_and_every_door_tells_the_same()
    {
        var before = await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();

        // Three at 10.1 and one at 10.2.
        var (intent, id) = await TakenAsync(Side.Buy, 4m, 10.2m);
        var report = await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync();
        var trades = await Gateway.ReadTradesAsync(Abc, _start, CancellationToken.None).AcceptedAsync();
        var after = await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();

        Assert.Equal(new OrderReport(venue, Abc, id, intent.Id, IsOpen: false, new(4m), new Notional(40.5m)), report);
        Assert.Equal(4m, trades.Sum(t => t.Quantity.Value));
        Assert.Equal(40.5m, trades.Sum(t => (t.Price * t.Quantity).Value));
        Assert.All(trades, t => Assert.Equal((intent.Id, id, Side.Buy, TradeCause.Own, false), (t.Order, t.VenueOrderId, t.Side, t.Cause, t.Maker)));
        Assert.True(trades.Sum(t => t.Fee) > 0m);
        AssertMoved(before, after, trades);
    }

    [Fact]
    public async Task An_order_by_its_own_id_is_the_same_order()
    {
        var (intent, id) = await TakenAsync(Side.Sell, 1m, 10m);

        Assert.Equal(
            await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync(),
            await Gateway.QueryAsync(Abc, intent.Id, null, CancellationToken.None).AcceptedAsync());
    }

    [Fact]
    public async Task An_order_beyond_the_book_fills_partly_and_ends()
    {
        var (intent, id) = await TakenAsync(Side.Buy, 7m, 10.1m);

        Assert.Equal(
            new(venue, Abc, id, intent.Id, IsOpen: false, new(3m), new Notional(30.3m)),
            await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync());
    }

    [Fact]
    public async Task An_order_away_from_the_book_ends_with_nothing()
    {
        var (intent, id) = await TakenAsync(Side.Buy, 1m, 10m);

        var report = await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync();

        Assert.Equal((false, 0m), (report!.IsOpen, report.Filled.Value));
        Assert.Empty(await Gateway.ReadTradesAsync(Abc, _start, CancellationToken.None).AcceptedAsync());
    }

    [Fact]
    public async Task A_resting_order_is_open_until_it_is_cancelled()
    {
        var (intent, id) = await TakenAsync(Side.Buy, 1m, 9.5m, OrderKind.GoodTillCancelled);

        Assert.Equal(
            new(venue, Abc, id, intent.Id, IsOpen: true, default, default),
            Assert.Single(await Gateway.ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync()));
        await Gateway.CancelAsync(Abc, intent.Id, null, CancellationToken.None).AcceptedAsync();

        Assert.Empty(await Gateway.ReadOpenOrdersAsync(CancellationToken.None).AcceptedAsync());
        Assert.Equal((false, 0m), await StateAsync(intent, id));
        Assert.Null(await Gateway.CancelAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync());
    }

    [Fact]
    public async Task An_order_nobody_sent_is_not_found() =>
        Assert.Null(await Gateway.QueryAsync(Abc, Next(Side.Buy, 1m, 10m).Id, null, CancellationToken.None).AcceptedAsync());

    [Fact]
    public async Task More_than_the_account_holds_is_refused() => Assert.Equal(
        VenueReject.InsufficientFunds,
        Assert.IsType<CreateOutcome.Rejected>(await SendAsync(Next(Side.Buy, 100_000m, 10.1m))).Reason);

    [Fact]
    public async Task An_order_that_arrives_after_its_NotAfter_is_refused_by_the_venue()
    {
        // Our clock is taken to be five seconds ahead of the venue's, which it is not: the order comes too late.
        var intent = Next(Side.Buy, 1m, 10.2m) with { NotAfter = Now.AddSeconds(-4) };
        var wrong = new ClockReading(TimeSpan.FromSeconds(-5), TimeSpan.Zero);

        var outcome = await Gateway.CreateAsync(intent, wrong, () => null, CancellationToken.None);

        Assert.Equal(VenueReject.Expired, Assert.IsType<CreateOutcome.Rejected>(outcome).Reason);
        Assert.Empty(_host.Models[venue].Trades());
    }

    [Theory]
    [InlineData(RequestFault.CloseBeforeRead, false)]
    [InlineData(RequestFault.CloseAfterRead, false)]
    [InlineData(RequestFault.CloseAfterExecution, true)]
    [InlineData(RequestFault.CloseMidReply, true)]
    [InlineData(RequestFault.ServerError, true)]
    public async Task What_a_fault_leaves_unknown_is_found_by_the_client_id(RequestFault fault, bool effect)
    {
        await Gateway.ReadAccountAsync(CancellationToken.None).AcceptedAsync();
        _host.Faults.Plan(venue, new(fault));
        var intent = Next(Side.Buy, 1m, 10.1m);

        var outcome = await SendAsync(intent);

        Assert.IsType<CreateOutcome.Unknown>(outcome);
        Assert.Equal(0, _host.Faults.Pending);
        Assert.Equal(effect ? 1 : 0, _host.Models[venue].Creates().Count(c => c.VenueId is not null));
        Assert.True(_host.Models[venue].Creates().Count <= 1);
        var report = await Gateway.QueryAsync(Abc, intent.Id, null, CancellationToken.None).AcceptedAsync();
        Assert.Equal(effect ? 1m : null, report?.Filled.Value);
    }

    [Fact]
    public async Task A_last_check_that_refuses_leaves_no_trace_at_the_venue()
    {
        // REST looks before it opens a connection and once more at the write, the socket at the write.
        var looks = door == OrderEntry.Rest ? 0 : 1;

        var outcome = await Gateway.CreateAsync(
            Next(Side.Buy, 1m, 10.1m), default, () => ++looks == 1 ? null : RefusalReason.Killed, CancellationToken.None);

        Assert.Equal(new CreateOutcome.NotSent(RefusalReason.Killed), outcome);
        Assert.Empty(_host.Models[venue].Creates());
    }

    [Fact]
    public async Task The_stream_tells_orders_and_trades_as_the_reads_do()
    {
        using var stop = new CancellationTokenSource();
        var sink = new StreamSink();
        var run = VenueAccess.CreatePrivateStream(venue, _options, _instruments, TimeProvider.System, NullLogger.Instance)
            .RunAsync(sink, stop.Token);
        Assert.Equal(["up"], await sink.UntilAsync(s => s is "up"));

        var (intent, id) = await TakenAsync(Side.Buy, 4m, 10.2m);
        var said = await sink.UntilAsync(s => s is OrderReport { IsOpen: false });
        while (said.OfType<AccountFact.Trade>().Sum(t => t.Quantity.Value) < 4m)
            said.AddRange(await sink.UntilAsync(s => s is AccountFact.Trade));
        if (!said.Contains("hint"))
            said.AddRange(await sink.UntilAsync(s => s is "hint"));

        Assert.Equal(await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync(), said.OfType<OrderReport>().Last());
        Assert.Equal(
            (await Gateway.ReadTradesAsync(Abc, _start, CancellationToken.None).AcceptedAsync()).Select(Told),
            said.OfType<AccountFact.Trade>().Select(Told));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_wrong_secret_is_told_as_such_and_never_shown()
    {
        const string wrong = "not-the-secret-either";
        var gateway = Connect(Options(new(new("conformance-key"), new(wrong))));

        var outcome = Assert.IsType<CreateOutcome.Rejected>(
            await gateway.CreateAsync(Next(Side.Buy, 1m, 10.1m), default, () => null, CancellationToken.None));
        var refused = Assert.IsType<VenueAnswer<AccountReport>.Rejected>(await gateway.ReadAccountAsync(CancellationToken.None));

        Assert.Equal((VenueReject.Authentication, VenueReject.Authentication), (outcome.Reason, refused.Reason));
        Assert.DoesNotContain(wrong, outcome.Text + refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fees_of_the_account_are_read() => Assert.Equal(
        new(new(0.0002m), new(0.001m)),
        await VenueAccess.CreateFeeSource(venue, _options, _instruments, TimeProvider.System, NullLogger.Instance)
            .ReadFeesAsync(Abc, CancellationToken.None).AcceptedAsync());

    [Fact]
    public async Task The_countdown_is_armed_where_there_is_one() =>
        Assert.Equal(venue != Venue.MexcSpot, await Gateway.ArmDeadManAsync(TimeSpan.FromSeconds(30), CancellationToken.None).AcceptedAsync());

    [Fact]
    public async Task Rows_leave_trades_out()
    {
        await TakenAsync(Side.Buy, 1m, 10.1m);

        Assert.DoesNotContain(await RowsAsync(), r => r.Kind is RowKind.Fee or RowKind.Other);
    }

    protected static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected async Task<IReadOnlyList<AccountFact.Row>> RowsAsync() => await Gateway.ReadRowsAsync(_start, CancellationToken.None).AcceptedAsync();

    /// <summary>Balances moved by exactly what the trades say.</summary>
    protected virtual void AssertMoved(AccountReport before, AccountReport after, IReadOnlyList<AccountFact.Trade> trades)
    {
        Assert.Equal(Total(before, Abc.Base) + trades.Sum(t => t.BaseChange.Value), Total(after, Abc.Base));
        Assert.Equal(Total(before, Asset.Usdt) - trades.Sum(t => (t.Price * t.Quantity).Value), Total(after, Asset.Usdt));
    }

    protected static decimal Total(AccountReport report, Asset asset) => report.Balances.Single(b => b.Asset == asset).Total;

    protected OrderIntent Next(Side side, decimal quantity, decimal cap, OrderKind kind = OrderKind.ImmediateOrCancel) => new(
        ClientOrderId.For(0, "abcdefgh", ++_intents, 'a'), venue, Abc, new(0, 1), side, kind, new(quantity), new(cap), false, RiskClass.AddsRisk,
        Now.AddSeconds(20), null);

    protected Task<CreateOutcome> SendAsync(OrderIntent intent) => Gateway.CreateAsync(intent, default, () => null, CancellationToken.None);

    /// <summary>Sends an order that the venue takes; where the reply tells a state, it is that of the query.</summary>
    protected async Task<(OrderIntent Intent, string VenueOrderId)> TakenAsync(
        Side side, decimal quantity, decimal cap, OrderKind kind = OrderKind.ImmediateOrCancel)
    {
        var intent = Next(side, quantity, cap, kind);
        var taken = Assert.IsType<CreateOutcome.Accepted>(await SendAsync(intent));
        Assert.Equal(venue == Venue.MexcSpot, taken.Report is null);
        if (taken.Report is { } told)
            Assert.Equal(await Gateway.QueryAsync(Abc, intent.Id, taken.VenueOrderId, CancellationToken.None).AcceptedAsync(), told);
        return (intent, taken.VenueOrderId);
    }

    private static (string Key, decimal Price, decimal Quantity, decimal Fee, Asset FeeAsset, ClientOrderId? Order, string VenueOrderId, bool Maker)
        Told(AccountFact.Trade t) =>
        (t.Key, t.Price.Value, t.Quantity.Value, t.Fee, t.FeeAsset, t.Order, t.VenueOrderId, t.Maker);

    private async Task<(bool IsOpen, decimal Filled)> StateAsync(OrderIntent intent, string id) =>
        await Gateway.QueryAsync(Abc, intent.Id, id, CancellationToken.None).AcceptedAsync() is { } report
            ? (report.IsOpen, report.Filled.Value)
            : (false, 0m);

    private ITradingGateway Connect(VenueOptions options) =>
        VenueAccess.CreateTradingGateway(venue, options, _instruments, TimeProvider.System, NullLogger.Instance);

    private VenueOptions Options(ApiKey key) => new()
    {
        Rest = venue == Venue.MexcSpot ? _host.MexcUrl : new(_host.GateUrl, "/api/v4"),
        Socket = new(venue switch
        {
            Venue.GateSpot => $"ws://{_host.GateUrl.Authority}/ws/v4/",
            Venue.GateFutures => $"ws://{_host.GateUrl.Authority}/v4/ws/usdt",
            _ => $"ws://{_host.MexcUrl.Authority}/ws",
        }),
        Key = key,
        OrderEntry = door,
        // The machine that tests may be busy: nothing here is about being fast.
        RecvWindow = TimeSpan.FromSeconds(20),
        Timeout = TimeSpan.FromSeconds(20),
    };
}
