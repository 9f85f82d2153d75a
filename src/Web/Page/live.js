// Reads server-sent events with fetch, so that a key can travel in a header, and comes again whenever the stream is lost.

const pause = (ms, signal) => new Promise(done => {
  const timer = setTimeout(done, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
});

/** Gives every message of a response as { event, id, data }. */
async function* messages(response, heard) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let message = { event: 'message', id: null, data: '' };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (message.data !== '') yield message;
        message = { event: 'message', id: null, data: '' };
      } else if (line.startsWith('event: ')) message.event = line.slice(7);
      else if (line.startsWith('id: ')) message.id = line.slice(4);
      else if (line.startsWith('data: ')) message.data += line.slice(6);
    }
  }
}

/**
 * Listens until the signal aborts.
 * @param path what to listen to
 * @param patience milliseconds without a byte after which the connection is given up
 * @param on { key(): the key or null, message(event, data), refused(): the key is asked for, lost(why) }
 */
export async function listen(path, patience, on, signal) {
  let last = null;
  for (let failures = 0; !signal.aborted; failures++) {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener('abort', end, { once: true });
    let timer;
    const heard = () => { clearTimeout(timer); timer = setTimeout(end, patience); };
    try {
      heard();
      const headers = { Accept: 'text/event-stream' };
      if (on.key()) headers['X-Api-Key'] = on.key();
      if (last !== null) headers['Last-Event-ID'] = last;
      const response = await fetch(path, { headers, signal: attempt.signal, cache: 'no-store', credentials: 'omit' });
      if (response.status === 401) { on.refused(); return; }
      if (!response.ok) throw new Error((await response.json().catch(() => null))?.detail ?? `status ${response.status}`);
      for await (const { event, id, data } of messages(response, heard)) {
        if (id !== null) last = id;
        failures = 0;
        on.message(event, JSON.parse(data));
      }
      on.lost('the node ended the stream');
    } catch (fault) {
      if (signal.aborted) return;
      on.lost(attempt.signal.aborted ? 'the node is silent' : fault instanceof TypeError ? 'the node cannot be reached' : fault.message);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
    await pause(Math.random() * 500 + Math.min(10000, 500 * 2 ** failures), signal);
  }
}
