// One part of the page at a time, by the name in the address; all of them on paper.

function route() {
  const [wanted, ...rest] = location.hash.slice(1).split('/');
  const name = PARTS[wanted] ? wanted : 'overview';
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== name;
  for (const link of document.querySelectorAll('.top nav a')) {
    if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  PARTS[name](rest.length > 0 ? rest.join('/') : null);
}

function theme() {
  const select = document.getElementById('theme'), key = 'unspool-theme';
  const turn = (to) => { if (to) document.documentElement.dataset.theme = to; else delete document.documentElement.dataset.theme; };
  try { select.value = localStorage.getItem(key) ?? ''; } catch { /* the browser keeps nothing for this file */ }
  turn(select.value);
  select.addEventListener('change', () => {
    turn(select.value);
    try { localStorage.setItem(key, select.value); } catch { /* the browser keeps nothing for this file */ }
  });
}

// Goes to an address, even if it is the one that stands there.
function go(hash) {
  if (location.hash === hash) route();
  else location.hash = hash;
}

theme();
addEventListener('hashchange', () => { route(); if (location.hash.split('/').length === 1) scrollTo(0, 0); });
addEventListener('beforeprint', () => {
  for (const section of document.querySelectorAll('main > section')) section.hidden = false;
  for (const numbers of document.querySelectorAll('#overview details')) numbers.open = true;
  for (const part of Object.values(PARTS)) part(null);
});
addEventListener('afterprint', route);
route();
