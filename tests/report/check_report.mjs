// check_report.mjs DELIVERY [--png FOLDER]: the report in Chromium, offline, as a reader uses it. No request but the page
// itself, no message on the console, and map, card, filter, sort, search, tabs and print work. Exit status 1 otherwise.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [delivery, , pngs] = process.argv.slice(2);
const problems = [];
const expect = (condition, message) => { if (!condition) problems.push(message); };
if (pngs) mkdirSync(pngs, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ offline: true, viewport: { width: 1366, height: 900 }, locale: 'es-EC' });
const page = await context.newPage();
const requests = [];
page.on('request', (request) => requests.push(request.url()));
page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`); });
page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
const url = pathToFileURL(resolve(delivery, 'informe.html')).href;
const started = Date.now();
await page.goto(url);
await page.waitForSelector('html[data-listo="si"]', { timeout: 20000 });
const ready = Date.now() - started;
const shot = async (name, options) => { if (pngs) await page.screenshot({ path: `${pngs}/${name}.png`, ...options }); };

const data = JSON.parse(await page.locator('#datos').textContent());
const territories = data.tables.find((table) => table.name === 'territorios').rows.length;
expect(await page.locator('#mapa path.leaflet-interactive').count() >= territories, 'not every territory is drawn');
expect(await page.locator('#leyenda .muestra').count() >= 2, 'the legend is empty');
expect(await page.locator('#indicador option').count() === data.styles.length + (await page.locator('#anio option').count() ? 1 : 0), 'indicators are missing');
await shot('escritorio');

// another indicator paints other colours
const colours = () => page.$$eval('#mapa path.leaflet-interactive', (paths) => paths.map((path) => path.getAttribute('fill')).join());
const before = await colours();
await page.selectOption('#indicador', 'problemas');
expect(await colours() !== before, 'another indicator leaves the map as it was');
if (await page.locator('#indicador option[value=anual]').count()) {
  await page.selectOption('#indicador', 'anual');
  expect(await page.locator('#caja-anio').isVisible(), 'no choice of year');
  await page.selectOption('#anio', { index: 0 });
  const first = await colours();
  await page.selectOption('#anio', { index: await page.locator('#anio option').count() - 1 });
  expect(await colours() !== first || territories < 3, 'the year changes nothing');
}
await page.selectOption('#indicador', { index: 0 });

// card by list and by the map
await page.selectOption('#territorio', { index: 1 });
expect(await page.locator('#ficha h2').count() === 1, 'no card for a chosen territory');
expect(await page.locator('#ficha table').count() >= 1, 'the card has no figures');
await shot('ficha', { fullPage: true });
await page.evaluate(() => document.querySelector('#territorio').value = '');
// a shape may be covered by others at its middle: take the first whose middle is its own
const target = await page.evaluate(() => {
  for (const path of document.querySelectorAll('#mapa path.leaflet-interactive')) {
    const box = path.getBoundingClientRect();
    const point = [box.x + box.width / 2, box.y + box.height / 2];
    if (document.elementFromPoint(...point) === path) return point;
  }
  return null;
});
expect(target !== null, 'no territory can be clicked');
if (target) await page.mouse.click(...target);
expect(await page.locator('#territorio').inputValue() !== '', 'a click on the map chooses nothing');

// layers
for (const box of await page.locator('#capas input').all()) await box.check();
await shot('capas');
for (const box of await page.locator('#capas input').all()) await box.uncheck();

// tables: filter without accents, sort
await page.click('#ir-tablas');
await page.selectOption('#tabla', 'territorios');
const cells = () => page.$$eval('#filas tbody tr td:nth-child(2)', (tds) => tds.map((td) => td.textContent));
const names = await cells();
const accented = names.find((name) => name.normalize('NFKD') !== name) || names[0];
await page.fill('#filtro', accented.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase());
expect((await cells()).includes(accented), `the filter does not find "${accented}" without accents`);
expect((await cells()).length < names.length || names.length === 1, 'the filter filters nothing');
await page.fill('#filtro', '');
await page.click('#filas thead th:nth-child(2) button');
await page.click('#filas thead th:nth-child(2) button');
const sorted = await cells();
expect(sorted.join() === [...names].sort((a, b) => b.localeCompare(a, 'es-EC')).join(), 'the second click does not sort downwards');
expect(await page.locator('#filas th[aria-sort=descending]').count() === 1, 'no aria-sort');
await shot('tablas');

// search
await page.fill('#buscar', accented.slice(0, 5).normalize('NFKD').replace(/\p{M}/gu, ''));
expect(await page.locator('#hallados li').count() >= 1, 'the search finds nothing');
await page.locator('#hallados button').first().click();
expect(await page.locator('#ficha h2').count() === 1, 'a result opens no card');
await page.fill('#buscar', '');
await page.click('#ir-hallazgos');
expect((await page.locator('#hallazgos').textContent()).length > 10, 'the page of findings is empty');
await shot('hallazgos');
await page.click('#ir-metodo');
expect(await page.locator('#metodo li').count() >= 5, 'the page of method is empty');
await shot('metodo');

// nothing of a name became markup
expect(await page.locator('body script:not([type])').count() === 2, 'a name became a script');

// accessibility
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
for (const view of ['mapa', 'tablas', 'hallazgos', 'metodo']) {
  await page.click(`#ir-${view}`);
  // through the debugger: the page's own policy would not let a script in
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const one of result.violations.filter((v) => ['serious', 'critical'].includes(v.impact)))
    problems.push(`axe, ${view}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`);
}

// print: a page per territory
await page.click('#ir-mapa');
const pdf = await page.pdf({ format: 'A4', ...(pngs ? { path: `${pngs}/impreso.pdf` } : {}) });
const pages = (pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g) || []).length;
expect(pages >= territories, `${pages} printed pages for ${territories} territories`);

// phone
await page.setViewportSize({ width: 390, height: 844 });
await page.click('#ir-mapa');
await page.selectOption('#territorio', { index: 1 });
expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1), 'the page is wider than a phone');
await shot('telefono', { fullPage: true });

const foreign = requests.filter((one) => one !== url && !one.startsWith('data:') && !one.startsWith('blob:'));
expect(foreign.length === 0, `requests: ${foreign.join(', ')}`);
await browser.close();
for (const problem of problems) console.log(problem);
console.log(`report ready in ${ready} ms, ${territories} territories, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
