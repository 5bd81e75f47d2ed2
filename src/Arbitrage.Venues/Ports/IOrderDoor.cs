namespace Arbitrage.Venues.Ports;

/// <summary>A gateway with more than one way in for orders, to those who watch it.</summary>
public interface IOrderDoor
{
    /// <summary>The door that the next order would try first.</summary>
    OrderDoor Door { get; }
}
