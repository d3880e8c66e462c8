// check_axe.mjs DELIVERY: no serious or critical fault of accessibility in the report, by axe-core in Chromium.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ offline: true, viewport: { width: 1366, height: 900 } });
const page = await context.newPage();
await page.goto(pathToFileURL(resolve(process.argv[2], 'informe.html')).href);
await page.waitForSelector('html[data-listo="si"]');
await page.selectOption('#territorio', { index: 1 });
let problems = 0;
for (const view of ['mapa', 'tablas', 'hallazgos', 'metodo']) {
  await page.click(`#ir-${view}`);
  await page.evaluate(axe); // through the debugger: the page's own policy would not let a script in
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const one of result.violations.filter((v) => ['serious', 'critical'].includes(v.impact))) {
    problems += 1;
    console.log(`${view}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(' | ')}`);
  }
}
await browser.close();
console.log(`${problems} serious faults`);
process.exit(problems ? 1 : 0);
