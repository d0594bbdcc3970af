// Groups of stories that are like one that stays.

const BONDS = { dropped: 'dropped', marked: 'marked', revision: 'revision', held: 'held back by facts' };

PARTS.duplicates = (rest) => {
  const host = document.querySelector('#duplicates .body');
  if (!host.hasChildNodes()) host.append(likeness(), ...groupsView());
  if (rest) host.querySelector('.two')?.open(rest);
};

// The histogram of similarities, with what other thresholds would drop.
function likeness() {
  const { likeness: like, sweep } = DATA;
  const series = {
    stories: [['duplicates', 'twin', like.duplicates], ['revisions', 'kept', like.revisions], ['held back by facts', 'near', like.held]],
    paragraphs: [['duplicates', 'twin', like.paragraphs], ['held back by facts', 'near', like.paragraphs_held]],
  };
  const own = { stories: sweep?.similarity ?? 0.8, paragraphs: sweep?.paragraph_similarity ?? 0.9 };
  let kind = 'stories', threshold = own[kind], chart = null;
  const place = el('div'), said = el('p', { role: 'status', id: 'sweep-said' });
  const slider = el('input', { type: 'range', id: 'threshold', min: 75, max: 99, step: 1, 'aria-describedby': 'sweep-said', oninput: () => move(Number(slider.value) / 100) });
  function move(to) {
    threshold = to;
    slider.value = Math.round(to * 100);
    slider.setAttribute('aria-valuetext', to.toFixed(2));
    said.textContent = sweep ? tried(sweep, kind, to, own[kind])
      : `The threshold is ${to.toFixed(2)}. What others would drop is unknown: the work area holds no scores of this output.`;
    chart?.redraw?.();
  }
  function turn(to) {
    kind = to;
    const total = series[kind].reduce((sum, [, , counts]) => sum + counts.reduce((a, b) => a + b, 0), 0);
    chart = el('div', { class: 'chart' });
    place.replaceChildren(...(total > 0 ? [chart, legend(series[kind]), inNumbers(series[kind], kind)] : [el('p', { class: 'empty' }, `No ${kind} are like others.`)]));
    if (total > 0) histogram(chart, `Similarities of ${count(total)} ${kind}, from 0.5 to 1; heights are square roots of counts.`, series[kind], () => threshold);
    move(own[kind]);
  }
  turn('stories');
  return el('section', { class: 'card', 'aria-labelledby': 'likeness-title' },
    el('h2', { id: 'likeness-title' }, 'How alike they are'),
    el('div', { class: 'controls' },
      choice('Of', [['stories', 'stories'], ['paragraphs', 'paragraphs']], turn, kind),
      sweep && el('label', { class: 'wide', for: 'threshold' }, 'Try another threshold', slider)),
    said, place);
}

