// Pages with what became of each of their spans.

const WHYS = {
  'low-confidence': ['hardly sure to be cut', (figure) => `cut at ${figure.toFixed(2)}`],
  'near-miss': ['nearly cut', (figure) => `nearly cut at ${figure.toFixed(2)}`],
  'chrome-run': ['long runs of drops', (figure) => `${bytes(figure)} dropped in a row`],
  untitled: ['without a headline', () => 'a story without a headline'],
  short: ['very short stories', (figure) => `short: ${plural(figure, 'word', 'words')}`],
  long: ['very long stories', (figure) => `long: ${plural(figure, 'word', 'words')}`],
  drawn: ['drawn by lot', () => 'drawn by lot'],
  twin: ['holding a twin', () => 'holds the twin of a drop'],
};

PARTS.pages = (rest) => {
  const host = document.querySelector('#pages .body');
  if (!host.hasChildNodes()) host.append(...pagesView());
  const [page, at] = (rest ?? '').split('/');
  if (page) host.querySelector('.two')?.open(Number(page), at === undefined ? null : Number(at));
};

function pagesView() {
  const { pages, counts, pages_left_out: leftOut, taken_apart: takenApart } = DATA;
  if (pages.length === 0) return [el('p', { class: 'empty' }, 'There is no page.')];
  const list = el('ul', { class: 'list', 'aria-label': 'Pages' }), detail = el('article', { class: 'detail', tabindex: -1 }), told = status();
  const text = new Map(pages.map((page) => [page, [page.path, ...page.rows.map((row) => row.text ?? '')].join('\n').toLowerCase()]));
  const asked = { words: '', why: '' };
  let open = null;
  function fill() {
    const shown = pages.filter((page) => text.get(page).includes(asked.words) && (!asked.why || page.reasons.some(({ why }) => why === asked.why)));
    longList(list, shown, (page) => pageButton(page, page === open, () => show(page, page.reasons.find(({ why }) => why === asked.why)?.at ?? page.reasons[0].at, true)));
    told.textContent = `${plural(shown.length, 'page', 'pages')} shown; this report holds ${count(pages.length)} of ${count(counts.pages)}${leftOut > 0 ? `, ${count(leftOut)} suspects found no room` : ''}. Near misses were looked for on ${plural(takenApart, 'page', 'pages')}.`;
  }
  function show(page, at, moved) {
    open = page;
    for (const button of list.querySelectorAll('button[data-page]')) button.setAttribute('aria-current', String(button.dataset.page === String(pages.indexOf(page))));
    detail.replaceChildren(...pageDetail(page));
    if (!moved) return;
    history.replaceState(null, '', `#pages/${pages.indexOf(page)}/${at}`);
    const row = [...detail.querySelectorAll('[data-at]')].filter((one) => Number(one.dataset.at) <= at).pop();
    detail.focus({ preventScroll: true });
    (at > 0 && row ? row : detail).scrollIntoView({ block: at > 0 ? 'center' : 'start' });
    if (at > 0) row?.classList.add('here');
  }
  const kinds = Object.keys(WHYS).filter((why) => pages.some((page) => page.reasons.some((reason) => reason.why === why)));
  fill();
  show(pages[0], 0, false);
  const two = el('div', { class: 'two' }, list, detail);
  two.open = (at, byte) => { if (pages[at] && (pages[at] !== open || byte !== null)) show(pages[at], byte ?? 0, true); };
  return [
    el('div', { class: 'controls' }, search('Search path or text', (words) => { asked.words = words; fill(); }),
      choice('Why', [['', 'any reason'], ...kinds.map((why) => [why, WHYS[why][0]])], (why) => { asked.why = why; fill(); }, '')),
    told, two,
  ];
}

function pageButton(page, current, onclick) {
  return el('button', { type: 'button', 'data-page': DATA.pages.indexOf(page), 'aria-current': String(current), onclick },
    said(place(page), 'strong'), el('small', {}, plural(page.stories, 'story', 'stories')),
    el('span', { class: 'tags' }, page.reasons.slice(0, 3).map(reasonTag), page.reasons.length > 3 && el('span', { class: 'tag' }, `+${page.reasons.length - 3}`)));
}

