// Facts on standard input; one PDF for each language, whose path is printed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { launch } from '../../tests/browser/window.mjs';
import { startDemo } from '../../tests/support/demo.mjs';
import { takePictures } from './pictures.mjs';
import { fillTemplate, readCatalogue } from './texts.mjs';

const facts = JSON.parse(readFileSync(0, 'utf8'));
const demo = await startDemo({ settings: { 'login.first_step': 'guide' }, more: facts.more, theme: facts.theme });
const browser = await launch();
try {
  for (const language of facts.languages) console.log(await makeGuide(language));
} finally {
  await browser.close();
  demo.stop();
}

async function makeGuide(language) {
  const { pictures, colours } = await takePictures(browser, demo, language, facts.base_url);
  const start = new URL(facts.start_url, facts.base_url).href;
  const text = readCatalogue(language, { ...facts.names[language], start_address: start });
  const page = await browser.newPage();
  await page.setContent(fillTemplate(language, text, pictures, colours), { waitUntil: 'load' });
  const file = path.join(facts.out, `${language}.pdf`);
  await page.pdf({
    path: file, format: 'A4', tagged: true, outline: true, printBackground: true,
    margin: { top: '18mm', bottom: '20mm', left: '20mm', right: '20mm' },
    displayHeaderFooter: true, headerTemplate: '<span></span>', footerTemplate: pageFooter(text('guide.footer')),
  });
  await page.close();
  return file;
}

function pageFooter(words) {
  const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return '<div style="width: 100%; margin: 0 20mm; display: flex; justify-content: space-between; font: 8pt sans-serif; color: #4a5866">'
    + `<span>${escaped}</span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;
}
