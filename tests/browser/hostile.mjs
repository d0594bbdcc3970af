// Writes pages whose every line holds a string that would run as a script where a page is put together carelessly.
// node hostile.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Each of them calls `hit`, which the test listens for.
export const STRINGS = [
  '<script>hit()</script>', '</script><script>hit()</script>', '<img src=x onerror=hit()>', '<svg onload=hit()>',
  '"><script>hit()</script>', "'><script>hit()</script>", '" onmouseover="hit()" x="', "' onfocus='hit()' autofocus='",
  '<body onload=hit()>', '<iframe srcdoc="<script>parent.hit()</script>">', '<iframe src="javascript:parent.hit()">',
  '<a href="javascript:hit()">x</a>', 'javascript:hit()', '<details open ontoggle=hit()>', '<video><source onerror=hit()>',
  '<math><mtext><img src=x onerror=hit()>', '<style>@import "javascript:hit()";</style>', '--><script>hit()</script><!--',
  '<!--<script>', ']]><script>hit()</script>', '</title><script>hit()</script>', '</style><script>hit()</script>',
  '</textarea><script>hit()</script>', '</noscript><img src=x onerror=hit()>', '<base href="javascript:/a/-hit()///">',
  '<meta http-equiv="refresh" content="0;url=javascript:hit()">', '<object data="javascript:hit()">', '<embed src="javascript:hit()">',
  '<form action="javascript:hit()"><button>x</button></form>', '<input onfocus=hit() autofocus>', '{{constructor.constructor("hit()")()}}',
  '${hit()}', '"-hit()-"', "';hit();//", '\\";hit();//', '\u2028hit()\u2029', '\u202e<script>hit()</script>', '&lt;script&gt;hit()&lt;/script&gt;',
  '<script\u00a0>hit()</script\u00a0>', '<x contenteditable onblur=hit()>x</x>',
];

const WORDS = 'harbor ferry council orchard glacier museum lantern bakery tunnel stadium vineyard lighthouse archive market clinic workshop'.split(' ');

// Words of an invented sentence, the same for the same numbers.
function sentence(page, line, changed) {
  const word = (at) => WORDS[(page * 7 + line * 5 + at * 3 + ((page * line * at) % 11)) % WORDS.length];
  const middle = Array.from({ length: 22 }, (_, at) => word(at)).join(' ');
  return `Officials of district ${page} said on Monday that the ${middle} ${changed ? 'reopened' : 'opened'} again in the spring.`;
}

// A page with two stories; `kind` says how it differs from the first one of the same string.
function text(x, page, kind) {
  const changed = kind === 'copy', figure = kind === 'revision' ? 4100 : 1200;
  const headline = `${x} District ${page} opens its ${WORDS[page % WORDS.length]} to visitors`;
  return [
    headline, '', `${x} A ${WORDS[page % WORDS.length]} in district ${page}, March 12, 2024. (Photo courtesy: ${x})`, `By ${x}`, 'Short Url', `Updated 12 March 2024 ${kind === 'odd' ? x : ''}`.trim(), 'Follow', '', headline, '',
    `  • ${x} The first visitors of district ${page} came at dawn`, `  • Doors close at seven ${x}`, '',
    `KARACHI: ${x} ${sentence(page, 1, false)}`, '', `${sentence(page, 2, changed)} ${x} It cost ${figure} dollars.`, '', `“${x}” ${sentence(page, 3, false)}`, '',
    sentence(page, 4, kind === 'revision'), '', `(With inputs from ${x})`, `Topics: ${x}`, '', `READ MORE: ${x}`, 'Share this article', '',
    `Village ${page} paints ${x} its bridge`, '', 'Updated 7 sec ago', 'Follow', '', `Village ${page} paints ${x} its bridge`, '',
    `QUETTA: ${sentence(page, 5, false)} ${x}`, '', `${x} ${sentence(page, 6, false)}`, '',
  ].join('\n');
}

function write(folder, name, content) {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

export function hostile(folder) {
  STRINGS.forEach((x, page) => {
    const name = x.replaceAll('\u0000', '').slice(0, 60);
    // What would be a slash in a name is a folder, so that the path as a whole is the string.
    write(folder, `${String(page).padStart(2, '0')}${name.replaceAll('//', '/')}a.txt`, text(x, page, 'first'));
    write(folder, `copies/${page}.txt`, text(x, page, 'copy'));
    write(folder, `revisions/${page}.txt`, text(x, page, 'revision'));
    write(folder, `odd/${page}.txt`, text(x, page + 100, 'odd'));
    write(folder, `binary/${page}${name.replaceAll('/', '')}.txt`, Buffer.from([0, 1, 2, 0, 255, 254, 0, 7, 0, 0, 0, 9]));
  });
  write(folder, 'long.txt', `A word without an end\n\nUpdated 12 March 2024\nFollow\n\nA word without an end\n\nKARACHI: ${'x'.repeat(1 << 20)}\n\n${sentence(3, 3, false)}\n`);
}

if (import.meta.filename === process.argv[1]) hostile(process.argv[2]);
