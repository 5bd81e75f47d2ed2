namespace Arbitrage.Simulation.Scenarios.Reading;

/// <summary>A scenario file is wrong: the message names file, line, key and remedy in one line.</summary>
public sealed class ScenarioFileException(string message) : Exception(message);
