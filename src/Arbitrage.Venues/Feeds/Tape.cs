using System.Collections.Immutable;
using Arbitrage.Venues.Books;
using Arbitrage.Venues.Ports;

namespace Arbitrage.Venues.Feeds;

/// <summary>Everything that one venue's public streams say of some symbols, over as many connections as its limit of subscriptions asks for.</summary>
internal sealed class Tape(ImmutableArray<TapeConnection> connections)
{
    /// <summary>Runs until cancelled. One connection that ends through a bug takes the others with it, so that whoever runs this sees the failure.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var runs = connections.Select(connection => connection.RunAsync(life.Token)).ToArray();
        await Task.WhenAny(runs);
        await life.CancelAsync();
        await Task.WhenAll(runs);
    }

    /// <summary>The tape has a hole, though the streams go on: books need snapshots.</summary>
    public void Resynchronise()
    {
        foreach (var connection in connections)
            connection.Resynchronise();
    }
}
