// Pictures of numbers that stand beside them as tables.

// Draws again whenever the width of its place changes.
function drawn(host, draw) {
  let last = 0;
  const redraw = () => {
    const width = Math.floor(host.clientWidth);
    if (width < 40 || width === last) return;
    last = width;
    host.replaceChildren(draw(width));
  };
  new ResizeObserver(redraw).observe(host);
  host.redraw = () => { last = 0; redraw(); };
  redraw();
}

function picture(width, height, label, ...children) {
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label }, ...children);
}

const titled = (shape, text) => { shape.append(svg('title', {}, text)); return shape; };

// Horizontal bars with names; rows are [name, value].
function bars(host, label, rows, tone = 'accent') {
  const shown = rows.slice(0, 12);
  const most = Math.max(1, ...shown.map(([, value]) => value));
  drawn(host, (width) => {
    const margin = Math.min(150, width * 0.4), step = 24, room = width - margin - 58;
    const row = ([name, value], at) => {
      const y = at * step, length = Math.max(value > 0 ? 2 : 0, room * value / most);
      const fitting = [...name].length > margin / 7 ? `${[...name].slice(0, Math.floor(margin / 7) - 1).join('')}…` : name;
      return svg('g', {},
        svg('text', { x: margin - 8, y: y + 16, 'text-anchor': 'end', direction: 'ltr', 'unicode-bidi': 'isolate' }, fitting),
        titled(svg('rect', { x: margin, y: y + 4, width: length, height: step - 8, rx: 2, class: tone }), `${name}: ${count(value)}`),
        svg('text', { x: margin + length + 6, y: y + 16, class: 'axis' }, count(value)));
    };
    return picture(width, shown.length * step, label, shown.map(row));
  });
}

// Upright columns; rows are [name, value]. Not every name fits below.
function columns(host, label, rows, tone = 'accent') {
  const most = Math.max(1, ...rows.map(([, value]) => value));
  drawn(host, (width) => {
    const height = 170, foot = 22, head = 16, step = width / Math.max(1, rows.length);
    const every = Math.ceil(Math.max(...rows.map(([name]) => name.length), 1) * 7.5 / step);
    const column = ([name, value], at) => {
      const tall = Math.max(value > 0 ? 2 : 0, (height - foot - head) * value / most), top = height - foot - tall;
      const wide = Math.min(56, Math.max(1, step - Math.min(6, step * 0.2))), x = at * step + (step - wide) / 2;
      return svg('g', {},
        titled(svg('rect', { x, y: top, width: wide, height: tall, rx: Math.min(2, wide / 3), class: tone }), `${name}: ${count(value)}`),
        step > 34 && value > 0 && svg('text', { x: x + wide / 2, y: top - 4, 'text-anchor': 'middle', class: 'axis' }, count(value)),
        at % every === 0 && svg('text', { x: at * step + step / 2, y: height - 6, 'text-anchor': 'middle', class: 'axis' }, name));
    };
    return picture(width, height, label,
      svg('line', { x1: 0, x2: width, y1: height - foot + 0.5, y2: height - foot + 0.5, class: 'rule' }), rows.map(column));
  });
}

// Where bytes went: all of them at true scale on the left, what was dropped by rule, magnified, on the right.
function flow(host, label, { read, kept, white, dropped, rules }) {
  const tone = (rule) => (rule.startsWith('duplicate') ? 'twin' : 'dropped');
  const named = rules.slice(0, 10), rest = rules.slice(10).reduce((sum, [, value]) => sum + value, 0);
  if (rest > 0) named.push([`${rules.length - 10} other rules`, rest]);
  drawn(host, (width) => {
    const narrow = width < 620, height = narrow ? 300 : 330, bar = narrow ? 16 : 26;
    const whole = Math.max(1, read);
    const gap = 5, right = width - (narrow ? 150 : 250), middle = narrow ? 62 : Math.round(width * 0.36);
    const parts = [['kept in stories', kept, 'kept'], ['white space', white, 'white'], ['dropped', dropped, 'dropped']].filter(([, value]) => value > 0);
    const scale = (height - gap * (parts.length - 1)) / whole;
    const out = [svg('rect', { x: 0, y: 0, width: bar, height, class: 'accent', rx: 2 })], names = [];
    let from = 0, to = 0, fan = null;
    for (const [name, value, kind] of parts) {
      const tall = Math.max(1.5, value * scale), left = Math.max(1, value * height / whole);
      out.push(ribbon(bar, from, left, middle, to, tall, kind));
      out.push(titled(svg('rect', { x: middle, y: to, width: bar, height: tall, class: kind, rx: 2 }), `${name}: ${bytes(value)}`));
      if (kind === 'dropped') fan = [to, tall];
      // Names stand in their ribbons, that of white space, which is thin, behind its bar.
      const beside = kind === 'white' ? { x: middle + bar + 8 } : { x: middle - 10, 'text-anchor': 'end' };
      const y = Math.max(34, Math.min(to + tall / 2 + 4, height - 6));
      if (!narrow) names.push(svg('text', { ...beside, y, class: 'halo' }, `${name} · ${bytes(value)} · ${percent(value / whole)}`));
      from += left; to += tall + gap;
    }
    if (!narrow) names.push(svg('text', { x: bar + 8, y: 16, class: 'halo' }, `read · ${bytes(read)}`));
    if (fan) out.push(...fanned(named, fan, { middle, right, bar, height, gap, dropped, tone }));
    return picture(width, height, label, ...out, ...names);
  });
}

