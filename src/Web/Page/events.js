// Life changes, newest first.
import { byId, clock } from './show.js';

const most = 200;
const ids = new Set();

function line(one) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = one.at;
  time.textContent = clock(one.at);
  const what = document.createElement('strong');
  what.textContent = one.reason ? `${one.what} (${one.reason})` : one.what;
  item.append(time, what);
  const who = [one.stream, one.node].filter(Boolean).join(' · ');
  if (who) {
    const name = document.createElement('span');
    name.className = 'who';
    name.textContent = ` ${who}`;
    item.append(name);
  }
  if (one.detail) {
    const detail = document.createElement('p');
    detail.textContent = one.detail;
    item.append(detail);
  }
  return item;
}

export function show(one) {
  if (ids.has(one.id)) return;    // after a lost connection some may come again
  if (ids.size === 0) byId('events').replaceChildren();
  ids.add(one.id);
  byId('events').prepend(line(one));
  while (byId('events').children.length > most) byId('events').lastElementChild.remove();
}
