using Arbitrage.Conformance.Tests.Kit;

namespace Arbitrage.Conformance.Tests.Cases;

/// <summary>Books kept by stream: whatever is published as usable is the venue's own book of that update id.</summary>
public sealed class BookSpecs(Servers servers) : IClassFixture<Servers>
{
    private const int Steps = 80;

    [Theory, EveryConnector(Capability.Books, false, true)]
    public async Task A_book_is_the_venues_after_its_snapshot_and_after_every_change(Run run, bool wholeByStream)
    {
        var venue = await servers.OfAsync(run);
        await using var book = new FollowedBook(venue, run.Connector, venue.Options(run.Connector) with { WholeBooksByStream = wholeByStream });

        await book.CaughtUpAsync();
        await book.WalkAsync(Steps);
        await book.CaughtUpAsync();

        // The venue conflates what happens within its pace; a handful of pushes is left of the walk at least.
        Assert.InRange(book.AssertTrue(), 3, Steps + 1);
    }

    [Theory, EveryConnector(Capability.Books, "skip_push", "reorder_push")]
    public async Task A_gap_makes_the_book_useless_until_a_new_one_replaced_it(Run run, string kind)
    {
        var venue = await servers.OfAsync(run);
        await using var book = new FollowedBook(venue, run.Connector, venue.Options(run.Connector));
        await book.CaughtUpAsync();
        var before = book.Count;

        await venue.FaultAsync(new { kind, venue = run.Connector.Name, channel = run.Connector.DepthChannel, count = 1 });
        await book.WalkAsync(Steps);

        await book.LostAsync(before);
        await book.CaughtUpAsync();
        book.AssertTrue();
    }
}
