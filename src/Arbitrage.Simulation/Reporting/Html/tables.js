// Tables with headers; a column is [heading, cell of a row, class, exact text on hover].
function table(id, caption, columns, rows, none) {
  frame(id, caption, columns, rows, none)?.append(...rows.map(row => rowOf(columns, row)));
}

// The table without rows; nothing but a sentence when there will be none.
function frame(id, caption, columns, rows, none) {
  const box = byId(id);
  box.replaceChildren();
  if (rows.length === 0) {
    box.append(el('p', { class: 'dim' }, none));
    return null;
  }
  const body = el('tbody');
  box.setAttribute('tabindex', '0');
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', caption);
  box.append(el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, ...columns.map(c => el('th', { scope: 'col', class: c[2] }, c[0])))), body));
  return body;
}

function rowOf(columns, row) {
  return el('tr', {}, ...columns.map(c => {
    const cell = c[1](row);
    return el('td', { class: [c[2], c[4]?.(row)].filter(Boolean).join(' ') || null, title: c[3]?.(row) }, cell instanceof Node ? cell : String(cell ?? '–'));
  }));
}

// Shows a page at a time, so that a thousand rows do not stand in the way of what follows.
function paged(id, button, caption, columns, rows, none, size, onRow) {
  const body = frame(id, caption, columns, rows, none);
  const more = byId(button);
  let shown = 0;
  const next = () => {
    for (const row of rows.slice(shown, shown + size)) {
      const made = rowOf(columns, row);
      body.append(made);
      onRow?.(made, row);
    }
    shown = Math.min(rows.length, shown + size);
    more.hidden = shown >= rows.length;
    more.textContent = `Show more (${rows.length - shown} left)`;
  };
  more.onclick = next;
  more.hidden = true;
  if (body) next();
}

// Only what goes from spot to spot has a profit of its own.
const isSpot = p => p.purpose === 'Entry' || p.purpose === 'Return';
const symbolColumn = ['Symbol', r => r.symbol, 't'];

function pairsTable(purpose) {
  const rows = history.pairs.filter(p => !purpose || p.purpose === purpose).reverse();
  const columns = [
    ['Pair', p => el('button', { type: 'button', 'aria-expanded': 'false' }, `${p.purpose} ${p.id}`), 't'],
    ['Time', p => stamp(p.at), 't opt'],
    symbolColumn,
    ['Buy → sell', p => `${venue(p.buyVenue)} → ${venue(p.sellVenue)}`, 't opt'],
    ['Size', p => significant(p.size), 'n opt', p => p.size],
    ['Estimate', p => isSpot(p) ? usd(p.estimated, true) : '–', 'n', p => isSpot(p) ? p.estimated : null],
    ['Realised', p => isSpot(p) && p.endedAt ? usd(p.realised, true) : '–', 'n', p => isSpot(p) ? p.realised : null, p => tone(p.realised)],
    ['Fees', p => usd(p.fees), 'n opt', p => p.fees],
    ['Result', p => p.result || 'under way', 't opt'],
  ];
  const left = history.pairsLeftOut > 0 ? ` ${whole(history.pairsLeftOut)} earlier ones are not listed; every figure counts them.` : '';
  paged('pairs', 'more-pairs', `Newest first, USDT.${left}`, columns, rows, 'No pair was intended.', 20, (row, p) => {
    row.className = 'row';
    const button = row.querySelector('button');
    row.onclick = () => {
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      if (open) row.nextElementSibling.remove();
      else row.after(el('tr', { class: 'why' }, el('td', { colspan: columns.length }, why(p))));
    };
  });
}

function why(p) {
  const list = el('dl');
  const say = (name, text) => list.append(el('dt', {}, name), el('dd', {}, text));
  if (isSpot(p)) {
    const facts = history.symbols.find(s => s.facts.symbol === p.symbol)?.facts;
    const edge = p.purpose === 'Return' ? null : facts?.roundTrip ? p.seen.netRoundTripPct : p.seen.netOneWayPct;
    say('Why', p.purpose === 'Entry'
      ? `net edge ${percent(edge)} at VWAP, an entry needs ${percent(facts?.entryThresholdPct)}`
      : `bringing it back earned ${percent(p.seen.netOneWayPct)} after fees; exit threshold ${percent(facts?.exitThresholdPct)} of cost`);
    say('Edge', `gross ${percent(p.seen.grossPct)}, after fees ${percent(p.seen.netOneWayPct)}, after expected return cost of ${percent(p.seen.returnCostPct)} ${percent(p.seen.netRoundTripPct)}`);
    say('Confidence', `${number(p.seen.confidence, 3)} = fresh ${number(p.seen.freshness, 3)} × depth ${number(p.seen.depth, 3)} × persistence ${number(p.seen.persistence, 3)}; skew ${p.seen.skewMs} ms`);
  } else {
    say('Why', p.seen.state || 'no reason noted');
  }
  say('When', `${day(p.at)} ${clock(p.at, true)}` + (p.endedAt ? `, final after ${number((Date.parse(p.endedAt) - Date.parse(p.at)) / 1000, 3)} s: ${p.result}` : ', under way'));
  for (const b of p.seen.books) say(venue(b.venue), `${significant(b.bid)} / ${significant(b.ask)}, age ${b.ageMs} ms, update ${b.sequence}`);
  for (const leg of p.legs) say('Order', `${leg.side} ${significant(leg.size)} at ${venue(leg.venue)}, no worse than ${significant(leg.cap)}`);
  if (p.endedAt) say('Filled', `sold ${significant(p.sold)} for ${usd(p.soldFor)}, bought ${significant(p.bought)} for ${usd(p.boughtFor)}, fees ${usd(p.fees)} USDT`);
  for (const step of p.ladder) say('Ladder', step);
  return list;
}

