using System.Reflection;
using Arbitrage.Venues;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Arbitrage.Conformance.Tests.Kit;

/// <summary>One connector over one transport: what every case is run for.</summary>
public sealed class Run : IXunitSerializable
{
    /// <summary>For the test runner.</summary>
    [Obsolete("Only the test runner makes an empty one.", error: true)]
    public Run()
    {
    }

    internal Run(Connector connector, Transport transport, OrderDoor door = OrderDoor.Rest) =>
        (Connector, Transport, Door) = (connector, transport, door);

    /// <summary>Under test.</summary>
    public Connector Connector { get; private set; } = null!;

    /// <summary>Between it and its venue server.</summary>
    public Transport Transport { get; private set; }

    /// <summary>By which door orders go in.</summary>
    public OrderDoor Door { get; private set; }

    /// <inheritdoc/>
    public void Deserialize(IXunitSerializationInfo info)
    {
        var venue = info.GetValue<string>(nameof(Connector));
        Connector = Connector.All.Single(c => c.Name == venue);
        Transport = info.GetValue<Transport>(nameof(Transport));
        Door = info.GetValue<OrderDoor>(nameof(Door));
    }

    /// <inheritdoc/>
    public void Serialize(IXunitSerializationInfo info)
    {
        info.AddValue(nameof(Connector), Connector.Name);
        info.AddValue(nameof(Transport), Transport);
        info.AddValue(nameof(Door), Door);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Connector} {(Transport == Transport.InMemory ? "in memory" : "over loopback")}{(Door == OrderDoor.Socket ? ", orders by socket" : "")}";
}

/// <summary>Runs a case for every connector that has the capabilities it needs, over every transport; further arguments multiply the runs.</summary>
/// <param name="needs">All of them are needed.</param>
/// <param name="arguments">One more run each, as the case's second parameter.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryConnectorAttribute(Capability needs = Capability.None, params object[] arguments) : DataAttribute
{
    /// <summary>The case is about orders: connectors that take them over a socket too are run once more so.</summary>
    public bool ByEveryDoor { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        from connector in Connector.All
        where connector.Expected.HasFlag(needs)
        from transport in Enum.GetValues<Transport>()
        from door in ByEveryDoor && connector.Expected.HasFlag(Capability.OrderSocket) ? Enum.GetValues<OrderDoor>() : [OrderDoor.Rest]
        from more in arguments.Length == 0 ? [[]] : arguments.Select(argument => new[] { argument })
        select (object[])[new Run(connector, transport, door), .. more];
}
