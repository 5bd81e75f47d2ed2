// Puts it together: figures at the top, then pictures, then tables.
const { facts, figures, report } = history;
// The report speaks for a run that came to its end; otherwise the journals do.
const told = { ...figures, ...(report || {}) };

function notice(text, isBad) {
  byId('notices').append(el('p', { class: isBad ? 'notice bad' : 'notice' }, text));
}

function verdict(name, isGood, text) {
  byId('verdicts').append(el('div', { class: 'verdict' + (isGood == null ? '' : isGood ? ' good' : ' bad') }, el('strong', {}, name), el('span', {}, text)));
}

function tile(id, name, value, more, options) {
  const box = el('div', { class: 'value ' + (options?.tone || ''), id: 'figure-' + id, title: options?.exact, 'data-exact': options?.exact }, value);
  byId('tiles').append(el('div', { class: options?.lead ? 'tile lead' : 'tile' }, el('div', { class: 'name' }, name), box, el('div', { class: 'more' }, more || '')));
}

function header() {
  byId('title').textContent = `${facts.mode[0].toUpperCase()}${facts.mode.slice(1)}: ${facts.symbols.map(s => s.symbol.replace('_', '/')).join(', ')}`;
  const length = report ? report.durationSeconds : (end - begin) / 1000;
  byId('subtitle').textContent = `${day(facts.started)} ${clock(facts.started)} UTC, ${span(length)}${facts.seed ? `, seed ${facts.seed}` : ''}`;
  notice((facts.generated ? 'Generated market, not a real one: ' : 'Market: ') + facts.market);
  for (const text of history.missing.filter(m => !m.startsWith('latency:'))) notice(text, true);
  byId('hash').textContent = report ? `Trace hash ${report.traceHash}` : 'No trace hash: the run did not come to its end.';
}

function verdicts() {
  const broken = history.promises.filter(p => p.verdict === 'broken');
  const held = history.promises.filter(p => p.verdict === 'held');
  if (report) verdict(report.ledgerMatchesVenue ? 'Ledger = venue' : 'Ledger and venue differ', report.ledgerMatchesVenue, report.ledgerMatchesVenue ? 'every account, to the last digit' : 'see the notes');
  else verdict('Ledger not compared', null, 'the run did not come to its end');
  verdict(broken.length === 0 ? 'No invariant broken' : `Broken: ${broken.map(p => p.id).join(', ')}`, broken.length === 0 && !(report?.invariantViolations > 0), `${held.length} of ${history.promises.length} checked in this run and held`);
  verdict(`Largest delta ${percent(told.maxDeltaDeviationPct)}`, null, `of the hedged base; certainly beyond one contract for at most ${span(figures.longestDeltaSeconds)}`);
}

function tiles() {
  const success = told.attempts > 0 ? number(100 * told.completedPairs / told.attempts, 1) + ' % of the tried' : '';
  tile('realisedPnl', 'Realised P&L, USDT', usd(told.realisedPnl, true), 'from fills, after fees', { tone: tone(told.realisedPnl), exact: told.realisedPnl, lead: true });
  tile('estimatedPnl', 'Estimated, USDT', usd(told.estimatedPnl, true), 'by the decisions', { exact: told.estimatedPnl });
  tile('completedPairs', 'Pairs completed', whole(told.completedPairs), success, { exact: told.completedPairs });
  tile('cycles', 'Cycles', whole(told.cycles), told.cycles > 0 ? `${whole(figures.winningCycles)} with a profit` : '', { exact: told.cycles });
  tile('fees', 'Fees, USDT', usd(told.fees), 'all venues', { exact: told.fees });
  tile('funding', 'Funding, USDT', usd(told.funding, true), 'received', { exact: told.funding });
  tile('maxDrawdown', 'Largest drawdown, USDT', figures.maxDrawdown == null ? '–' : usd(figures.maxDrawdown), 'below the highest equity', { exact: figures.maxDrawdown });
  tile('opportunities', 'Opportunities', whole(told.opportunities), Object.entries(history.skipped).sort((a, b) => b[1] - a[1]).slice(0, 2).map(([name, count]) => `${whole(count)} × ${name.replace(/_/g, ' ')}`).join(', '), { exact: told.opportunities });
  tile('singleLegs', 'Single legs', whole(told.singleLegs), 'completed, reversed or hedged', { exact: told.singleLegs });
}

// A row of buttons of which one is pressed.
function choices(id, options, chosen, choose) {
  const box = byId(id);
  box.hidden = options.length < 2;
  const buttons = options.map(([value, text]) => {
    const button = el('button', { type: 'button', 'aria-pressed': String(value === chosen) }, text);
    button.onclick = () => {
      for (const b of buttons) b.setAttribute('aria-pressed', String(b === button));
      choose(value);
    };
    return button;
  });
  box.replaceChildren(...buttons);
}

function showSymbol(symbol) {
  const s = history.symbols.find(x => x.facts.symbol === symbol);
  draw('edge', `Net edge of an entry, ${symbol}`, () => edgeChart(s), 'No edge was sampled and no entry was made.');
  draw('returns', `Cost of a return, ${symbol}`, () => returnsChart(s), 'No return cost was sampled and no return was made.');
  draw('position', `Position per venue, ${symbol}`, () => positionChart(s), 'No position was held.');
  draw('delta', `Net delta over every outcome of the orders in doubt, ${symbol}`, () => deltaChart(s), 'No order was made, so delta stayed where it was.');
}

function showStage(name) {
  draw('latency', `Time of ${name ?? 'orders'}`, () => latencyChart(history.stages.find(s => s.stage === name)), history.missing.find(m => m.startsWith('latency:'))?.slice(9) || 'No order was measured.');
}

// Symbols in order of what they brought.
function busiest() {
  const pairs = symbol => spotPairs.filter(p => p.symbol === symbol).length;
  return [...history.symbols].sort((a, b) => pairs(b.facts.symbol) - pairs(a.facts.symbol))[0]?.facts.symbol;
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId('theme').textContent = theme === 'dark' ? 'Light' : 'Dark';
  byId('theme').setAttribute('aria-pressed', String(theme === 'dark'));
}

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
setTheme(prefersDark.matches ? 'dark' : 'light');
prefersDark.addEventListener('change', e => { setTheme(e.matches ? 'dark' : 'light'); redraw(); });
byId('theme').onclick = () => { setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'); redraw(); };

header();
verdicts();
tiles();
draw('equity', 'Equity', equityChart, 'No equity was marked.');
draw('drawdown', 'Drawdown', drawdownChart, 'No equity was marked.');
draw('profit', 'Profit of the pairs, added up', profitChart, 'No pair came to its end.');
choices('symbols', history.symbols.map(s => [s.facts.symbol, s.facts.symbol.replace('_', '/')]), busiest(), showSymbol);
showSymbol(busiest());
draw('phases', 'States over time', phasesChart, 'No state was entered.');
phaseTimesTable();
const purposes = [...new Set(history.pairs.map(p => p.purpose))];
choices('purposes', [['', 'All'], ...purposes.map(p => [p, p])], '', pairsTable);
pairsTable('');
cyclesTable();
skippedTable();
cashTable();
spreadsTable();
const stage = history.stages.find(s => s.stage === 'tick_to_wire') || history.stages[0];
choices('stages', history.stages.map(s => [s.stage, s.stage.replace(/_/g, ' ')]), stage?.stage, showStage);
showStage(stage?.stage);
percentilesTable();
promisesTable();
alertsTable();
configurationTable();
for (const note of report?.notes || []) byId('notes').append(el('li', {}, note));
document.documentElement.dataset.ready = 'yes';