// The bins that hold something, as a table.
function inNumbers(series, kind) {
  const bins = Array.from({ length: 101 }, (_, at) => 100 - at).filter((at) => series.some(([, , counts]) => counts[at] > 0));
  const tr = (at) => el('tr', {}, el('th', { scope: 'row' }, at === 100 ? '1' : `${(at / 100).toFixed(2)}–`), series.map(([, , counts]) => el('td', {}, count(counts[at]))));
  return el('details', {}, el('summary', {}, `Similarities of ${kind} in numbers`),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Similarities of ${kind} in numbers` },
      el('table', {}, el('thead', {}, el('tr', {}, ['similarity', ...series.map(([name]) => name)].map((name) => el('th', { scope: 'col' }, name)))), el('tbody', {}, bins.map(tr)))));
}

// What a threshold would drop, from the stored scores.
function tried(sweep, kind, threshold, own) {
  const at = (wanted) => sweep.thresholds.find((row) => Math.abs(row.threshold - wanted) < 0.001);
  const [row, base] = [at(threshold), at(own)];
  const change = base ? row[kind] - base[kind] : 0;
  const beside = !base ? '' : row === base ? ', as this run has it' : change === 0 ? ', as many as in this run'
    : `, ${count(Math.abs(change))} ${change > 0 ? 'more' : 'fewer'} than in this run`;
  const flag = kind === 'stories' ? '--similarity' : '--paragraph-similarity';
  return `With ${flag} ${threshold.toFixed(2)}, ${count(row[kind])} of ${count(sweep[kind])} ${kind} are duplicates${beside}.`;
}

const kinOf = ({ counts }) => counts.duplicates + counts.revisions + counts.held;
const titleOf = (story) => story.title ?? '(without a headline)';

function groupsView() {
  const { groups } = DATA;
  if (groups.found === 0) return [el('p', { class: 'empty' }, 'No story is like another one.')];
  const list = el('ul', { class: 'list', 'aria-label': 'Groups' }), detail = el('article', { class: 'detail', tabindex: -1 }), told = status();
  const asked = { words: '', sort: 'size', kind: '', language: '', publisher: '' };
  const text = new Map(groups.shown.map((group) => [group, [group.title, group.path, group.publisher, group.id, ...group.members.flatMap((member) => [member.title, member.path, member.id])].join('\n').toLowerCase()]));
  const likest = (group) => Math.max(...group.members.map((member) => member.similarity), 0);
  const leastLike = (group) => Math.min(...group.members.map((member) => member.similarity), 1);
  const orders = {
    size: (a, b) => kinOf(b) - kinOf(a), title: (a, b) => titleOf(a).localeCompare(titleOf(b)), path: (a, b) => (a.path < b.path ? -1 : 1),
    date: (a, b) => (b.date ?? '').localeCompare(a.date ?? ''), least: (a, b) => leastLike(a) - leastLike(b), most: (a, b) => likest(b) - likest(a),
  };
  const has = { '': () => true, duplicates: (group) => group.counts.duplicates > 0, revisions: (group) => group.counts.revisions > 0, held: (group) => group.counts.held > 0 };
  let open = null;
  function fill() {
    const fits = (group) => text.get(group).includes(asked.words) && has[asked.kind](group)
      && (!asked.language || group.language === asked.language) && (!asked.publisher || group.publisher === asked.publisher);
    const shown = groups.shown.filter(fits).sort(orders[asked.sort]);
    longList(list, shown, (group) => groupButton(group, group === open, () => show(group, true)));
    told.textContent = `${plural(shown.length, 'group', 'groups')} shown; this page holds ${count(groups.shown.length)} of ${count(groups.found)}.`;
  }
  function show(group, moved) {
    open = group;
    for (const button of list.querySelectorAll('button[data-id]')) button.setAttribute('aria-current', String(button.dataset.id === group.id));
    detail.replaceChildren(...groupDetail(group).flat());
    if (!moved) return;
    history.replaceState(null, '', `#duplicates/${group.id}`);
    // Where there is one column, the group stands below the list.
    if (innerWidth < 900) detail.scrollIntoView();
  }
  const values = (key) => [['', 'all'], ...[...new Set(groups.shown.map((group) => group[key]).filter(Boolean))].sort().map((value) => [value, value])];
  const on = (key) => (value) => { asked[key] = value; fill(); };
  fill();
  show(groups.shown.slice().sort(orders.size)[0], false);
  const two = el('div', { class: 'two' }, list, detail);
  two.open = (id) => { const group = groups.shown.find((one) => one.id === id); if (group && group !== open) show(group, false); };
  return [
    el('div', { class: 'controls' }, search('Search headline, path, publisher or id', on('words')),
      choice('Sort by', [['size', 'size'], ['least', 'least alike'], ['most', 'most alike'], ['date', 'date, newest first'], ['title', 'headline'], ['path', 'path']], on('sort'), 'size'),
      choice('With', [['', 'any kin'], ['duplicates', 'duplicates'], ['revisions', 'revisions'], ['held', 'held back by facts']], on('kind'), ''),
      choice('Language', values('language'), on('language'), ''), choice('Publisher', values('publisher'), on('publisher'), '')),
    told, two,
  ];
}

function groupButton(group, current, onclick) {
  const { duplicates, revisions, held } = group.counts;
  return el('button', { type: 'button', 'data-id': group.id, 'aria-current': String(current), onclick },
    said(titleOf(group), 'strong'), el('small', {}, said(place(group), 'bdi')),
    el('span', { class: 'tags' }, duplicates > 0 && el('span', { class: 'tag marked' }, plural(duplicates, 'duplicate', 'duplicates')),
      revisions > 0 && el('span', { class: 'tag revision' }, plural(revisions, 'revision', 'revisions')),
      held > 0 && el('span', { class: 'tag held' }, `${count(held)} held back`), group.drawn && el('span', { class: 'tag' }, 'by lot')));
}

