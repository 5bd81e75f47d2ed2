using Arbitrage.Cli;

return new ArbCommand(new(Console.Out, Console.Error, !Console.IsErrorRedirected, TimeProvider.System)).Run(args);