const reasonTag = ({ why, figure }) => el('span', { class: `tag ${['low-confidence', 'near-miss'].includes(why) ? 'near' : why === 'chrome-run' ? 'dropped' : ''}` }, WHYS[why][1](figure));

function pageDetail(page) {
  return [
    said(place(page), 'h2'),
    el('p', { class: 'meta' }, plural(page.stories, 'story', 'stories'), page.source ? '' : ' · the source is not at hand: some texts and the weights of the evidence are unknown'),
    el('div', { class: 'tags' }, page.reasons.map(reasonTag)),
    sheet(page.rows, page.cut),
  ];
}

// The rows of a page; `marked` is the row that is judged.
function sheet(rows, cut = [0, 0], marked = null) {
  const left = (number, where) => number > 0 && el('li', { class: 'skipped' }, `${plural(number, 'row', 'rows')} ${where} left out`);
  return el('ol', { class: 'sheet' }, left(cut[0], 'above'), rows.map((row) => (row.role === undefined ? boundary(row, marked) : span(row, marked))), left(cut[1], 'below'));
}

const PARTS_OF_STORIES = ['title', 'subheading', 'date', 'byline', 'caption', 'highlight', 'paragraph', 'credit', 'topics'];

function span(row, marked) {
  const { at, role, dropped, text, twin, similarity } = row;
  const tone = dropped ? (role.startsWith('duplicate') ? 'gone like' : 'gone') : PARTS_OF_STORIES.includes(role) ? role : '';
  const body = text === null ? el('em', {}, '(the source is not at hand)') : text;
  const shown = el('div', { class: 'text', dir: 'auto' }, dropped ? el('s', {}, body) : body);
  if (twin !== null) shown.append(twinButton(DATA.twins[twin], similarity, dropped));
  return el('li', { class: `${tone}${row === marked ? ' judged-line' : ''}`, 'data-at': at }, el('div', { class: 'role' }, dropped && el('span', { class: 'hush' }, 'dropped by '), role), shown);
}

// From a duplicate to the text that stays: on its page, if this report holds it, else right here.
function twinButton(twin, similarity, dropped) {
  const at = DATA.pages.findIndex((page) => page.path === twin.path && page.item === twin.item && page.rows.some((row) => row.at === twin.at));
  const like = similarity === null ? '' : ` ${similarity.toFixed(4)}`;
  const name = dropped ? `survivor${like}` : `twin${like}`;
  const here = (event) => {
    const text = event.currentTarget.closest('.text'), aside = text.querySelector('.aside');
    event.currentTarget.setAttribute('aria-expanded', String(!aside));
    if (aside) aside.remove();
    else text.append(el('div', { class: 'aside' }, el('p', {}, 'It stays in ', code(place(twin))), said(twin.text ?? '(in an earlier output)')));
  };
  if (at < 0) return el('button', { type: 'button', 'aria-expanded': 'false', onclick: here }, name);
  return el('button', { type: 'button', onclick: () => go(`#pages/${at}/${twin.at}`) }, `${name} →`, el('span', { class: 'hush' }, ` in ${place(twin)}`));
}

function boundary(row, marked) {
  const { at, cut, confidence, evidence } = row;
  const how = confidence === null ? (evidence.length === 0 ? 'the page begins with this story' : 'a story begins') : cut ? `a story begins here: ${percent(confidence, 2)} sure` : `not cut here: ${percent(confidence, 2)} sure`;
  const one = ([name, weight]) => el('li', { class: weight === null ? null : weight < 0 ? 'against' : 'for' }, weight === null ? name : `${name} ${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`);
  return el('li', { class: `${cut ? 'cut' : 'nearly'}${row === marked ? ' judged-line' : ''}`, 'data-at': at }, el('strong', {}, how), evidence.length > 0 && el('ul', { class: 'evidence', 'aria-label': 'evidence' }, evidence.map(one)));
}
