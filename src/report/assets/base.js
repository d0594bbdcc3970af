'use strict';
// What all parts of the page use. Whatever comes from the data becomes text: there is no way here from text to markup.

const DATA = JSON.parse(document.getElementById('data').textContent);
const SVG = 'http://www.w3.org/2000/svg';

// An element with attributes and children. Keys that begin with `on` are listeners, what is null or false is left out.
function el(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Text of a page: its direction follows from itself.
const said = (text, tag = 'span', attributes = {}) => el(tag, { dir: 'auto', ...attributes }, text);
const code = (text) => el('code', { dir: 'auto' }, text);

const number = new Intl.NumberFormat('en');
const count = (value) => number.format(value);
const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;

function percent(share, digits = 1) {
  return `${(100 * share).toFixed(digits).replace(/\.0+$/, '')} %`;
}

function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit + 1 < units.length) { value /= 1000; unit += 1; }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

// The page of a story or line: with its item, where it has one.
const place = ({ path, item }) => (item === null ? path : `${path}:${item}`);

// A select with a label; options are [value, text].
function choice(label, options, onchange, value) {
  const select = el('select', { onchange: () => onchange(select.value) },
    options.map(([key, text]) => el('option', { value: key, selected: key === value }, text)));
  return el('label', {}, label, select);
}

function search(label, oninput) {
  const input = el('input', { type: 'search', autocomplete: 'off', oninput: () => oninput(input.value.trim().toLowerCase()) });
  return el('label', { class: 'wide' }, label, input);
}

// What a screen reader is to hear as well.
const status = () => el('p', { class: 'count', role: 'status' });

// A list of which the first are shown, and more when asked for.
function longList(list, items, render, step = 60) {
  list.replaceChildren();
  let shown = 0;
  const more = el('button', { type: 'button', class: 'main', onclick: () => grow(true) });
  const last = el('li', {}, more);
  function grow(asked) {
    const next = items.slice(shown, shown + step).map((item) => el('li', {}, render(item)));
    last.remove();
    list.append(...next);
    shown += next.length;
    if (shown < items.length) { more.textContent = `Show ${count(Math.min(step, items.length - shown))} more`; list.append(last); }
    if (asked) next[0]?.querySelector('button')?.focus();
  }
  grow(false);
}

// The parts of the page: each shows itself for what follows its name in the address.
const PARTS = {};
