// The figures of the whole output.

PARTS.overview = () => {
  const { counts, summary } = DATA;
  const host = (id) => document.querySelector(`#chart-${id} .chart`);
  const { read, kept, white, dropped, by_rule: byRule } = summary.bytes;
  const rules = Object.entries(byRule).sort((a, b) => b[1] - a[1]);
  if (read > 0) flow(host('flow'), `Of ${bytes(read)}, ${bytes(kept)} are kept and ${bytes(dropped)} dropped.`, { read, kept, white, dropped, rules });
  const draw = (kind, id, label, rows, tone) => rows.some(([, value]) => value > 0) && kind(host(id), label, rows, tone);
  draw(columns, 'per-page', 'Pages by their number of stories.', perPage(counts.stories_per_page));
  draw(columns, 'confidence', 'Boundaries by their confidence.', confidences(counts.confidence), 'kept');
  draw(columns, 'words', 'Stories by their words.', counts.words.map((value, at) => [['0', '25', '50', '100', '200', '400', '800', '1600', '3200'][at], value]));
  draw(bars, 'languages', 'Stories by language.', tally(counts.languages));
  draw(bars, 'publishers', 'Stories by publisher.', tally(counts.publishers));
  draw(columns, 'months', 'Stories by month.', months(counts.months.counts));
  draw(bars, 'skipped', 'Skipped inputs by reason.', Object.entries(summary.inputs.skipped_by_reason).sort((a, b) => b[1] - a[1]), 'dropped');
};

function tally({ counts, others, unknown }) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]).slice(0, 10);
  const rest = Object.values(counts).reduce((sum, value) => sum + value, 0) - rows.reduce((sum, [, value]) => sum + value, 0) + others;
  if (rest > 0) rows.push(['others', rest]);
  if (unknown > 0) rows.push(['unknown', unknown]);
  return rows;
}

// Up to eleven stories one by one, more of them together.
function perPage(pages) {
  const most = Math.min(12, Math.max(1, ...Object.keys(pages).map(Number)));
  const rows = Array.from({ length: most + 1 }, (_, at) => [at === 12 ? '12+' : String(at), 0]);
  for (const [stories, value] of Object.entries(pages)) rows[Math.min(12, Number(stories))][1] += value;
  return rows;
}

function confidences(bins) {
  const rows = [];
  for (let at = 50; at <= 100; at += 5) rows.push([at === 100 ? '1' : `.${at}`, bins.slice(at, at + 5).reduce((sum, value) => sum + value, 0)]);
  const below = bins.slice(0, 50).reduce((sum, value) => sum + value, 0);
  if (below > 0) rows.unshift(['<.5', below]);
  return rows;
}

// Months without a story stand in the row as well; over ten years, years do.
function months(counts) {
  const names = Object.keys(counts).sort();
  if (names.length === 0) return [];
  const [first, last] = [names[0], names[names.length - 1]].map((name) => Number(name.slice(0, 4)) * 12 + Number(name.slice(5)) - 1);
  const byYear = last - first > 120, rows = new Map();
  const name = (month) => (byYear ? String(Math.floor(month / 12)) : `${Math.floor(month / 12)}-${String(month % 12 + 1).padStart(2, '0')}`);
  if (last - first < 6000) for (let month = first; month <= last; month += 1) rows.set(name(month), 0);
  for (const [key, value] of Object.entries(counts)) {
    const short = byYear ? key.slice(0, 4) : key;
    rows.set(short, (rows.get(short) ?? 0) + value);
  }
  return [...rows];
}