function cyclesTable() {
  paged('cycles', 'more-cycles', 'Newest first.', [
    ['Returned', c => stamp(c.returnedAt), 't'],
    symbolColumn,
    ['Bought → sold', c => `${venue(c.buyVenue)} → ${venue(c.sellVenue)}`, 't opt'],
    ['Pairs', c => `${c.entryPair} → ${c.returnPair}`, 't opt'],
    ['Held', c => span((Date.parse(c.returnedAt) - Date.parse(c.enteredAt)) / 1000), 'n'],
    ['Profit, USDT', c => usd(c.pnl, true), 'n', c => c.pnl, c => tone(c.pnl)],
  ], [...history.cycles].reverse(), 'No entry was wholly returned.', 10);
}

function skippedTable() {
  const rows = Object.entries(history.skipped).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(r => r[1]));
  table('skipped', 'Counted once per opportunity and reason.', [
    ['Reason', r => r[0].replace(/_/g, ' '), 't'],
    ['Times', r => whole(r[1]), 'n'],
    ['', r => { const bar = el('span', { class: 'share' }); bar.style.width = 100 * r[1] / most + '%'; return bar; }, 'share-cell'],
  ], rows, 'Every opportunity was taken, or there was none.');
}

function cashTable() {
  table('cash', 'USDT; fees in coin at the price of their fill.', [
    symbolColumn,
    ['Venue', c => venue(c.venue), 't'],
    ['Fills', c => whole(c.trades), 'n opt'],
    ['Volume', c => number(c.volume, 2), 'n opt', c => c.volume],
    ['Fees', c => usd(c.fees), 'n', c => c.fees],
    ['Funding', c => usd(c.funding, true), 'n', c => c.funding, c => tone(c.funding)],
    ...(history.cash.some(c => Number(c.other) !== 0) ? [['Other', c => usd(c.other, true), 'n', c => c.other]] : []),
  ], history.cash, 'Nothing was traded.');
}

function phaseTimesTable() {
  const rows = Object.keys(phaseInks).filter(phase => history.symbols.some(s => s.timeInPhase.some(p => p.phase === phase)));
  const of = (s, phase) => s.timeInPhase.find(p => p.phase === phase);
  table('phase-times', 'Time in each state, and how often it was entered.', [
    ['State', phase => phase, 'wrap state'],
    ...history.symbols.map(s => [s.facts.symbol, phase => of(s, phase) ? `${span(of(s, phase).seconds)} (${whole(of(s, phase).entered)})` : '–', 'n', phase => of(s, phase) && of(s, phase).seconds + ' s']),
  ], rows, 'No state was entered.');
}

function spreadsTable() {
  const rows = history.report?.pairs || [];
  byId('spread-card').hidden = rows.length === 0;
  table('spreads', 'By pair of venues.', [
    ['Pair', s => `${venue(s.first)} / ${venue(s.second)}`, 't'],
    ['|mid| above entry', s => percent(s.midAboveEntryPctOfTime, 1), 'n'],
    ['Best edge', s => percent(s.bestExecutableEdgePct), 'n'],
    ['Median mid', s => percent(s.medianMidPct), 'n opt'],
    ['Median return cost', s => percent(s.medianReturnCostPct), 'n opt'],
    ['Usable', s => span(s.usableSeconds), 'n opt'],
  ], rows, '');
}

function percentilesTable() {
  table('percentiles', 'Time between the stages of an order.', [
    ['Stage', s => s.stage, 't'], ['Count', s => whole(s.count), 'n'],
    ['p50', s => micros(s.p50), 'n'], ['p90', s => micros(s.p90), 'n opt'], ['p99', s => micros(s.p99), 'n'], ['p99.9', s => micros(s.p999), 'n opt'], ['Max', s => micros(s.max), 'n'],
  ], history.stages, 'No order was measured.');
}

function promisesTable() {
  table('promises', 'What the checkers of this run found.', [
    ['', p => p.id, 't'],
    ['Promise', p => p.findings.length === 0 ? p.promise : el('div', {}, p.promise, el('ul', {}, ...p.findings.slice(0, 50).map(f => el('li', {}, f)))), 'wrap'],
    ['Verdict', p => p.verdict, 't', null, p => ({ held: 'held', broken: 'broken' })[p.verdict] || 'unchecked'],
    ['Checked by', p => p.how, 'wrap opt'],
  ], history.promises, 'This run has no verdicts.');
}

function alertsTable() {
  table('alerts', 'Newest first.', [
    ['Time', a => stamp(a.at), 't'], ['Source', a => a.source, 't opt'], ['Code', a => a.code, 't'], ['Text', a => a.text, 'wrap'],
  ], [...history.alerts].reverse(), 'No alert was raised.');
}

function configurationTable() {
  byId('configuration-card').hidden = history.facts.configuration.length === 0;
  table('configuration', 'As the run read it; secrets are masked.', [
    ['Key', k => k.key, 'wrap'], ['Value', k => k.value, 'wrap'], ['Origin', k => k.origin, 'wrap opt'],
  ], history.facts.configuration, '');
}
