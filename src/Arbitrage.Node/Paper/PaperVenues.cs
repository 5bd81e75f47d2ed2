using System.Collections.Immutable;
using System.Security.Cryptography;
using Arbitrage.Domain.Markets;
using Arbitrage.Domain.Units;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Configuration;
using Arbitrage.Node.Demo;
using Arbitrage.Node.Hosting;
using Arbitrage.Venues.Ports;
using Arbitrage.VenueServer;

namespace Arbitrage.Node.Paper;

/// <summary>
/// The venues of paper: public data straight from the venues, accounts and orders at a venue model of our own on loopback, behind the venues' wire
/// protocols and with keys made for this run. The model has the venues' rules and shows their books.
/// </summary>
internal sealed class PaperVenues : IRunVenues
{
    // Older than any read of an account, so that seeds are an opening balance and never a row.
    private static readonly DateTimeOffset SeededAt = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NumbersSince = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VenueServerHost _server;
    private readonly LiveBooks _books;
    private readonly Secret _key, _secret;
    private readonly bool _isContinued;

    private PaperVenues(VenueServerHost server, LiveBooks books, Secret key, Secret secret, string market, bool isContinued) =>
        (_server, _books, _key, _secret, Market, _isContinued) = (server, books, key, secret, market, isContinued);

    /// <inheritdoc/>
    public VenueAddresses Addresses => new(_server.GateUrl, _server.MexcUrl);

    /// <inheritdoc/>
    public string Market { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes =>
    [
        "orders were filled by a venue model: no fill says that the venue would have given it; funding is not settled",
        .. _isContinued ? (string[])["continued: the model's accounts began with what the journal adds up to; what it had not yet told did not happen"] : [],
        .. _books.Outages > 0 ? (string[])[$"books were taken away from the model {_books.Outages} times, because the real ones were lost or old"] : [],
    ];

    /// <summary>Reads the venues' rules, starts the model and lets it follow their books.</summary>
    /// <exception cref="NodeFailure">A venue does not answer, or the data directory cannot be continued.</exception>
    public static async Task<PaperVenues> StartAsync(
        NodeConfiguration configuration, string dataDirectory, decimal usdt, PaperFills fills, TimeProvider time, ILoggerFactory loggers,
        CancellationToken cancel)
    {
        var accounts = PaperAccounts.Of(dataDirectory, usdt, configuration);
        var rules = await new Preflight(configuration, time, loggers).ReadRulesAsync(cancel);
        PaperMark.Set(dataDirectory);
        var (key, secret) = (NewKey(), NewKey());
        var server = await VenueServerHost.StartAsync(
            new(new LiveCourse(rules), key.Reveal(), secret.Reveal(), accounts.Balances)
            {
                Clock = time,
                SeededAt = SeededAt,
                Positions = accounts.Positions,
                // Of another run's only if that had more than a trade a millisecond all the time.
                NumbersFrom = (long)(time.GetUtcNow() - NumbersSince).TotalMilliseconds,
                Queue = fills.Queue,
                Latency = fills.OrderLatency,
            },
            cancel);
        var market = $"live: {configuration.Node.Gate.BaseUrl.Host} and {configuration.Node.Mexc.BaseUrl.Host}; orders filled by the venue model, queue "
            + $"{fills.Queue.ToString().ToLowerInvariant()}, {DecimalText.Plain((decimal)fills.OrderLatency.TotalMilliseconds)} ms one way";
        return new(server, new(configuration, server.Models, time, loggers), key, secret, market, accounts.IsContinued);
    }

    /// <inheritdoc/>
    public NodeConfiguration Point(NodeConfiguration configuration)
    {
        var here = configuration.At(Addresses).Node;
        return configuration with
        {
            Accounts = here with
            {
                Gate = here.Gate with { Key = _key, Secret = _secret },
                Mexc = here.Mexc with { Key = _key, Secret = _secret },
            },
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _books.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static Secret NewKey() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
}
