// The page's JavaScript: the filters, the list of changes, which renders only its visible rows, and the details of the selected
// change. Values are added to the page only as text nodes. page-data.ts defines the shapes of the data.

/** Source of the script element; its hash is in the page's content security policy. */
export const SCRIPT = `'use strict';
(() => {
  const data = JSON.parse(document.getElementById('plan-data').textContent);
  const ROW = 52, SPARE = 6;
  const byId = (id) => document.getElementById(id);
  const list = byId('list'), space = byId('space'), detail = byId('detail'), status = byId('status');
  const search = byId('search'), account = byId('account'), action = byId('action'), field = byId('field');
  const plural = (n, word) => n.toLocaleString('en-US') + ' ' + word + (n === 1 ? '' : 's');
  let shown = data.changes, chosen = -1;

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  /* Filters */
  const fieldNames = new Map();
  for (const change of data.changes) {
    for (const row of change.rows) fieldNames.set(row[1], (fieldNames.get(row[1]) || 0) + 1);
    change.text = JSON.stringify([change.key, change.source, change.rows, change.blocked]).toLowerCase();
  }
  function addOptions(select, entries) {
    for (const [value, label] of entries) {
      const option = make('option', '', label);
      option.value = value;
      select.append(option);
    }
  }
  const amounts = (part, count) => Array.from({ length: count }, (_, i) => data.changes.filter((c) => c[part] === i).length);
  const perAccount = amounts('account', data.accounts.length), perDanger = amounts('danger', data.dangers.length);
  addOptions(account, data.accounts.map((name, i) => [i, name + ' (' + perAccount[i].toLocaleString('en-US') + ')']));
  addOptions(action, data.dangers.map((danger, i) => [i, danger[1] + ' (' + perDanger[i].toLocaleString('en-US') + ')']).filter(([i]) => perDanger[i] > 0));
  addOptions(field, [...fieldNames].sort((a, b) => b[1] - a[1]).map(([name, n]) => [name, name + ' (' + n.toLocaleString('en-US') + ')']));

  function filter() {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    shown = data.changes.filter((change) =>
      (account.value === '' || change.account === Number(account.value)) &&
      (action.value === '' || change.danger === Number(action.value)) &&
      (field.value === '' || change.rows.some((row) => row[1] === field.value)) &&
      words.every((word) => change.text.includes(word)));
    const all = data.changes.length;
    status.textContent = shown.length === all ? plural(all, 'change') : shown.length.toLocaleString('en-US') + ' of ' + plural(all, 'change');
    space.style.height = shown.length * ROW + 'px';
    list.scrollTop = 0;
    choose(-1);
  }
  let timer = 0;
  search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 80); });
  for (const select of [account, action, field]) select.addEventListener('change', filter);

  /* The list */
  let firstDrawn = -1, lastDrawn = -1;
  function draw(force) {
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - SPARE);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + SPARE);
    if (!force && first === firstDrawn && last === lastDrawn) return;
    firstDrawn = first;
    lastDrawn = last;
    const rows = [];
    for (let i = first; i < last; i++) rows.push(row(shown[i], i));
    space.replaceChildren(...rows);
  }
  function row(change, i) {
    const node = make('div', 'row');
    node.id = 'row-' + i;
    node.setAttribute('role', 'option');
    node.setAttribute('aria-selected', String(i === chosen));
    node.setAttribute('aria-posinset', String(i + 1));
    node.setAttribute('aria-setsize', String(shown.length));
    node.style.top = i * ROW + 'px';
    const [style, title] = data.dangers[change.danger];
    const line = make('div'), below = make('div');
    line.append(make('span', 'tag ' + style, title), make('b', '', change.key), ...marks(change));
    below.append(make('span', 'preview', preview(change)));
    node.append(line, below);
    node.addEventListener('click', () => { choose(i); list.focus(); });
    return node;
  }
  function marks(change) {
    return (change.marks || []).flatMap((mark) => [' ', make('span', 'quiet', mark)]);
  }
  function preview(change) {
    const blocked = change.blocked.map((block) => 'blocked: ' + block[0]);
    const rows = change.rows.slice(0, 6).map(([op, name, before, after]) =>
      name + ' ' + (op === 'change' ? before + ' → ' + after : op === 'add' ? after : 'removed'));
    return [...blocked, ...rows].join(' · ') || 'the whole contact';
  }
  let waiting = false;
  list.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; draw(false); });
  });
  addEventListener('resize', () => draw(true));

  function choose(i) {
    chosen = shown.length === 0 ? -1 : Math.min(i, shown.length - 1);
    if (chosen >= 0) {
      const top = chosen * ROW;
      if (top < list.scrollTop) list.scrollTop = top;
      if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
    }
    draw(true);
    if (chosen >= 0) list.setAttribute('aria-activedescendant', 'row-' + chosen);
    else list.removeAttribute('aria-activedescendant');
    describe(shown[chosen]);
  }

  /* The selected change */
  function describe(change) {
    detail.classList.toggle('empty', change === undefined);
    if (change === undefined) {
      detail.replaceChildren(make('p', 'quiet', shown.length === 0 ? 'No change matches.' : 'Select a change to see its details.'));
      return;
    }
    const close = make('button', '', '×');
    close.id = 'close';
    close.setAttribute('aria-label', 'Close');
    close.addEventListener('click', () => { choose(-1); list.focus(); });
    const [style, title] = data.dangers[change.danger];
    detail.replaceChildren(close, make('span', 'tag ' + style, title), ...marks(change), breaking('h2', '', change.key),
      breaking('p', 'quiet', data.accounts[change.account] + ' · declared in ' + change.source),
      ...change.blocked.map(block), ...(change.rows.length > 0 ? [table(change.rows)] : []), ...requests(change));
    detail.scrollTop = 0;
  }
  function block([rule, values, message, unblock]) {
    const node = make('div', 'alarm');
    node.append(make('b', '', 'blocked: ' + rule));
    if (values) node.append(make('p', 'mono', values));
    node.append(make('p', '', message), make('p', '', '→ ' + unblock));
    return node;
  }
  function table(rows) {
    const node = make('table'), head = node.createTHead().insertRow(), body = node.createTBody();
    for (const name of ['Change', 'Field', 'Old', 'New']) head.append(make('th', '', name));
    for (const [op, name, before, after, note] of rows) {
      const line = body.insertRow();
      line.className = op;
      line.append(make('td', '', op), breaking('td', '', name), breaking('td', 'mono', before), breaking('td', 'mono', after));
      if (note) line.cells[1].append(make('p', 'quiet', note));
    }
    return node;
  }
  function requests(change) {
    if (change.requests.length === 0) return [make('p', 'quiet', 'Nothing is sent for this contact.')];
    return [make('h2', '', plural(change.requests.length, 'request')), ...change.requests.flatMap((index) => {
      const [line, body] = data.requests[index];
      return [breaking('p', 'mono', line), ...(body === '' ? [] : [breaking('pre', 'mono', body)])];
    })];
  }

  /* A text without blanks breaks after its signs, not within a word. */
  function breaking(tag, className, text) {
    const node = make(tag, className);
    text.split(/(?<=[,:{[.@/_])/).forEach((piece, index) => node.append(...(index === 0 ? [] : [make('wbr')]), piece));
    return node;
  }

  /* Keys */
  const page = () => Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
  const moves = { j: () => chosen + 1, ArrowDown: () => chosen + 1, k: () => chosen - 1, ArrowUp: () => chosen - 1,
    PageDown: () => chosen + page(), PageUp: () => chosen - page(), Home: () => 0, End: () => shown.length - 1 };
  addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = target === search || target instanceof HTMLSelectElement;
    if (key === 'Escape' && !(target instanceof HTMLSelectElement)) {
      if (target === list) choose(-1);
      list.focus();
    } else if (key === '/' && !typing) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (key === 'Enter' && target === list && chosen >= 0) detail.focus();
    else if (key === 'Enter' && target === search) { clearTimeout(timer); filter(); choose(0); list.focus(); }
    else if (!typing && Object.hasOwn(moves, key) && (key.length === 1 || target === list)) {
      event.preventDefault();
      choose(Math.max(0, moves[key]()));
      if (target !== list) list.focus();
    }
  });

  filter();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
`;
