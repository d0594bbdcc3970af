// Samples to judge, one after another, and what follows from the judgements.

const QUESTIONS = {
  split: 'Does a new story begin at the framed place?',
  drop: 'Is it right to drop the framed line: is it no part of the story’s text?',
  duplicate: 'Does the story that stays tell all that this one tells?',
};
const KINDS = { split: 'splits', drop: 'drops', duplicate: 'duplicates' };

// Judgements by kind and place. They stay in this browser, as far as it keeps anything for files, and can be exported.
const judgements = {
  key: `unspool-judged-${DATA.output}`,
  all: new Map(),
  name: (kind, { path, item, at }) => JSON.stringify([kind, path, item, at]),
  get(kind, sample) { return this.all.get(this.name(kind, sample)); },
  set(kind, sample, right) {
    const { path, item, at, rule } = sample;
    this.all.set(this.name(kind, sample), { kind, path, item, at, right, rule, seed: DATA.seed, output: DATA.output });
    this.keep();
  },
  drop(kind, sample) { this.all.delete(this.name(kind, sample)); this.keep(); },
  keep() { try { localStorage.setItem(this.key, this.lines()); } catch { /* the browser keeps nothing for this file */ } },
  lines() { return [...this.all.values()].map((line) => `${JSON.stringify(line)}\n`).join(''); },
  read() {
    for (const line of DATA.judged) this.all.set(this.name(line.kind, line), line);
    try {
      for (const text of (localStorage.getItem(this.key) ?? '').split('\n').filter(Boolean)) {
        const line = JSON.parse(text);
        this.all.set(this.name(line.kind, line), line);
      }
    } catch { /* the browser keeps nothing for this file */ }
  },
};

PARTS.judge = () => {
  const host = document.querySelector('#judge .body');
  if (!host.hasChildNodes()) { judgements.read(); host.append(...judging()); }
};

