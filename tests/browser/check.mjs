// Opens reports in a real browser and uses them as a person would.
// CHROMIUM=PATH node check.mjs SEEDS.html CORPUS.html HOSTILE.html HOSTILE_OUT SHOTS

import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { STRINGS } from './hostile.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SECTIONS = ['overview', 'duplicates', 'pages', 'chrome', 'judge'];
const [seeds, corpus, hostile, hostileOut, shots] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

// A page that remembers whatever a report must not do.
async function open(file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
  const page = await context.newPage(), wrong = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  const own = pathToFileURL(file).href;
  page.on('request', (request) => { if (!request.url().startsWith(own) && !/^(data|blob):/.test(request.url())) wrong.push(`request: ${request.url()}`); });
  await page.exposeFunction('hit', () => wrong.push('a string of a page ran'));
  await page.addInitScript(() => { addEventListener('securitypolicyviolation', (event) => globalThis.hit?.(event.violatedDirective)); });
  await page.goto(own);
  return { page, wrong, context };
}

async function axe(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html}\n      ${failureSummary}`).join('\n    ')}`);
  assert.equal(violations.length, 0, `${what}:\n  ${told.join('\n  ')}`);
}

// A browser tells of a changed address after the click is over, so the part is awaited.
async function turnTo(page, section) {
  const link = page.getByRole('navigation').getByRole('link', { name: new RegExp(section, 'i') });
  await link.click();
  await link.and(page.locator('[aria-current="page"]')).waitFor();
}
const shoot = (page, name, fullPage = false) => page.screenshot({ path: join(shots, `${name}.png`), fullPage });

