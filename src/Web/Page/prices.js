// The newest price of each symbol: all are kept, those that match the search are shown.
import { byId, cell, count, empty, rows, span, text } from './show.js';

const most = 500;                 // rows on screen; a search narrows further
const quotes = new Map();
const known = new Map();
const search = byId('search');
let shown = [];

const matches = quote => quote.symbol.toLowerCase().includes(search.value.trim().toLowerCase());

function paint(quote, before) {
  const row = known.get(quote.symbol);
  cell(row, 0, quote.symbol, 'name');
  const price = cell(row, 1, quote.trade?.price ?? '–', quote.trade ? 'number' : 'number quiet');
  const [was, is] = [Number(before?.trade?.price), Number(quote.trade?.price)];     // for the colour alone
  if (was !== is && was === was && is === is) {
    void price.offsetWidth;       // lets the same colour begin anew
    price.classList.add(is > was ? 'up' : 'down');
  }
  cell(row, 2, quote.trade?.size ?? '–', quote.trade?.size ? 'number' : 'number quiet');
  cell(row, 3, quote.quote?.bid ?? '–', quote.quote ? 'number' : 'number quiet');
  cell(row, 4, quote.quote?.ask ?? '–', quote.quote ? 'number' : 'number quiet');
}

function arrange() {
  const found = [...quotes.values()].filter(matches).sort((a, b) => a.symbol < b.symbol ? -1 : 1);
  shown = found.slice(0, most);
  if (shown.length === 0) { known.clear(); empty(byId('prices'), 6, quotes.size === 0 ? 'No prices yet' : 'No symbol matches'); }
  else {
    rows(byId('prices'), shown.map(quote => quote.symbol), known);
    for (const quote of shown) paint(quote);
  }
  text(byId('count'), quotes.size === 0 ? '' : shown.length === quotes.size ? `${count(quotes.size)} symbols` : `${count(shown.length)} of ${count(quotes.size)}`);
}

/** Everything anew, or what changed. */
export function show(list, everything) {
  const size = quotes.size;
  if (everything) quotes.clear();
  const before = new Map();
  for (const quote of list.quotes) {
    before.set(quote.symbol, quotes.get(quote.symbol));
    quotes.set(quote.symbol, quote);
  }
  if (everything || quotes.size !== size) { arrange(); return; }
  for (const quote of list.quotes) {
    if (known.has(quote.symbol)) paint(quote, before.get(quote.symbol));
  }
}

/** @param now the node's time, in milliseconds; null while it is not known */
export function age(now) {
  for (const { symbol } of shown) {
    const quote = quotes.get(symbol);
    const ms = now === null ? null : now - new Date(quote.asOf);
    cell(known.get(symbol), 5, ms === null ? '?' : span(ms), ms !== null && ms < 10000 ? 'number' : 'number quiet');
  }
}

search.addEventListener('input', arrange);
