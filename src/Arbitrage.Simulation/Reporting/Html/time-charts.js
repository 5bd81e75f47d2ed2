// What is drawn over time.
const spotPairs = history.pairs.filter(p => p.purpose === 'Entry' || p.purpose === 'Return');

function equityChart() {
  const total = points(history.equity);
  if (total.length === 0) return null;
  const each = history.symbols.length > 1 ? history.symbols.map((s, i) => line(s.facts.symbol, points(s.equity), 's' + (2 + i % 4), { lineStyle: { width: 1, color: color('s' + (2 + i % 4)), opacity: .8 } })) : [];
  const all = line(history.symbols.length > 1 ? 'all' : history.symbols[0].facts.symbol, total, 's1', { lineStyle: { width: 2.4, color: color('s1') }, areaStyle: { color: color('s1'), opacity: .08, origin: 0 }, z: 5 });
  return { option: timeOption('USDT', [all, ...each]), words: extremes(total, 'USDT') };
}

function drawdownChart() {
  const fall = points(history.drawdown);
  if (fall.length === 0) return null;
  const option = timeOption('USDT', [line('drawdown', fall, 'bad', { areaStyle: { color: color('bad'), opacity: .15, origin: 0 } })]);
  option.yAxis.max = 0;
  return { option, words: 'deepest ' + usd('-' + (history.figures.maxDrawdown || '0')) + ' USDT below the highest equity before' };
}

function profitChart() {
  const done = spotPairs.filter(p => p.endedAt);
  if (done.length === 0) return null;
  let realised = 0, estimated = 0;
  const one = [[begin, 0]], other = [[begin, 0]];
  for (const p of [...done].sort((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt))) {
    one.push([Date.parse(p.endedAt), realised += Number(p.realised)]);
    if (p.result === 'Done' || p.result === 'Completed') estimated += Number(p.estimated);
    other.push([Date.parse(p.endedAt), estimated]);
  }
  return {
    option: timeOption('USDT', [line('realised', one, 'good', { step: 'end', lineStyle: { width: 2, color: color('good') } }), line('estimated', other, 's5', { step: 'end', lineStyle: { width: 1.4, type: 'dashed', color: color('s5') } })]),
    words: `${done.length} pairs shown`,
  };
}

// A pair as a mark on the line that its decision looked at.
function marks(name, pairs, value, ink, symbol) {
  return {
    name, type: 'scatter', symbol, symbolSize: 9, symbolRotate: name === 'returns' ? 180 : 0, itemStyle: { color: color(ink), borderColor: color('card'), borderWidth: 1 }, z: 10,
    data: pairs.map(p => ({ value: [Date.parse(p.at), value(p)], pair: p })),
    tooltip: { trigger: 'item', formatter: m => pairWords(m.data.pair).map(safe).join('<br>') },
  };
}

function pairWords(p) {
  return [
    `${p.purpose} ${p.id}, ${stamp(p.at)}`, `buy ${venue(p.buyVenue)}, sell ${venue(p.sellVenue)}, ${significant(p.size)}`,
    `estimate ${usd(p.estimated, true)} USDT`, p.endedAt ? `realised ${usd(p.realised, true)} USDT, ${p.result}` : 'under way',
  ];
}

function edgeChart(s) {
  const [gate, mexc] = [points(s.buyGateEdgePct), points(s.buyMexcEdgePct)];
  const entries = history.pairs.filter(p => p.symbol === s.facts.symbol && p.purpose === 'Entry');
  if (gate.length + mexc.length + entries.length === 0) return null;
  const edgeOf = p => Number(s.facts.roundTrip ? p.seen.netRoundTripPct : p.seen.netOneWayPct);
  const entry = Number(s.facts.entryThresholdPct);
  return {
    option: timeOption('%', [
      line('buy Gate, sell MEXC', gate, 's1', { lineStyle: { width: 1, color: color('s1') }, markLine: level(entry, `entry ${entry} %`, 'good') }),
      line('buy MEXC, sell Gate', mexc, 's2', { lineStyle: { width: 1, color: color('s2') } }),
      marks('entries', entries, edgeOf, 'good', 'triangle'),
    ], reaching(entry)),
    words: `entry threshold ${entry} %, ${entries.length} entries; buying at Gate ${extremes(gate, '%')}; buying at MEXC ${extremes(mexc, '%')}`,
  };
}

function returnsChart(s) {
  const [gate, mexc] = [points(s.buyGateReturnPct), points(s.buyMexcReturnPct)];
  const returns = history.pairs.filter(p => p.symbol === s.facts.symbol && p.purpose === 'Return');
  if (gate.length + mexc.length + returns.length === 0) return null;
  const exit = Number(s.facts.exitThresholdPct);
  return {
    option: timeOption('%', [
      line('of bought at Gate', gate, 's1', { lineStyle: { width: 1, color: color('s1') }, markLine: level(exit, `exit ${exit} %`, 'warn') }),
      line('of bought at MEXC', mexc, 's2', { lineStyle: { width: 1, color: color('s2') } }),
      marks('returns', returns, p => -Number(p.seen.netOneWayPct), 'warn', 'triangle'),
    ], reaching(exit)),
    words: `exit threshold ${exit} %, ${returns.length} returns; inventory goes back when it costs no more`,
  };
}

