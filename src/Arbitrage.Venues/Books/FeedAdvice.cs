namespace Arbitrage.Venues.Books;

/// <summary>What a feed has found out about its subscriptions.</summary>
internal enum FeedAdvice
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The book's subscription is dead, and the book unusable: subscribe it anew.</summary>
    SubscribeBook = 1,

    /// <summary>The best quotes' subscription is dead: subscribe it anew.</summary>
    SubscribeQuotes = 2,

    /// <summary>Subscribing anew did not help: drop the connection.</summary>
    Drop = 3,
}
