namespace Arbitrage.Simulation.Cluster;

/// <summary>One life of one machine. Two of the same persistence id may live at once: a paused one that does not know it was replaced.</summary>
/// <param name="PersistenceId">Whose journal it writes.</param>
/// <param name="Node">Node it lives on, from 0.</param>
/// <param name="Number">Unique in the run and rising with every start.</param>
public readonly record struct Incarnation(string PersistenceId, int Node, int Number);
