using Arbitrage.VenueServer;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
