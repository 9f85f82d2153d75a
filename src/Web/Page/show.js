// Puts values into the page. Everything becomes text: nothing that a venue or a person named is ever read as HTML.

export const byId = id => document.getElementById(id);

/** Sets a text only where it differs, so that selections and readers are left alone. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
}

export function cell(row, index, value, kind = '') {
  while (row.cells.length <= index) row.insertCell();
  const node = row.cells[index];
  text(node, value);
  if (node.className !== kind) node.className = kind;
  return node;
}

/** Makes the children of a table's body those of the keys, in that order; rows that stay are the same nodes. */
export function rows(body, keys, known) {
  const wanted = new Set(keys);
  for (const [key, row] of known) {
    if (!wanted.has(key)) { row.remove(); known.delete(key); }
  }
  let next = body.firstElementChild;
  for (const key of keys) {
    let row = known.get(key);
    if (row === undefined) { row = document.createElement('tr'); known.set(key, row); }
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
  while (next !== null) { const gone = next; next = next.nextElementSibling; gone.remove(); }
}

export function empty(body, columns, value) {
  const row = document.createElement('tr');
  row.className = 'empty';
  const only = row.insertCell();
  only.colSpan = columns;
  only.textContent = value;
  body.replaceChildren(row);
}

export function pill(value, kind) {
  const node = document.createElement('span');
  node.className = `pill ${kind}`;
  node.textContent = value;
  return node;
}

const whole = new Intl.NumberFormat('en-US');
export const count = number => whole.format(number);

/** 0.4 s, 12 s, 3 min, 2 h, 4 d */
export function span(ms) {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 100) return `${Math.round(s)} s`;
  if (s < 6000) return `${Math.round(s / 60)} min`;
  return s < 172800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86400)} d`;
}

export function clock(time) {
  const at = new Date(time);
  const day = at.toDateString() === new Date().toDateString() ? '' : at.toLocaleDateString('sv-SE') + ' ';
  return day + at.toLocaleTimeString('en-GB');
}
