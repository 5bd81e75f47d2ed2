// One chart each: made again when the theme changes, resized with its box, described in words below it.
const charts = new Map();
const group = 'time';

const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const begin = Date.parse(history.facts.started);
const end = Math.max(Date.parse(history.ended), begin + 1000);
const isNarrow = () => window.innerWidth < 600;
// Named outright: a chart measures its texts with the family it is told.
const family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const axisTime = value => end - begin > 36 * 3600e3 ? `${day(value).slice(5)} ${clock(value).slice(0, 5)}` : end - begin > 2 * 3600e3 ? clock(value).slice(0, 5) : clock(value);

function timeAxis() {
  return {
    type: 'time', min: begin, max: end, axisLine: { lineStyle: { color: color('line') } }, axisTick: { show: false },
    axisLabel: { color: color('dim'), hideOverlap: true, fontSize: 11, formatter: axisTime, alignMinLabel: 'left', alignMaxLabel: 'right' }, splitLine: { show: false },
    axisPointer: { label: { formatter: p => clock(p.value) } },
  };
}

function valueAxis(name, more) {
  return {
    type: 'value', name, nameLocation: 'end', nameTextStyle: { color: color('dim'), align: 'left', fontSize: 11 }, scale: true,
    axisLabel: { color: color('dim'), fontSize: 11, hideOverlap: true }, splitLine: { lineStyle: { color: color('line') } }, ...more,
  };
}

function tooltip(more) {
  return {
    confine: true, backgroundColor: color('card'), borderColor: color('line'), textStyle: { color: color('ink'), fontSize: 12, fontFamily: family },
    extraCssText: 'max-width:min(340px,86vw);white-space:normal', ...more,
  };
}

// ECharts takes tooltips as markup: what came from a run is escaped first.
const safe = text => String(text).replace(/[&<>"']/g, c => `&#${c.charCodeAt(0)};`);

function timeOption(unit, series, axis) {
  const named = series.filter(s => s.name && !s.silent);
  return {
    useUTC: true, animation: false, aria: { enabled: true }, textStyle: { fontFamily: family },
    grid: { left: 4, right: 14, top: isNarrow() && named.length > 2 && named.length < 5 ? 74 : 52, bottom: 34, containLabel: true },
    legend: { show: true, top: 0, left: 0, right: 0, type: named.length < 5 ? 'plain' : 'scroll', itemGap: 16, itemWidth: 18, itemHeight: 8, textStyle: { color: color('ink'), fontSize: 12, fontFamily: family }, inactiveColor: color('s5'), pageTextStyle: { color: color('dim') }, data: named.map(s => s.name) },
    tooltip: tooltip({ trigger: 'axis', order: 'seriesDesc', valueFormatter: v => v == null ? '–' : significant(v) + ' ' + unit }),
    xAxis: timeAxis(), yAxis: valueAxis(unit, axis),
    dataZoom: [
      { type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, preventDefaultMouseMove: false },
      { type: 'slider', filterMode: 'none', height: 16, bottom: 4, borderColor: color('line'), fillerColor: color('line'), backgroundColor: 'transparent', showDataShadow: false, brushSelect: false, labelFormatter: v => clock(v), textStyle: { color: color('dim'), fontSize: 10 }, handleStyle: { color: color('card'), borderColor: color('s5') }, moveHandleSize: 0 },
    ],
    series,
  };
}

function line(name, data, ink, more) {
  return {
    name, type: 'line', data, showSymbol: data.length < 3, symbolSize: 5, lineStyle: { width: 1.6, color: color(ink) }, itemStyle: { color: color(ink) },
    emphasis: { disabled: true }, connectNulls: false, ...more,
  };
}

const level = (value, text, ink) => ({
  silent: true, symbol: 'none', data: [{ yAxis: value }], lineStyle: { color: color(ink), type: 'dashed', width: 1.2 },
  label: { formatter: text, position: 'insideEndTop', color: color(ink), fontSize: 11 },
});

// An empty chart says so in words, instead of an empty frame.
function draw(id, label, option, why) {
  const box = byId(id);
  const known = charts.get(id);
  if (known?.chart) known.chart.dispose();
  charts.set(id, { label, option, why });
  const made = option();
  box.classList.toggle('empty', !made);
  box.replaceChildren();
  box.setAttribute('role', 'img');
  box.setAttribute('aria-label', label);
  const caption = box.parentElement.querySelector('figcaption');
  if (!made) {
    box.textContent = why;
    caption.textContent = label;
    return;
  }
  const chart = echarts.init(box, null, { renderer: 'svg' });
  chart.setOption(made.option);
  if (made.timed !== false) { chart.group = group; echarts.connect(group); }
  caption.textContent = label + (made.words ? ': ' + made.words : '');
  box.setAttribute('aria-label', caption.textContent);
  charts.get(id).chart = chart;
}

function redraw() {
  for (const [id, c] of [...charts]) draw(id, c.label, c.option, c.why);
}

// Keeps a threshold in the picture when every value lies on one side of it.
const reaching = value => ({ min: e => e.min > value ? value : null, max: e => e.max < value ? value : null });

function extremes(data, unit) {
  const values = data.map(p => p[1]).filter(v => v != null);
  if (values.length === 0) return 'none';
  const low = values.reduce((a, b) => Math.min(a, b)), high = values.reduce((a, b) => Math.max(a, b));
  return `lowest ${significant(low, 4)}, highest ${significant(high, 4)}, last ${significant(values[values.length - 1], 4)} ${unit}`;
}

new ResizeObserver(() => { for (const c of charts.values()) c.chart?.resize(); }).observe(document.body);
