using Arbitrage.Conformance.Tests.Kit;
using Arbitrage.Domain.Markets;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Books that have to be kept or replaced in spite of what happens to the stream.</summary>
public sealed class BookRecoverySpecs(Servers servers) : IClassFixture<Servers>
{
    private const int Steps = 80;

    [Theory, EveryConnector(Capability.Books)]
    public async Task A_push_that_comes_twice_leaves_no_wrong_book(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var book = new FollowedBook(venue, run.Connector, venue.Options(run.Connector));
        await book.CaughtUpAsync();

        await venue.FaultAsync(new { kind = "duplicate_push", venue = run.Connector.Name, channel = run.Connector.DepthChannel, count = 3 });
        await book.WalkAsync(Steps);

        await book.CaughtUpAsync();
        book.AssertTrue();
    }

    [Theory, EveryConnector(Capability.Books)]
    public async Task A_crossed_book_is_never_published_as_usable(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var book = new FollowedBook(venue, run.Connector, venue.Options(run.Connector));
        await book.CaughtUpAsync();
        var before = book.Count;

        await venue.FaultAsync(new { kind = "crossed_book", venue = run.Connector.Name, symbol = book.Symbol.Text, ticks = 2 });
        await book.LostAsync(before);
        await book.WalkAsync(1);

        await book.CaughtUpAsync();
        Assert.True(book.Count > before);
        book.AssertTrue();
    }

    [Theory, EveryConnector(Capability.Books)]
    public async Task After_a_lost_connection_the_book_is_replaced_also_when_nothing_moves(Run run)
    {
        var venue = await servers.OfAsync(run);
        await using var book = new FollowedBook(venue, run.Connector, venue.Options(run.Connector));
        await book.CaughtUpAsync();
        var before = book.Count;

        await venue.FaultAsync(new { kind = "drop_sockets", venue = run.Connector.Name });

        await book.LostAsync(before);
        await book.CaughtUpAsync();
        book.AssertTrue();
    }
}
