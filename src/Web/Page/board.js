// The node, its totals and its streams.
import { byId, cell, clock, count, empty, pill, rows, span, text } from './show.js';

const states = { running: 'good', starting: 'warn', stopping: 'warn', degraded: 'warn', paused: 'warn', parked: 'bad', unassigned: 'bad', unknown: 'bad' };
const data = { ticking: 'good', quiet: '', stale: 'warn', none: 'warn' };
const known = new Map();
const tiles = new Map();

function tile(name, value, kind = '') {
  let node = tiles.get(name);
  if (node === undefined) {
    node = document.createElement('div');
    node.append(document.createElement('span'), document.createElement('b'));
    node.firstChild.textContent = name;
    tiles.set(name, node);
    byId('tiles').append(node);
  }
  node.className = `tile ${kind}`;
  text(node.lastChild, value);
}

function word(row, index, value, kind) {
  const node = cell(row, index, value);
  if (node.firstElementChild?.className !== `pill ${kind}`) node.replaceChildren(pill(value, kind));
}

function stream(row, one, board, now) {
  cell(row, 0, one.shortId, 'name').title = one.key;
  word(row, 1, one.state, states[one.state] ?? '');
  // Data says something only of a stream that runs.
  if (one.connected) word(row, 2, one.session && one.session !== 'open' ? one.session : one.data, data[one.data] ?? '');
  else cell(row, 2, '–', 'quiet');
  cell(row, 3, `${count(one.symbolsWithData)}/${count(one.symbols)}`, 'number');
  cell(row, 4, count(one.messages), 'number');
  cell(row, 5, count(one.errors), one.errors > 0 ? 'number warn' : 'number quiet');
  cell(row, 6, count(one.gaps), one.gaps > 0 ? 'number warn' : 'number quiet');
  cell(row, 7, one.lastDataAt ? clock(one.lastDataAt) : '–', one.lastDataAt ? 'number' : 'number quiet');
  const reconnects = Object.entries(one.reconnects);
  const again = reconnects.reduce((sum, [, times]) => sum + times, 0);
  cell(row, 8, count(again), again > 0 ? 'number' : 'number quiet').title = reconnects.map(([reason, times]) => `${reason} ${times}`).join(', ');
  cell(row, 9, one.reason ?? '–', one.reason ? '' : 'quiet').title = one.detail ?? '';
  cell(row, 10, one.retryAt ? span(new Date(one.retryAt) - now) : '–', one.retryAt ? 'number warn' : 'number quiet');
  // What is connected without naming an owner is connected from here.
  cell(row, 11, one.node ?? one.owner ?? (one.connected ? board.node : '–'), 'quiet');
}

/** Streams that wait for the same thing share a line. */
function remarks(board) {
  const waiting = new Map();
  for (const one of board.streams) {
    if (one.connected || !one.detail) continue;
    const same = waiting.get(one.detail) ?? waiting.set(one.detail, []).get(one.detail);
    same.push(one.shortId);
  }
  return [...waiting].map(([detail, ids]) => `${ids[0]}${ids.length > 1 ? ` and ${ids.length - 1} more` : ''}: ${detail}`);
}

export function show(board) {
  const now = new Date(board.asOf);
  text(byId('node'), board.node);
  text(byId('store'), board.store ?? 'not open yet');
  const [version, commit] = board.version.split('+');
  text(byId('build'), commit ? `${version} (${commit.slice(0, 7)})` : version);

  const connected = board.streams.filter(one => one.connected).length;
  const all = board.streams.length;
  const { totals } = board;
  tile('Connected', `${connected}/${all}`, connected === all ? '' : connected === 0 ? 'bad' : 'warn');
  tile('Messages', count(board.streams.reduce((sum, one) => sum + one.messages, 0)));
  tile('Errors', count(board.streams.reduce((sum, one) => sum + one.errors, 0)), board.streams.some(one => one.errors > 0) ? 'warn' : '');
  tile('Received', count(totals.received));
  tile('Stored', count(totals.stored));
  tile('Duplicates', count(totals.duplicates));
  tile('Dropped', count(totals.dropped), totals.dropped > 0 ? 'bad' : '');
  tile('Gaps', count(totals.gaps), totals.gaps > 0 ? 'warn' : '');
  tile('In spool', count(totals.inSpool), totals.storeTrouble ? 'bad' : '');

  const body = byId('streams');
  if (all === 0) { known.clear(); empty(body, 12, 'No streams; start some with: ticks start --symbols A,B'); }
  else {
    rows(body, board.streams.map(one => one.key), known);
    for (const one of board.streams) stream(known.get(one.key), one, board, now);
  }

  const says = [...(board.ready ? [] : [board.reason]), ...remarks(board)];
  const notice = byId('notice');
  notice.hidden = says.length === 0;
  text(notice, says.join(' · '));
}