function groupDetail(group) {
  const place = el('div');
  const compare = (member) => {
    for (const tr of table.querySelectorAll('tr[data-id]')) tr.dataset.current = String(tr.dataset.id === member.id);
    place.replaceChildren(...compared(group, member));
  };
  const table = members(group, (member) => { compare(member); place.querySelector('h3').focus(); });
  const first = group.members.find((member) => member.pairs?.some((pair) => pair.runs.length > 0)) ?? group.members[0];
  const line = group.members.some((member) => member.bond === 'revision' || member.bond === 'held') ? timeline(group) : [];
  if (first) compare(first);
  return [
    said(titleOf(group), 'h2'),
    el('p', { class: 'meta' }, 'stays · ', code(`${placeOf(group)}`), ' · ', [group.publisher, group.date, group.language].filter(Boolean).map((value) => [said(value, 'bdi'), ' · ']), el('code', {}, group.id), pageLink(group)),
    line, table, place,
  ];
}

const placeOf = (story) => place(story);

function members(group, compare) {
  const all = kinOf(group), left = all - group.members.length;
  const tr = (member) => el('tr', { 'data-id': member.id },
    el('th', { scope: 'row' }, said(titleOf(member)), el('br'), code(place(member))),
    el('td', {}, el('span', { class: `tag ${member.bond}` }, BONDS[member.bond])), el('td', {}, member.date ?? '—'), el('td', {}, member.similarity.toFixed(4)),
    el('td', {}, el('button', { type: 'button', onclick: () => compare(member) }, 'compare', el('span', { class: 'hush' }, ` with ${titleOf(member)}, ${place(member)}`)), pageLink(member)));
  return el('table', { class: 'members' },
    el('caption', {}, `${plural(all, 'story is', 'stories are')} like it${left > 0 ? `; ${count(left)} of them are not held here` : ''}`),
    el('thead', {}, el('tr', {}, ['story', 'what became of it', 'date', 'similarity'].map((name) => el('th', { scope: 'col' }, name)), el('th', { scope: 'col' }, el('span', { class: 'hush' }, 'actions')))),
    el('tbody', {}, group.members.map(tr)));
}

// The first story and what was made of it, by day; those without a day come last.
function timeline(group) {
  const kin = group.members.filter((member) => member.bond === 'revision' || member.bond === 'held');
  const all = [group, ...kin].sort((a, b) => (a.date ?? '9999').localeCompare(b.date ?? '9999'));
  const item = (story) => el('li', { class: story === group ? 'first' : null },
    el('span', { class: 'meta' }, story.date ? el('time', { datetime: story.date }, story.date) : 'undated', story === group ? ' · the first one' : ` · ${BONDS[story.bond]}, ${story.similarity.toFixed(4)}`),
    el('br'), said(titleOf(story)), ' ', code(place(story)), story !== group && changes(story));
  return [el('h3', {}, 'In time'), el('ol', { class: 'line' }, all.map(item))];
}

// What a revision says otherwise, in a line.
function changes(member) {
  if (!member.pairs) return null;
  const edits = member.pairs.filter((pair) => pair.twin !== null).flatMap((pair) => pair.runs.filter((run) => typeof run !== 'string' && run.length === 2));
  const added = member.pairs.filter((pair) => pair.twin === null).length;
  const facts = member.differs.length > 0 ? [' · facts of its own: ', member.differs.map((fact, at) => [at > 0 && ', ', said(fact, 'bdi')])] : null;
  return el('div', {}, edits.slice(0, 4).map(([now, then]) => [now.trim() && el('del', { dir: 'auto' }, now.trim()), now.trim() && then.trim() && ' ', then.trim() && el('ins', { dir: 'auto' }, then.trim()), ' · ']),
    el('span', { class: 'meta' }, `${plural(edits.length, 'change', 'changes')} of words, ${plural(added, 'paragraph', 'paragraphs')} of its own`, facts));
}

function compared(group, member) {
  const head = el('h3', { tabindex: -1 }, `The ${member.bond === 'revision' ? 'revision' : 'duplicate'} beside the story that stays`);
  if (member.bond === 'held') head.textContent = 'The story that its facts keep, beside the other one';
  if (!member.pairs || group.paragraphs.length === 0) return [head, el('p', { class: 'soft' }, group.paragraphs.length === 0 ? 'The story that stays is one of an earlier output, whose text is not at hand.' : 'There was no room for these texts on this page; unspool explain shows them.')];
  return [head, beside(group.paragraphs, member.pairs, [placeOf(member), placeOf(group)])];
}

// A way to a page that this report holds.
function pageLink(story) {
  const at = DATA.pages.findIndex((page) => page.path === story.path && page.item === story.item);
  return at < 0 ? null : [' ', el('a', { href: `#pages/${at}/${story.at}` }, 'see its page', el('span', { class: 'hush' }, `: ${place(story)}`))];
}