function fanned(rules, [top, tall], { middle, right, bar, height, gap, dropped, tone }) {
  const out = [], least = 15;
  // Each rule has room for its name; what is left is parted by bytes.
  const free = Math.max(0, height - rules.length * (least + gap) + gap);
  let from = top, to = 0;
  for (const [rule, value] of rules) {
    const left = tall * value / dropped, room = least + free * value / dropped;
    out.push(ribbon(middle + bar, from, left, right, to, room, tone(rule)));
    out.push(titled(svg('rect', { x: right, y: to, width: bar / 2, height: room, class: tone(rule), rx: 2 }), `${rule}: ${bytes(value)}`));
    out.push(svg('text', { x: right + bar / 2 + 7, y: to + room / 2 + 4 }, `${rule} · ${bytes(value)}`));
    from += left; to += room + gap;
  }
  return out;
}

function ribbon(x1, y1, h1, x2, y2, h2, kind) {
  const bend = (x1 + x2) / 2;
  const d = `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}V${y2 + h2}C${bend} ${y2 + h2} ${bend} ${y1 + h1} ${x1} ${y1 + h1}Z`;
  return svg('path', { d, class: `${kind} ribbon` });
}

// Stacked columns over hundredths, with a threshold drawn in that may move; series are [name, tone, counts]. Heights are
// square roots of counts: most duplicates are equal, and the others are to be seen beside them.
function histogram(host, label, series, thresholdNow) {
  drawn(host, (width) => {
    const threshold = thresholdNow();
    const height = 210, foot = 24, head = 20, first = 50, bins = 51, step = width / bins;
    const totals = Array.from({ length: bins }, (_, at) => series.reduce((sum, [, , counts]) => sum + counts[first + at], 0));
    const most = Math.max(1, ...totals);
    const out = [svg('line', { x1: 0, x2: width, y1: height - foot + 0.5, y2: height - foot + 0.5, class: 'rule' })];
    for (let at = 0; at < bins; at += 1) {
      let top = height - foot;
      for (const [name, tone, counts] of series) {
        const value = counts[first + at];
        if (value === 0) continue;
        const tall = Math.max(1.5, (height - foot - head) * Math.sqrt(totals[at] / most) * value / totals[at]);
        top -= tall;
        const bin = at === 50 ? 'equal' : `0.${first + at}`;
        out.push(titled(svg('rect', { x: at * step + 0.5, y: top, width: Math.max(1, step - 1), height: tall, class: tone }), `${name}, ${bin}: ${count(value)}`));
      }
      if (at % 10 === 0) out.push(svg('text', { x: Math.min(width - 12, at * step + step / 2), y: height - 6, 'text-anchor': at === 0 ? 'start' : 'middle', class: 'axis' }, at === 50 ? '1' : `0.${first + at}`));
    }
    if (threshold >= 0.5) {
      const x = (threshold * 100 - first) * step;
      out.push(svg('line', { x1: x, x2: x, y1: 4, y2: height - foot, class: 'threshold' }));
      out.push(svg('text', { x: x < width - 90 ? x + 6 : x - 6, y: 14, 'text-anchor': x < width - 90 ? 'start' : 'end', class: 'halo' }, `threshold ${threshold.toFixed(2)}`));
    }
    return picture(width, height, label, ...out);
  });
}

const swatch = (tone) => svg('svg', { viewBox: '0 0 10 10', 'aria-hidden': 'true' }, svg('rect', { width: 10, height: 10, rx: 2, class: tone }));
const legend = (series) => el('ul', { class: 'legend' }, series.map(([name, tone]) => el('li', {}, swatch(tone), name)));