function positionChart(s) {
  const held = [['Gate spot', s.gateSpot, 's1'], ['MEXC spot', s.mexcSpot, 's3'], ['Gate futures', s.gateFutures, 's2']].map(([n, series, ink]) => [n, carried(points(series)), ink]);
  if (held.every(h => h[1].length === 0)) return null;
  const unit = s.facts.symbol.split('_')[0];
  return {
    option: timeOption(unit, held.map(([n, data, ink]) => line(n, data, ink, { step: 'end' }))),
    words: held.map(([n, data]) => `${n} ${data.length ? significant(data[data.length - 1][1]) : 0}`).join(', ') + ` ${unit} at the end`,
  };
}

function deltaChart(s) {
  const [low, high] = [carried(points(s.deltaLow)), carried(points(s.deltaHigh))];
  if (low.length === 0) return null;
  const unit = s.facts.symbol.split('_')[0], contract = Number(s.contract);
  const band = { silent: true, itemStyle: { color: color('good'), opacity: .1 }, data: [[{ yAxis: -contract }, { yAxis: contract }]] };
  const option = timeOption(unit, [
    line('highest possible', high, 's4', { step: 'end', lineStyle: { width: 1, color: color('s4') }, markArea: contract > 0 ? band : undefined }),
    line('lowest possible', low, 's3', { step: 'end', lineStyle: { width: 1, color: color('s3') } }),
  ]);
  return { option, words: `band of one contract ±${significant(contract)} ${unit}; at the end from ${significant(low[low.length - 1][1])} to ${significant(high[high.length - 1][1])}` };
}

// A position stands until it changes: drawn to the end of the run.
const carried = data => data.length ? [...data, [end, data[data.length - 1][1]]] : data;

const phaseInks = {
  INITIALIZING: 's5', ESTABLISHING_DELTA_NEUTRAL: 's4', DELTA_NEUTRAL_ACTIVE: 's3', MONITORING_SPREADS: 'line', PREPARING_ARBITRAGE: 'warn',
  EXECUTING_ARBITRAGE: 's1', REBALANCING_DELTA: 's2', ERROR_RECOVERY: 'bad', SHUTDOWN: 'dim',
};

function phasesChart() {
  const rows = history.symbols.map(s => s.facts.symbol);
  const bars = history.symbols.flatMap((s, row) => s.phases.map((p, i) => ({
    value: [row, Date.parse(p.at), i + 1 < s.phases.length ? Date.parse(s.phases[i + 1].at) : end], phase: p.phase, reason: p.reason,
  })));
  if (bars.length === 0) return null;
  const phases = Object.keys(phaseInks).filter(name => bars.some(b => b.phase === name));
  byId('phases').style.height = 96 + rows.length * 34 + 'px';
  const option = timeOption('', phases.map(phase => ({
    name: phase, type: 'custom', itemStyle: { color: color(phaseInks[phase]) }, encode: { x: [1, 2], y: 0 }, data: bars.filter(b => b.phase === phase), clip: true,
    renderItem: (params, api) => {
      const [from, to] = [api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)])];
      const height = api.size([0, 1])[1] * .6;
      const shape = echarts.graphic.clipRectByRect({ x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0]), height }, params.coordSys);
      return shape && { type: 'rect', shape, style: { fill: color(phaseInks[phase]) } };
    },
  })));
  option.tooltip = tooltip({ trigger: 'item', formatter: m => [m.data.phase, `${stamp(m.data.value[1])}, ${span((m.data.value[2] - m.data.value[1]) / 1000)}`, m.data.reason].map(safe).join('<br>') });
  option.yAxis = { type: 'category', data: rows, inverse: true, axisLabel: { color: color('ink') }, axisLine: { show: false }, axisTick: { show: false } };
  return { option, words: `${bars.length} entered, ${phases.length} different` };
}

function latencyChart(stage) {
  if (!stage) return null;
  const counts = stage.buckets;
  return {
    timed: false,
    words: `${whole(stage.count)} measured, half within ${micros(stage.p50)}, 99 of 100 within ${micros(stage.p99)}`,
    option: {
      animation: false, aria: { enabled: true }, textStyle: { fontFamily: family }, grid: { left: 4, right: 14, top: 30, bottom: 8, containLabel: true },
      tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: m => `${safe(micros(counts[m[0].dataIndex].fromMicros))} to ${safe(micros(counts[m[0].dataIndex].toMicros))}: ${whole(m[0].value)}` }),
      xAxis: { type: 'category', data: counts.map(b => micros(b.toMicros)), axisLabel: { color: color('dim'), fontSize: 11, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: color('line') } } },
      yAxis: valueAxis('orders', { scale: false, minInterval: 1 }),
      series: [{ type: 'bar', data: counts.map(b => b.count), barCategoryGap: '8%', itemStyle: { color: color('s1') } }],
    },
  };
}