// Wilson’s 95 % interval of a share.
function wilson(right, all) {
  if (all === 0) return [0, 1];
  const z = 1.959963984540054, share = right / all, scale = 1 + z * z / all;
  const middle = (share + z * z / (2 * all)) / scale, half = z * Math.sqrt(share * (1 - share) / all + z * z / (4 * all * all)) / scale;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function judging() {
  const kinds = DATA.samples.filter(({ shown }) => shown.length > 0);
  if (kinds.length === 0) return [el('p', { class: 'empty' }, 'There is nothing to judge: no page was split, no line dropped, no story is a duplicate.')];
  const tallies = el('ul', { class: 'tallies', 'aria-label': 'Precision so far' }), card = el('div'), told = el('p', { role: 'status', class: 'meta' }), bar = el('progress', { 'aria-label': 'Judged samples of this kind' });
  let samples = kinds[0], at = 0, keys = true;
  const firstOpen = () => Math.max(0, samples.shown.findIndex((sample) => !judgements.get(samples.kind, sample)));
  const right = el('button', { type: 'button', onclick: () => judge(true) }, 'Right', el('kbd', {}, 'y'));
  const wrong = el('button', { type: 'button', onclick: () => judge(false) }, 'Wrong', el('kbd', {}, 'n'));
  function paint() {
    const sample = samples.shown[at], judged = judgements.get(samples.kind, sample);
    const done = samples.shown.filter((one) => judgements.get(samples.kind, one)).length;
    right.setAttribute('aria-pressed', String(judged?.right === true));
    wrong.setAttribute('aria-pressed', String(judged?.right === false));
    bar.max = samples.shown.length; bar.value = done;
    told.textContent = `Sample ${count(at + 1)} of ${count(samples.shown.length)}, drawn by lot from ${plural(samples.of, KINDS[samples.kind].slice(0, -1), KINDS[samples.kind])}; ${count(done)} judged. ${judged ? `This one is judged ${judged.right ? 'right' : 'wrong'}.` : ''}`;
    card.replaceChildren(...sampleView(samples.kind, sample));
    tallies.replaceChildren(...DATA.samples.map(({ kind, shown }) => precisionSoFar(kind, shown.length)));
  }
  function move(to) {
    at = Math.max(0, Math.min(samples.shown.length - 1, to));
    paint();
    card.querySelector('.judged-line')?.scrollIntoView({ block: 'center' });
  }
  const next = () => move(at + 1), back = () => move(at - 1);
  function judge(verdict) { judgements.set(samples.kind, samples.shown[at], verdict); next(); }
  function undo() { judgements.drop(samples.kind, samples.shown[at]); paint(); }
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('select, textarea, input:not([type="checkbox"])') || event.ctrlKey || event.metaKey || event.altKey;
    if (!keys || typing || document.getElementById('judge').hidden) return;
    const act = { y: () => judge(true), n: () => judge(false), u: undo, j: next, k: back, ArrowRight: next, ArrowLeft: back }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  const turn = (kind) => { samples = kinds.find((one) => one.kind === kind); at = firstOpen(); paint(); };
  at = firstOpen();
  paint();
  return [el('div', { class: 'judging' }, tallies,
    el('div', { class: 'controls' }, choice('Judge', kinds.map(({ kind }) => [kind, KINDS[kind]]), turn, samples.kind),
      el('label', { class: 'line' }, el('input', { type: 'checkbox', checked: true, onchange: (event) => { keys = event.target.checked; } }), 'keys: y right, n wrong, → next, ← back, u undo'),
      el('button', { type: 'button', onclick: exportLines }, 'Export as JSONL')),
    bar, told, card,
    el('div', { class: 'answers' }, right, wrong, el('span', { class: 'spring' }), el('button', { type: 'button', onclick: back }, 'Back', el('kbd', {}, '←')), el('button', { type: 'button', onclick: next }, 'Next', el('kbd', {}, '→'))))];
}

function precisionSoFar(kind, of) {
  const lines = [...judgements.all.values()].filter((line) => line.kind === kind), right = lines.filter((line) => line.right).length;
  const [low, high] = wilson(right, lines.length);
  const picture = svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { y: 4, width: 100, height: 2, class: 'white', opacity: 0.4 }), lines.length > 0 && svg('rect', { x: 100 * low, y: 1, width: Math.max(1, 100 * (high - low)), height: 8, rx: 1, class: 'accent', opacity: 0.55 }), lines.length > 0 && svg('rect', { x: Math.min(99, 100 * right / lines.length), width: 1, height: 10, class: 'accent' }));
  return el('li', {}, el('span', { class: 'meta' }, `precision of ${KINDS[kind]}`), el('strong', {}, lines.length === 0 ? 'not judged' : percent(right / lines.length)),
    el('span', { class: 'meta' }, lines.length === 0 ? `${count(of)} samples wait` : `${right} of ${lines.length} right; ${percent(low)} to ${percent(high)} (95 %)`), picture);
}

function sampleView(kind, sample) {
  const where = el('p', { class: 'meta' }, code(`${place(sample)}:${sample.at}`), sample.rule && [' · dropped by ', el('code', {}, sample.rule)], sample.similarity !== null && ` · similarity ${sample.similarity.toFixed(4)}`);
  const question = el('p', { class: 'question' }, QUESTIONS[kind]);
  const marked = sample.rows.find((row) => row.at === sample.at && (kind === 'split') === (row.role === undefined));
  if (!sample.survivor) return [question, where, sheet(sample.rows, [0, 0], marked)];
  const { survivor } = sample;
  const heads = el('table', { class: 'members' }, el('caption', { class: 'hush' }, 'The two stories'), el('tbody', {},
    el('tr', {}, el('th', { scope: 'row' }, 'this one'), el('td', {}, said(survivor.other_title ?? '(without a headline)'))),
    el('tr', {}, el('th', { scope: 'row' }, 'stays'), el('td', {}, said(survivor.title ?? '(without a headline)'), ' ', code(place(survivor))))));
  return [question, where, heads, beside(survivor.paragraphs, survivor.pairs, ['this one', 'stays'])];
}

function exportLines() {
  const url = URL.createObjectURL(new Blob([judgements.lines()], { type: 'application/jsonl' }));
  el('a', { href: url, download: 'judged.jsonl' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
