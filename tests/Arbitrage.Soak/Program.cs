using System.CommandLine;
using Arbitrage.Soak;

var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "Seed of faults and orders.", DefaultValueFactory = _ => 1 };
var faultEvery = new Option<double>("--fault-every") { Description = "Seconds between two faults, in the mean.", DefaultValueFactory = _ => 4 };
var checkEvery = new Option<double>("--check-every") { Description = "Seconds between two checkpoints.", DefaultValueFactory = _ => 60 };
var root = new RootCommand(
    """
    The three connectors, in their persistent actors, against the venue server, with a fault from its control API every few seconds. At every
    checkpoint: each book equals the venue's, each trade of the venue is booked exactly once, no order twice. Exit code 0 when all of it held and the
    managed heap stayed flat, 1 when not.

    Examples:
      dotnet run --project tests/Arbitrage.Soak -c Release -- --minutes 30
      dotnet run --project tests/Arbitrage.Soak -c Release -- --minutes 2 --fault-every 2 --check-every 20 --seed 7
    """)
{
    minutes, seed, faultEvery, checkEvery,
};
root.SetAction((parsed, cancel) => SoakRun.RunAsync(
    new(
        TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(faultEvery)),
        TimeSpan.FromSeconds(parsed.GetValue(checkEvery))),
    Console.Out,
    cancel));

var server = new Argument<Uri>("URL")
{
    Description = "Gate side of a running venue server.",
    CustomParser = result =>
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)
            return url;
        result.AddError($"URL: '{result.Tokens[0].Value}' is not an address such as http://127.0.0.1:9101");
        return null;
    },
};
var faults = new Command("faults", "Only the faults, against any venue server, until SIGINT or SIGTERM; then all are ended and what was made is printed.")
{
    server, seed, faultEvery,
};
faults.SetAction((parsed, cancel) => FaultMaker.RunAloneAsync(
    parsed.GetRequiredValue(server), parsed.GetValue(seed), TimeSpan.FromSeconds(parsed.GetValue(faultEvery)), Console.Out, cancel));
root.Add(faults);
return await root.Parse(args).InvokeAsync();
