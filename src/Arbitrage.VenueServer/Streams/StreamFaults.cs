using System.Net.WebSockets;

namespace Arbitrage.VenueServer.Streams;

/// <summary>What can go wrong with the pushes of a socket that stays up.</summary>
public enum StreamFault
{
    /// <summary>Nothing is pushed for a time; what would have been is lost.</summary>
    StallAndLose = 1,

    /// <summary>Nothing is pushed for a time; then everything at once.</summary>
    StallAndCatchUp = 2,

    /// <summary>A push comes twice.</summary>
    Duplicate = 3,

    /// <summary>A push comes after the one that follows it on the same channel.</summary>
    Reorder = 4,

    /// <summary>A push is lost: the sequence skips.</summary>
    Skip = 5,

    /// <summary>A subscription is dead: nothing is pushed on it until the client subscribes to it anew.</summary>
    Die = 6,
}

/// <summary>A fault of a socket's pushes, as planned.</summary>
/// <param name="Fault">What.</param>
/// <param name="Channel">Beginning of the names of the channels that suffer; empty means all.</param>
/// <param name="Count">How many pushes; ignored by stalls.</param>
/// <param name="Length">How long a stall lasts.</param>
public sealed record PlannedStreamFault(StreamFault Fault, string Channel, int Count, TimeSpan Length);

/// <summary>
/// The faults of one socket's pushes. Answers to requests, acknowledgements and pongs pass: a stream can be dead on a connection that is not.
/// </summary>
internal sealed class StreamFaults(TimeProvider clock, Action<ReadOnlyMemory<byte>, WebSocketMessageType> send, CancellationToken gone)
{
    private readonly Lock _gate = new();
    private readonly List<Plan> _plans = [];

    public void Add(PlannedStreamFault fault)
    {
        var plan = new Plan(fault);
        lock (_gate)
            _plans.Add(plan);
        if (fault.Fault is StreamFault.StallAndLose or StreamFault.StallAndCatchUp)
            _ = EndAsync(plan);
    }

    /// <summary>The client subscribed to a channel: what was dead there lives again.</summary>
    public void Renew(string channel)
    {
        lock (_gate)
            _plans.RemoveAll(p => p.Fault.Fault == StreamFault.Die && channel.StartsWith(p.Fault.Channel, StringComparison.Ordinal));
    }

    /// <summary>Sends a push, or whatever the first fault of its channel makes of it.</summary>
    public void Push(string channel, ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        lock (_gate)
        {
            var plan = _plans.Find(p => channel.StartsWith(p.Fault.Channel, StringComparison.Ordinal));
            if (plan is null)
                send(bytes, type);
            else
                Suffer(plan, channel, bytes, type);
        }
    }

    private void Suffer(Plan plan, string channel, ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        switch (plan.Fault.Fault)
        {
            case StreamFault.StallAndLose or StreamFault.Die:
                return;
            case StreamFault.StallAndCatchUp:
                plan.Held.Add((channel, bytes, type));
                return;
            case StreamFault.Duplicate:
                send(bytes, type);
                send(bytes, type);
                break;
            case StreamFault.Skip:
                break;
            case StreamFault.Reorder:
                var held = plan.Held.FindIndex(h => h.Channel == channel);
                if (held < 0)
                {
                    plan.Held.Add((channel, bytes, type));
                    return;
                }

                send(bytes, type);
                send(plan.Held[held].Bytes, plan.Held[held].Type);
                plan.Held.RemoveAt(held);
                break;
        }

        if (--plan.Left > 0)
            return;
        _plans.Remove(plan);
        Release(plan);
    }

    private async Task EndAsync(Plan stall)
    {
        try
        {
            await Task.Delay(stall.Fault.Length, clock, gone);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_gate)
        {
            _plans.Remove(stall);
            Release(stall);
        }
    }

    private void Release(Plan plan)
    {
        foreach (var (_, bytes, type) in plan.Held)
            send(bytes, type);
        plan.Held.Clear();
    }

    private sealed class Plan(PlannedStreamFault fault)
    {
        public PlannedStreamFault Fault => fault;

        public int Left { get; set; } = fault.Count;

        public List<(string Channel, ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type)> Held { get; } = [];
    }
}
