using System.Text.Json;
using Arbitrage.Actors.Hosting;
using Arbitrage.Domain.Connection;
using Arbitrage.Domain.Trading;
using Arbitrage.Domain.Units;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Demo;
using Arbitrage.Simulation.Market;
using Arbitrage.Simulation.Reporting;
using Arbitrage.VenueServer;
using Arbitrage.VenueServer.Serving;

namespace Arbitrage.Node.Tests.Demo;

/// <summary>
/// The socket of a CREATE is closed at every stage, at every venue, under a whole node that trades: each order is received once at most and ends
/// with what really became of it.
/// </summary>
public sealed class BrokenCreateSpecs : IDisposable
{
    private static readonly RequestFault[] Stages =
        [RequestFault.CloseMidReply, RequestFault.CloseAfterRead, RequestFault.CloseAfterExecution, RequestFault.CloseBeforeRead];

    private readonly string _directory = Directory.CreateTempSubdirectory("arbitrage-node-tests-").FullName;

    [Fact]
    public async Task An_order_whose_socket_broke_ends_with_its_true_outcome()
    {
        var market = new MarketGenerator(MarketPreset.Typical, 3, [new("BTC_USDT"), new("ETH_USDT"), new("NEIROETH_USDT")]);
        await using var host = await VenueServerHost.StartAsync(
            new(market, "demo-key", "demo-secret", VenueServerOptions.UsdtEverywhere(20_000m)));
        foreach (var venue in Domain.Markets.Venues.All)
        {
            foreach (var stage in Stages)
                host.Faults.Plan(venue, new(stage));
        }

        var report = await TradeAsync(new(host.GateUrl, host.MexcUrl));

        Assert.True(report.LedgerMatchesVenue, string.Join('\n', report.Notes));
        Assert.Equal(0L, report.InvariantViolations);
        var journal = JournalReader.ReadAll(DataDirectory.JournalFileOf(_directory)).Select(r => r.Happened).ToList();
        var outcomes = journal.OfType<ConnectionEvent.Finished>().ToDictionary(f => f.Id.Text, f => f.Outcome, StringComparer.Ordinal);
        var doubted = journal.OfType<ConnectionEvent.Doubted>().Select(d => d.Id.Text).Distinct(StringComparer.Ordinal).ToList();
        var received = await ReceivedAsync(host);
        Assert.True(doubted.Count >= Domain.Markets.Venues.All.Length, $"{doubted.Count} orders were ever in doubt");
        Assert.All(received.GroupBy(o => o.ClientId, StringComparer.Ordinal), same => Assert.Single(same));
        Assert.All(doubted, id => Assert.Equal(
            received.SingleOrDefault(o => o.ClientId == id && !o.IsDropped)?.Filled ?? 0m, FilledBy(outcomes[id])));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static decimal FilledBy(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.Ended ended => ended.Filled.Value,
        OrderOutcome.NoEffect => 0m,
        _ => throw new InvalidOperationException($"an order whose socket broke cannot end as {outcome}"),
    };

    private async Task<RunReport> TradeAsync(VenueAddresses venues)
    {
        var file = Path.Combine(_directory, "short.yaml");
        await File.WriteAllTextAsync(file, """
            reconciliation: {interval_seconds: 1, settle_gateio_seconds: 1, settle_mexc_seconds: 1, balance_read_gap_seconds: 0.3}
            risk_management:
              circuit_breakers: {error_rate_threshold: 1000}
            """);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        await new DemoRun(
            new(TimeSpan.FromSeconds(30), 3, _directory, [file], MarketPreset.Typical, venues, Json: true), output,
            TextWriter.Synchronized(error), _ => null, TimeProvider.System).RunAsync(CancellationToken.None);
        return RunReportJson.Read(output.ToString());
    }

    private static async Task<IReadOnlyList<Received>> ReceivedAsync(VenueServerHost host)
    {
        using var http = new HttpClient();
        using var log = JsonDocument.Parse(await http.GetStringAsync(new Uri(host.GateUrl, "/control/orders")));
        return
        [
            .. log.RootElement.EnumerateArray().Select(o => new Received(
                o.GetProperty("clientId").GetString()!, o.GetProperty("outcome").GetString()!.StartsWith("dropped", StringComparison.Ordinal),
                decimal.Parse(o.GetProperty("filled").ToString()))),
        ];
    }

    private sealed record Received(string ClientId, bool IsDropped, decimal Filled);
}
