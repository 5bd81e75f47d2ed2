using System.CommandLine;
using System.Text;
using Arbitrage.Fuzz;

// Hostile frames through every parser of the venues:  dotnet run --project tests/Arbitrage.Fuzz -c Release -- --frames 5000000 --seed 1
var frames = new Option<long>("--frames") { Description = "How many frames.", DefaultValueFactory = _ => 5_000_000 };
var seed = new Option<ulong>("--seed") { Description = "Seed of all of them.", DefaultValueFactory = _ => 1 };
var first = new Option<long>("--first") { Description = "Number of the first frame, to see one again.", DefaultValueFactory = _ => 0 };
var only = new Option<string?>("--target") { Description = "One parser only; its frames then have other numbers." };
var all = new Option<bool>("--all") { Description = "Go on after a failure and show every different one." };
var root = new RootCommand("Mutated frames through every parser of the venues. Exit code 1 and the smallest failing frame when one fails.")
{
    frames, seed, first, only, all,
};
root.SetAction(parsed => Run(parsed.GetValue(frames), parsed.GetValue(seed), parsed.GetValue(first), parsed.GetValue(only), parsed.GetValue(all)));
var arguments = root.Parse(args);
if (arguments.Errors is [var wrong, ..])
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

return arguments.Invoke();

static int Run(long frames, ulong seed, long first, string? only, bool all)
{
    var targets = FuzzTargets.All.Where(target => only is null || target.Name == only).ToArray();
    if (targets.Length == 0 || frames < 1 || first < 0)
    {
        var names = string.Join(", ", FuzzTargets.All.Select(target => target.Name));
        Console.Error.WriteLine($"--frames must be above zero, --first not below, --target one of: {names}");
        return 2;
    }

    var run = new FuzzRun([.. targets], seed);
    using var watch = new Timer(_ => EndWhenHanging(run, only, seed), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));
    Console.WriteLine($"{targets.Length} parsers, {frames:N0} frames, seed {seed}");
    var (done, refused, seconds) = (0L, 0L, 0d);
    var seen = new HashSet<string>(StringComparer.Ordinal);
    while (done < frames && (all || seen.Count == 0))
    {
        var before = done;
        var report = run.Run(
            first + done, frames - done, (more, elapsed) => Console.Write($"\r{before + more:N0} frames, {more / elapsed.TotalSeconds:N0} a second "));
        (done, refused, seconds) = (done + report.Frames, refused + report.Refused, seconds + report.Elapsed.TotalSeconds);
        if (report.Failure is { } failure && seen.Add($"{failure.Target} {failure.Why.Split(" at ")[^1]}"))
            Show(failure.Target, only, seed, failure.Frame, failure.Bytes, failure.Why);
    }

    Console.WriteLine(
        $"\r{done:N0} frames in {seconds:F1} s, {done / seconds:N0} a second; {refused:N0} refused, {done - refused:N0} taken, {seen.Count} failed");
    return seen.Count == 0 ? 0 : 1;
}

static void EndWhenHanging(FuzzRun run, string? only, ulong seed)
{
    var (frame, since) = run.UnderWay;
    if (since < TimeSpan.FromSeconds(20))
        return;
    Show(run.TargetOf(frame).Name, only, seed, frame, run.Make(frame), $"hangs for {since.TotalSeconds:F0} s");
    Environment.Exit(1);
}

static void Show(string target, string? only, ulong seed, long frame, byte[] bytes, string why)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine($"{target}: {why}");
    Console.Error.WriteLine($"again: --seed {seed} --first {frame} --frames 1{(only is null ? "" : $" --target \"{only}\"")}");
    Console.Error.WriteLine($"text:  {Encoding.UTF8.GetString(bytes)}");
    Console.Error.WriteLine($"hex:   {Convert.ToHexString(bytes)}");
}
