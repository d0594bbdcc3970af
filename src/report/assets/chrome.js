// What rules dropped, with examples.

PARTS.chrome = () => {
  const host = document.querySelector('#chrome .body');
  if (host.hasChildNodes()) return;
  host.append(rulesTable(), longestDrops(), proposed());
};

function rulesTable() {
  const { rules } = DATA;
  if (rules.length === 0) return el('p', { class: 'empty' }, 'Nothing was dropped.');
  const total = rules.reduce((sum, rule) => sum + rule.bytes, 0), most = Math.max(1, ...rules.map((rule) => rule.bytes));
  const body = el('tbody');
  const orders = { bytes: (a, b) => b.bytes - a.bytes, lines: (a, b) => b.lines - a.lines, rule: (a, b) => (a.rule < b.rule ? -1 : 1) };
  const tone = (rule) => (rule.startsWith('duplicate') ? 'twin' : 'dropped');
  const tr = (rule) => el('tr', {},
    el('th', { scope: 'row' }, said(rule.rule, 'bdi'), rule.meaning && el('p', { class: 'soft' }, rule.meaning)),
    el('td', {}, count(rule.lines)), el('td', {}, bytes(rule.bytes)), el('td', {}, percent(total > 0 ? rule.bytes / total : 0)),
    el('td', { class: 'bar' }, svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { width: Math.max(0.5, 100 * rule.bytes / most), height: 10, class: tone(rule.rule) })),
      el('details', {}, el('summary', {}, 'examples', el('span', { class: 'hush' }, ` of ${rule.rule}`)), el('ul', { class: 'examples' }, rule.examples.map(example)))));
  const fill = (order) => body.replaceChildren(...rules.slice().sort(orders[order]).map(tr));
  fill('bytes');
  return el('section', { class: 'card', 'aria-labelledby': 'rules-title' }, el('h2', { id: 'rules-title' }, `${plural(rules.length, 'rule', 'rules')} by what they dropped`),
    el('div', { class: 'controls' }, choice('Sort by', [['bytes', 'bytes'], ['lines', 'lines'], ['rule', 'name']], fill, 'bytes')),
    el('table', { class: 'rules' }, el('thead', {}, el('tr', {}, ['rule', 'lines', 'bytes', 'of all drops', 'examples'].map((name) => el('th', { scope: 'col' }, name)))), body));
}

function example({ text, lines, spot }) {
  return el('li', {}, text === null ? el('em', {}, '(the ledger holds no text)') : said(text, 'span', { class: 'text' }), ' ', el('span', { class: 'times' }, lines > 1 && `× ${count(lines)}, first in `, code(`${place(spot)}:${spot.at}`)));
}

function longestDrops() {
  const { longest } = DATA;
  if (longest.length === 0) return '';
  const list = el('ol', { class: 'drops' }), told = status();
  const fill = (rule) => {
    const shown = longest.filter((drop) => !rule || drop.rule === rule);
    list.replaceChildren(...shown.map((drop) => el('li', {}, drop.text === null ? el('em', {}, '(the ledger holds no text)') : said(drop.text, 'div', { class: 'text' }), el('small', { class: 'soft' }, el('span', { class: 'tag dropped' }, drop.rule), ` ${bytes(drop.bytes)} · `, code(`${place(drop.spot)}:${drop.spot.at}`)))));
    told.textContent = `${plural(shown.length, 'line', 'lines')} shown.`;
  };
  fill('');
  const rules = [...new Set(longest.map((drop) => drop.rule))].sort();
  return el('section', { class: 'card', 'aria-labelledby': 'longest-title' }, el('h2', { id: 'longest-title' }, 'The longest drops'), el('p', { class: 'soft' }, 'Long lines are seldom furniture: what is wrong here was text.'),
    el('div', { class: 'controls' }, choice('Rule', [['', 'all'], ...rules.map((rule) => [rule, rule])], fill, '')), told, list);
}

function proposed() {
  const { mined } = DATA;
  const title = el('h2', { id: 'mined-title' }, 'What ', el('code', {}, 'mine'), ' would propose');
  const card = (...children) => el('section', { class: 'card', 'aria-labelledby': 'mined-title' }, title, ...children);
  if (mined === null) return card(el('p', { class: 'soft' }, 'The sources could not be read again, so nothing could be mined.'));
  const found = `${plural(mined.furniture, 'rule', 'rules')} for furniture and ${count(mined.markers)} for markers between stories, from ${count(mined.pages)} of ${plural(mined.of, 'page', 'pages')}.`;
  if (mined.furniture + mined.markers === 0) return card(el('p', {}, `No line recurs that no rule knows: ${found}`));
  return card(el('p', {}, found), el('p', { class: 'soft' }, el('code', {}, 'unspool mine OUT -o mined.toml'), ' writes the whole file. Read it before you use it.'),
    el('pre', { tabindex: 0, role: 'region', 'aria-label': 'Proposed rules', dir: 'ltr' }, mined.text), mined.left_out > 0 && el('p', { class: 'soft' }, `${bytes(mined.left_out)} of it are left out here.`));
}
