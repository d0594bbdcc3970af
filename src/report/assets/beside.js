// Two stories side by side, word by word.

// Paragraphs of a story beside those of its survivor; paragraphs that only the survivor has stand where they stand there.
function beside(survivor, pairs, [left, right]) {
  const rows = [], used = new Set(pairs.map((pair) => pair.twin).filter((twin) => twin !== null));
  let next = 0;
  const alone = (until) => {
    for (; next < until; next += 1) if (!used.has(next)) rows.push(row(el('td', { class: 'none' }), cell([el('ins', {}, survivor[next])], right)));
  };
  for (const pair of pairs) {
    if (pair.twin !== null) alone(pair.twin);
    rows.push(...paired(survivor, pair, [left, right]));
    if (pair.twin !== null) next = Math.max(next, pair.twin + 1);
  }
  alone(survivor.length);
  return el('table', { class: 'beside' },
    el('caption', { class: 'hush' }, `${left} beside ${right}; words that differ are marked as removed and inserted`),
    el('thead', {}, el('tr', {}, [left, right].map((name) => el('th', { scope: 'col' }, name)))), el('tbody', {}, rows));
}

const row = (...cells) => el('tr', {}, cells);
const cell = (children, of, same) => el('td', { dir: 'auto', 'data-of': of, class: same ? 'same' : null }, children);

function paired(survivor, { twin, similarity, runs }, [left, right]) {
  if (twin === null) return [row(cell([el('del', {}, runs[0][0])], left), el('td', { class: 'none' }))];
  if (runs.length === 0) return [row(cell([survivor[twin]], left, true), cell([survivor[twin]], right, true))];
  const side = (at, tag) => runs.flatMap((run) => {
    const text = typeof run === 'string' ? run : run[at];
    const same = typeof run === 'string' || run.length === 3;
    // White space before words that differ is no difference.
    const bare = text.trimStart();
    return same || bare === '' ? [text] : [text.slice(0, text.length - bare.length), el(tag, {}, bare)];
  });
  const note = el('tr', { class: 'note-row' }, el('td', { colspan: 2 }, `similarity ${similarity.toFixed(4)}`));
  return [note, row(cell(side(0, 'del'), left), cell(side(1, 'ins'), right))];
}
