using System.Diagnostics;
using Arbitrage.Domain.Strategy;
using Machine = Arbitrage.Domain.Running.IMachine<
    Arbitrage.Domain.Strategy.StrategyState, Arbitrage.Domain.Strategy.StrategyView, Arbitrage.Domain.Strategy.StrategyInput,
    Arbitrage.Domain.Strategy.StrategyEvent, Arbitrage.Domain.Strategy.StrategyEffect>;

namespace Arbitrage.Simulation.Exploration;

/// <summary>Bounds of an exploration.</summary>
public sealed record ExplorationBounds
{
    /// <summary>Adversities on one path: faults, commands, restarts. At least 0.</summary>
    public int Adversities { get; init; } = 2;

    /// <summary>Slices of inventory, 1 or 2.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>Moves from the start; what is further away is not looked at.</summary>
    public int Depth { get; init; } = int.MaxValue;

    /// <summary>States; when there are more, the rest is not looked at.</summary>
    public int States { get; init; } = int.MaxValue;
}

/// <summary>
/// Breadth first through all states that one strategy and its small world can reach. States with the same canonical form are one. A violation
/// comes with a shortest trace.
/// </summary>
public sealed class Exploration
{
    private readonly ExplorationBounds _bounds;
    private readonly Coverage _coverage = new();
    private readonly Promises _promises;
    private readonly WorldStep _step;
    private readonly CanonicalForm _form;
    private readonly Dictionary<UInt128, int> _known = [];
    private readonly List<(int From, WorldMove Move)> _cameFrom = [];
    private readonly List<bool> _isGood = [];
    private readonly List<bool> _isInBand = [];
    private readonly List<(int From, int To)> _kind = [];
    private Queue<(int Id, SmallWorld World)> _frontier = [];
    private Queue<(int Id, SmallWorld World)> _next = [];
    private readonly HashSet<int> _leaks = [];
    private long _transitions;
    private bool _isCut;

    /// <param name="bounds">How far.</param>
    public Exploration(ExplorationBounds bounds)
        : this(bounds, null)
    {
    }

    internal Exploration(ExplorationBounds bounds, Func<StrategySettings, Machine>? machine)
    {
        _bounds = bounds;
        var settings = SmallMarket.Settings(bounds.Slices);
        _promises = new(settings, _coverage);
        _step = new(machine?.Invoke(settings) ?? new StrategyMachine(settings), settings, _promises);
        _form = new(settings);
    }

    /// <summary>Explores until everything is known, a bound is reached or a promise broken.</summary>
    /// <param name="progress">Told of states and depth every thousand states.</param>
    public ExplorationResult Run(Action<ExplorationProgress>? progress = null)
    {
        var clock = Stopwatch.StartNew();
        var depth = 0;
        var violation = Try(0, null, () => Meet(_step.Begin(_bounds.Adversities), -1, default));
        while (violation is null && _next.Count > 0)
        {
            if (depth == _bounds.Depth)
            {
                _isCut = true;
                break;
            }

            (_frontier, _next) = (_next, _frontier);
            depth++;
            violation = ExpandLevel(clock, depth, progress);
        }

        violation ??= WithoutExit(_isGood, "exit", "no terminal state and no MONITORING can be reached any more, however kind the world is");
        violation ??= WithoutExit(_isInBand, "I7", "net delta does not come back into the band any more, however kind the world is");
        return new(
            _known.Count, _transitions, depth, !_isCut && violation is null, clock.Elapsed, violation, [.. _coverage.UnreachedTransitions()],
            [.. _coverage.UnreachedInputs()]);
    }

    private ExplorationViolation? ExpandLevel(Stopwatch clock, int depth, Action<ExplorationProgress>? progress)
    {
        var moves = new List<WorldMove>();
        while (_frontier.TryDequeue(out var at))
        {
            WorldMoves.Of(at.World, moves);
            foreach (var move in moves)
            {
                var to = -1;
                var violation = Try(at.Id, move, () => to = Meet(_step.After(at.World, move), at.Id, move));
                if (violation is not null)
                    return violation;
                _transitions++;
                if (to < 0)
                    _leaks.Add(at.Id);
                else if (!move.IsAdverse)
                    _kind.Add((at.Id, to));
            }

            if (_transitions % 1000 < moves.Count)
                progress?.Invoke(new(_known.Count, _transitions, depth, _frontier.Count + _next.Count, clock.Elapsed));
        }

        return null;
    }

    // Number of the state; -1 when the bound leaves no room for it.
    private int Meet(SmallWorld world, int from, WorldMove move)
    {
        _promises.OnState(world, from >= 0 && move.Kind is MoveKind.Tick or MoveKind.Oversleep);
        var hash = _form.HashOf(world);
        if (_known.TryGetValue(hash, out var known))
            return known;
        if (_known.Count >= _bounds.States)
        {
            _isCut = true;
            return -1;
        }

        var id = _known.Count;
        _known.Add(hash, id);
        _cameFrom.Add((from, move));
        _isGood.Add(world.IsStopped || world.State.Phase == StrategyPhase.MonitoringSpreads);
        _isInBand.Add(world.IsStopped || Promises.IsInBand(world));
        _next.Enqueue((id, world));
        return id;
    }

    private ExplorationViolation? Try(int at, WorldMove? move, Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (WorldViolation e)
        {
            return new(e.Promise, e.Message, TraceTo(at, move));
        }
        catch (Exception e) when (e is InvalidOperationException or UnreachableException or KeyNotFoundException or ArgumentException)
        {
            return new("table", e.Message, TraceTo(at, move));
        }
    }

    private IReadOnlyList<string> TraceTo(int id, WorldMove? last)
    {
        var trace = new List<string>();
        if (last is { } move)
            trace.Add(move.ToString());
        for (; id > 0; id = _cameFrom[id].From)
            trace.Add(_cameFrom[id].Move.ToString());
        trace.Reverse();
        return trace;
    }

    // What cannot reach a good state by kind moves. What was not expanded is given the benefit of the doubt.
    private ExplorationViolation? WithoutExit(List<bool> isGood, string promise, string text)
    {
        var count = isGood.Count;
        var reaches = new bool[count];
        var open = new Stack<int>();
        var unexpanded = _next.Select(n => n.Id).Concat(_frontier.Select(n => n.Id)).ToHashSet();
        var into = Incoming(count);
        for (var id = 0; id < count; id++)
        {
            if (isGood[id] || unexpanded.Contains(id) || _leaks.Contains(id))
            {
                reaches[id] = true;
                open.Push(id);
            }
        }

        while (open.TryPop(out var id))
        {
            for (var i = into.First[id]; i < into.First[id + 1]; i++)
            {
                if (reaches[into.From[i]])
                    continue;
                reaches[into.From[i]] = true;
                open.Push(into.From[i]);
            }
        }

        var stuck = Array.IndexOf(reaches, false);
        return stuck < 0 ? null : new(promise, text, TraceTo(stuck, null));
    }

    private (int[] First, int[] From) Incoming(int count)
    {
        var first = new int[count + 1];
        foreach (var (_, to) in _kind)
            first[to + 1]++;
        for (var i = 0; i < count; i++)
            first[i + 1] += first[i];
        var (from, at) = (new int[_kind.Count], (int[])first.Clone());
        foreach (var (source, to) in _kind)
            from[at[to]++] = source;
        return (first, from);
    }
}