const steps = {
  async 'the report of the seeds: search, sort, open, slide, judge, export'() {
    const { page, wrong, context } = await open(seeds);
    assert.match(await page.locator('h1').first().innerText(), /\d+ stories out of \d+ pages/);
    assert.ok(await page.locator('#chart-flow svg').isVisible());
    await page.getByText('Languages in numbers').click();
    assert.match(await page.locator('#chart-languages table').innerText(), /en/);

    await turnTo(page, 'duplicates');
    const list = page.locator('#duplicates .list button[data-id]');
    const all = await list.count();
    assert.ok(all > 1, 'the seeds hold groups');
    await page.getByLabel('Search headline').fill('no such words at all');
    assert.equal(await list.count(), 0);
    await page.getByLabel('Search headline').fill('harbor');
    const found = await list.count();
    assert.ok(found > 0 && found < all, `${found} of ${all} groups are found`);
    await page.getByLabel('Search headline').fill('');
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('title');
    const titles = await list.locator('strong').allInnerTexts();
    assert.deepEqual(titles, titles.slice().sort((a, b) => a.localeCompare(b)));
    await page.getByRole('combobox', { name: 'With', exact: true }).selectOption('revisions');
    assert.ok(await list.count() < all);
    await list.first().click();
    assert.ok(await page.locator('#duplicates ol.line li').count() >= 2, 'a revision stands in a line of time');
    assert.ok(await page.locator('#duplicates .beside ins').count() > 0, 'what a revision says otherwise is marked');
    await page.getByRole('combobox', { name: 'With', exact: true }).selectOption('duplicates');
    await list.first().click();
    await page.locator('#duplicates .members button').first().click();
    assert.ok(await page.locator('#duplicates .beside').isVisible());

    const said = page.locator('#sweep-said'), before = await said.innerText();
    await page.getByLabel('Try another threshold').focus();
    for (let press = 0; press < 15; press += 1) await page.keyboard.press('ArrowRight');
    const after = await said.innerText();
    assert.ok(before.includes('0.80') && before.includes('as this run has it') && after.includes('0.95'), `${before} / ${after}`);
    await page.getByRole('combobox', { name: 'Of', exact: true }).selectOption('paragraphs');
    assert.match(await said.innerText(), /--paragraph-similarity 0\.90/);

    await turnTo(page, 'pages');
    const survivor = page.locator('#pages .sheet .text button').first();
    await page.getByLabel('Search path or text').fill('duplicate');
    await page.getByLabel('Search path or text').fill('');
    for (const button of await page.locator('#pages .list button[data-page]').all()) {
      await button.click();
      if (await survivor.count() > 0) break;
    }
    const shown = await page.locator('#pages .detail h2').innerText();
    await survivor.click();
    await page.locator('#pages .here, #pages .aside').first().waitFor({ timeout: 5000 })
      .catch(() => assert.fail(`the twin of a span of ${shown} is not shown`));

    await turnTo(page, 'chrome');
    await page.getByRole('combobox', { name: 'Sort by' }).selectOption('rule');
    const rules = await page.locator('.rules tbody th bdi, .rules tbody th > span').allInnerTexts();
    assert.deepEqual(rules, rules.slice().sort());
    await page.locator('.rules summary').first().click();
    assert.ok(await page.locator('.rules .examples li').first().isVisible());

    await turnTo(page, 'judge');
    for (const key of ['y', 'n', 'y', 'ArrowLeft', 'n', 'ArrowRight', 'u', 'k']) await page.keyboard.press(key);
    await page.getByRole('combobox', { name: 'Judge', exact: true }).selectOption('drop');
    await page.getByRole('checkbox', { name: /keys/ }).focus();
    for (const key of ['y', 'y', 'y']) await page.keyboard.press(key);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    const counted = (kind, right) => lines.filter((line) => line.kind === kind && line.right === right).length;
    assert.deepEqual([counted('split', true), counted('split', false), counted('drop', true)], [1, 2, 3], JSON.stringify(lines));
    writeFileSync(join(shots, 'judged.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await page.reload();
    await page.locator('#judge .tallies').waitFor();
    assert.match(await page.locator('#judge .tallies').innerText(), /3 of 3 right/, 'judgements stay when the page is opened again');
    assert.deepEqual(wrong, []);
    await context.close();
  },

  async 'everything by keyboard'() {
    const { page, wrong, context } = await open(seeds);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#duplicates').waitFor();
    const button = page.locator('#duplicates .list button[data-id]').nth(1);
    await button.focus();
    await page.keyboard.press('Enter');
    assert.equal(await button.getAttribute('aria-current'), 'true');
    assert.deepEqual(wrong, []);
    await context.close();
  },

  async 'no accessibility violation, wide and narrow, light and dark'() {
    for (const [scheme, width] of [['light', 1280], ['dark', 1280], ['light', 390], ['dark', 390]]) {
      const { page, wrong, context } = await open(seeds, { colorScheme: scheme, viewport: { width, height: width > 500 ? 900 : 844 } });
      for (const section of SECTIONS) {
        await turnTo(page, section);
        await page.evaluate(() => scrollTo(0, 0));
        await page.waitForTimeout(80);
        await axe(page, `${section}, ${scheme}, ${width} px`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${section} is ${wide} px wider than a window of ${width}`);
        await shoot(page, `seeds-${section}-${width > 500 ? 'wide' : 'narrow'}-${scheme}`);
      }
      assert.deepEqual(wrong, []);
      await context.close();
    }
  },

  async 'a generated corpus opens fast and holds all that it says'() {
    assert.ok(statSync(corpus).size < 5_000_000, 'under 5 MB');
    const begun = performance.now();
    const { page, wrong, context } = await open(corpus);
    await page.locator('#chart-flow svg').waitFor();
    const took = performance.now() - begun;
    assert.ok(took < 2000, `it opened in ${Math.round(took)} ms`);
    console.log(`    ${statSync(corpus).size} bytes, opened in ${Math.round(took)} ms`);
    for (const section of SECTIONS) {
      await turnTo(page, section);
      await page.waitForTimeout(80);
      await axe(page, `${section} of the corpus`);
      await page.evaluate(() => scrollTo(0, 0));
      await shoot(page, `corpus-${section}`);
    }
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    for (const section of SECTIONS) assert.ok(await page.locator(`#${section}`).isVisible(), `${section} is printed`);
    await page.pdf({ path: join(shots, 'corpus.pdf'), pageRanges: '1-3' });
    assert.deepEqual(wrong, []);
    await context.close();
  },

  async 'nothing that a page says runs'() {
    const outputs = ['stories.jsonl', 'dropped.jsonl', 'skipped.jsonl'].map((name) => readFileSync(join(hostileOut, name), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)));
    const [stories, dropped, skipped] = outputs;
    const holds = (values) => STRINGS.filter((x) => values.some((value) => JSON.stringify(value ?? '').includes(JSON.stringify(x).slice(1, -1)))).length;
    const fields = ['title', 'text', 'highlights', 'captions', 'credits', 'topics', 'authors', 'path'];
    const reached = Object.fromEntries(fields.map((field) => [field, holds(stories.map((story) => story[field]))]));
    Object.assign(reached, { dropped: holds(dropped.map((line) => line.text)), skipped: holds(skipped.map((line) => line.path)) });
    console.log(`    of ${STRINGS.length} strings there are ${JSON.stringify(reached)}`);
    for (const field of ['title', 'text', 'captions', 'credits', 'dropped']) assert.equal(reached[field], STRINGS.length, field);
    // Some strings are no names, no topics, or end the text that a file name may hold.
    for (const field of ['highlights', 'authors', 'topics', 'path', 'skipped']) assert.ok(reached[field] > STRINGS.length / 3, field);
    const unlocked = join(shots, 'without-policy.html'), html = readFileSync(hostile, 'utf8');
    writeFileSync(unlocked, html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''));
    assert.ok(readFileSync(unlocked, 'utf8').length < html.length, 'there is a policy to take out');
    for (const file of [hostile, unlocked]) {
      const { page, wrong, context } = await open(file);
      const elements = 'img, iframe, object, embed, video, base, form, math, [onload], [onerror], [onfocus], [onmouseover], [ontoggle], a[href^="javascript"], main script, main style';
      for (const section of SECTIONS) {
        await turnTo(page, section);
        for (const more of await page.locator(`#${section} summary`).all()) await more.click();
        const buttons = await page.locator(`#${section} .list button`).count();
        for (let at = 0; at < Math.min(buttons, 60); at += 1) {
          await page.locator(`#${section} .list button`).nth(at).click();
          for (const twin of await page.locator(`#${section} .text button[aria-expanded]`).all()) await twin.click();
        }
        if (section === 'judge') for (let press = 0; press < 30; press += 1) await page.keyboard.press('y');
        assert.equal(await page.locator(elements).count(), 0, `elements of pages in ${section}`);
      }
      await page.waitForTimeout(200);
      await axe(page, 'hostile pages');
      assert.deepEqual(wrong, []);
      await context.close();
    }
  },

  async 'right-to-left text stands from right to left'() {
    const { page, wrong, context } = await open(seeds);
    await turnTo(page, 'pages');
    await page.getByLabel('Search path or text').fill('aawsat');
    await page.locator('#pages .list button[data-page]').first().click();
    const directions = await page.locator('#pages .sheet .paragraph .text').evaluateAll((texts) => texts.map((text) => getComputedStyle(text).direction));
    assert.ok(directions.length > 0 && directions.every((direction) => direction === 'rtl'), directions.join());
    await shoot(page, 'seeds-rtl');
    assert.deepEqual(wrong, []);
    await context.close();
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  const begun = performance.now();
  try {
    await step();
    console.log(`ok      ${name} (${Math.round(performance.now() - begun)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
await browser.close();
process.exit(failed === 0 ? 0 : 1);
