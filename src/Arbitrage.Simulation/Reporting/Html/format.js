// Texts and small DOM helpers. Everything that came from a run is put in as text, never as markup.
const history = JSON.parse(document.getElementById('data').textContent);
const byId = id => document.getElementById(id);

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter(c => c != null));
  return node;
}

// Money arrives as text with all its digits; shown rounded, with the exact text on hover.
function number(text, digits, sign) {
  if (text == null) return '–';
  const value = Number(text);
  const shown = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const isZero = Number(shown.replace(/,/g, '')) === 0;
  return (value < 0 && !isZero ? '−' : sign && !isZero ? '+' : '') + shown;
}

const usd = (text, sign) => number(text, 4, sign);
const percent = (text, digits) => text == null ? '–' : number(text, digits ?? 3) + ' %';
const whole = value => Number(value).toLocaleString('en-US');
const significant = (text, digits) => text == null ? '–' : Number(text).toLocaleString('en-US', { maximumSignificantDigits: digits ?? 8 }).replace('-', '−');
const tone = text => Number(text) > 0 ? 'up' : Number(text) < 0 ? 'down' : '';
const venueNames = { gate_spot: 'Gate spot', gate_futures: 'Gate futures', mexc_spot: 'MEXC spot' };
const venue = key => venueNames[key] || key;

const two = n => String(n).padStart(2, '0');
function clock(time, withMs) {
  const d = new Date(time);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}` + (withMs ? '.' + String(d.getUTCMilliseconds()).padStart(3, '0') : '');
}
const day = time => new Date(time).toISOString().slice(0, 10);
// With its day where a run has more than one.
const stamp = time => (day(history.facts.started) === day(history.ended) ? '' : day(time) + ' ') + clock(time, true);
function span(seconds) {
  const s = Number(seconds);
  if (s < .1) return micros(s * 1e6);
  if (s < 120) return number(s, s < 10 ? 2 : 1) + ' s';
  const h = Math.floor(s / 3600), m = Math.floor(s % 3600 / 60);
  return h >= 48 ? `${Math.floor(h / 24)} d ${h % 24} h` : h > 0 ? `${h} h ${m} min` : `${m} min ${Math.round(s % 60)} s`;
}
function micros(text) {
  const value = Number(text);
  return value >= 1e6 ? number(value / 1e6, 2) + ' s' : value >= 1000 ? number(value / 1000, 2) + ' ms' : number(value, 1) + ' µs';
}

// Columns of a series to points [time, value].
function points(series) {
  let at = 0;
  return series.t.map((step, i) => [at += step, series.v[i]]);
}
