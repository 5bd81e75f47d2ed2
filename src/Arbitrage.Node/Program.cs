using System.Runtime.InteropServices;
using Arbitrage.Node.CommandLine;
using Arbitrage.Node.Demo;

using var stop = new CancellationTokenSource();

// The first signal ends the run orderly, with its report; a second one ends the process.
void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

return await new NodeCommand(
        (arguments, cancel) => new DemoRun(arguments, Console.Out, Console.Error, Environment.GetEnvironmentVariable, TimeProvider.System).RunAsync(cancel),
        Console.Out, Console.Error, Environment.GetEnvironmentVariable)
    .RunAsync(args, stop.Token);
