using Arbitrage.Node.CommandLine;

return await new NodeCommand(
        (_, _) => throw new NodeFailure(ExitCode.MissingResource, "the demo is not wired yet"),
        Console.Out, Console.Error, Environment.GetEnvironmentVariable)
    .RunAsync(args, CancellationToken.None);
