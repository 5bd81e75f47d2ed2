using System.Net;
using Arbitrage.Domain.Markets;
using Arbitrage.Simulation.Model;
using Arbitrage.VenueServer.Control;
using Arbitrage.VenueServer.Gate;
using Arbitrage.VenueServer.Memory;
using Arbitrage.VenueServer.Mexc;
using Arbitrage.VenueServer.Serving;
using Arbitrage.VenueServer.Streams;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Arbitrage.VenueServer;

/// <summary>
/// Gate (spot and futures) and MEXC (spot) on loopback, speaking the venues' own protocols over one venue model each. Started in a
/// process of its own or inside another one; its accounts and order log live as long as it does.
/// </summary>
public sealed class VenueServerHost : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly VenueFloor _floor;
    private readonly MarketPump _pump;
    private readonly WebApplication _gate;
    private readonly WebApplication _mexc;
    private readonly Task _background;

    private VenueServerHost(VenueFloor floor, MarketPump pump, WebApplication gate, WebApplication mexc)
    {
        (_floor, _pump, _gate, _mexc) = (floor, pump, gate, mexc);
        _background = Task.WhenAll(
            pump.RunAsync(_stop.Token), floor.RunCountdownsAsync(_stop.Token),
            Task.WhenAll(floor.Hubs.Values.Select(h => h.RunAsync(_stop.Token))));
    }

    /// <summary>Where Gate listens, for example `http://127.0.0.1:41234`; REST under `/api/v4`, sockets at `/ws/v4/` and `/v4/ws/usdt`.</summary>
    public Uri GateUrl => UrlOf(_gate);

    /// <summary>Where MEXC listens; REST under `/api/v3`, socket at `/ws`.</summary>
    public Uri MexcUrl => UrlOf(_mexc);

    /// <summary>The venues' truth.</summary>
    public IReadOnlyDictionary<Venue, VenueModel> Models => _floor.Models;

    /// <summary>MEXC listen keys that are alive now; an account may have 60.</summary>
    public int ListenKeys => _floor.ListenKeys.Alive().Count;

    /// <summary>Faults to come.</summary>
    public FaultBoard Faults => _floor.Faults;

    /// <summary>Why a recorded market ended before its time; null when it did not.</summary>
    public string? MarketFailure => _pump.Failure;

    /// <summary>Clock of the server; a venue's own is this one, unless a fault has shifted it.</summary>
    public TimeProvider Clock => _floor.Clock;

    /// <summary>Starts both venues; returns when they listen and every book that the market shows at its start is there.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<VenueServerHost> StartAsync(VenueServerOptions options, CancellationToken cancel = default)
    {
        var floor = new VenueFloor(options);
        var pump = new MarketPump(options.Market, floor);
        pump.Prime();
        var gate = Build(options.GatePort, options, app =>
        {
            GateRoutes.Map(app, floor);
            ControlApi.Map(app, floor);
        });
        var mexc = Build(options.MexcPort, options, app =>
        {
            MexcRoutes.Map(app, floor);
            ControlApi.Map(app, floor);
        });
        try
        {
            await gate.StartAsync(cancel);
            await mexc.StartAsync(cancel);
        }
        catch
        {
            await gate.DisposeAsync();
            await mexc.DisposeAsync();
            throw;
        }

        return new(floor, pump, gate, mexc);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _floor.DropSockets(null);
        await _background;
        await Task.WhenAll(_gate.DisposeAsync().AsTask(), _mexc.DisposeAsync().AsTask());
        _floor.Dispose();
        _stop.Dispose();
    }

    private static WebApplication Build(int port, VenueServerOptions options, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // HTTP/1.1 only, as the venues' REST hosts are used: no request of a client is multiplexed or repeated by the protocol.
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        // Kestrel asks the listener that was registered last.
        if (options.Network is { } network)
            builder.Services.AddSingleton<IConnectionListenerFactory>(network);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.UseWebSockets(new()
        {
            KeepAliveInterval = TimeSpan.FromSeconds(15),
            KeepAliveTimeout = TimeSpan.FromSeconds(30),
        });
        if (options.Asked is not null || options.Latency > TimeSpan.Zero)
            app.Use((http, next) => ServeAsync(http, next, options));
        map(app);
        return app;
    }

    private static async Task ServeAsync(HttpContext http, RequestDelegate next, VenueServerOptions options)
    {
        if (!http.Request.Path.StartsWithSegments("/control", StringComparison.Ordinal))
        {
            options.Asked?.Invoke(http.Request);
            if (options.Latency > TimeSpan.Zero && !http.WebSockets.IsWebSocketRequest)
            {
                http.Response.OnStarting(() => Task.Delay(options.Latency, options.Clock, http.RequestAborted));
                await Task.Delay(options.Latency, options.Clock, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await next(http);
    }

    private static Uri UrlOf(WebApplication app) => new(
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
