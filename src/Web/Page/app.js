// The page: what is shown is what the node said, with its age; when the node is silent, the page says so.
import * as board from './board.js';
import * as events from './events.js';
import { listen } from './live.js';
import * as prices from './prices.js';
import { byId, span, text } from './show.js';

const silence = 3000;             // the board comes every second; three without it are too many
const keyName = 'ticks-api-key';
let listening = null;
let newest = null;                // { asOf, at, ready, reason }: what the board said and when it came, on this page's own clock
let why = '';

function link() {
  if (newest === null) return 'waiting';
  return performance.now() - newest.at > silence ? 'lost' : 'live';
}

function state() {
  const how = link();
  document.body.dataset.link = how;
  const pill = byId('ready');
  const [word, kind] = how === 'waiting' ? ['connecting', ''] : how === 'lost' ? ['unknown', ''] : newest.ready ? ['ready', 'good'] : ['not ready', 'warn'];
  text(pill, word);
  pill.className = `pill ${kind}`;
  const age = newest === null ? null : performance.now() - newest.at;
  text(byId('age'), age === null ? why || 'no data yet' : how === 'lost' ? `as of ${span(age)} ago${why ? `: ${why}` : ''}` : `as of ${span(age)} ago`);
  // The node's clock, not this machine's: ages stay right where the two differ.
  prices.age(how === 'live' ? newest.asOf + age : null);
}

const on = {
  key: () => sessionStorage.getItem(keyName),
  lost: reason => { why = reason; state(); },
  refused: () => {
    if (listening === null) return;   // both streams are refused; once is enough
    stop();
    const wrong = sessionStorage.getItem(keyName) !== null;
    sessionStorage.removeItem(keyName);
    byId('key-fault').hidden = !wrong;
    text(byId('key-fault'), 'That is not its key.');
    byId('key-form').hidden = false;
    byId('main').hidden = true;
    why = 'a key is needed';
    state();
    byId('key').focus();
  },
};

function quotesOrBoard(event, data) {
  if (event === 'streams') {
    newest = { asOf: Date.parse(data.asOf), at: performance.now(), ready: data.ready };
    why = '';
    byId('key-form').hidden = true;
    byId('main').hidden = false;
    board.show(data);
    state();
  } else {
    prices.show(data, event === 'snapshot');
    state();
  }
}

function start() {
  if (listening !== null || document.hidden) return;
  listening = new AbortController();
  listen('/api/v1/stream/quotes?board=1', 8000, { ...on, message: quotesOrBoard }, listening.signal);
  listen('/api/v1/events', 40000, { ...on, lost: () => {}, message: (_, data) => events.show(data) }, listening.signal);
}

function stop() {
  listening?.abort();
  listening = null;
}

byId('key-form').addEventListener('submit', submitted => {
  submitted.preventDefault();
  sessionStorage.setItem(keyName, byId('key').value.trim());
  byId('key').value = '';
  start();
});

// A browser grants a host only a few connections: tabs that nobody sees give theirs back.
document.addEventListener('visibilitychange', () => { if (document.hidden) stop(); else start(); });
setInterval(state, 250);
start();
