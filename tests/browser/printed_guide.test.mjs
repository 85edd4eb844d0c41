// The printable guide, made from the pages of an installation: tagged, in its language, with its names and address.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { build, root } from '../support/demo.mjs';

const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-guide-'));
after(() => rmSync(place, { recursive: true, force: true }));
const run = (program, ...words) => execFileSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 16 << 20 });

/// The theme of an invented town, at an address of its own: what a city's configuration looks like.
const config = path.join(place, 'site.toml');
writeFileSync(config, readFileSync(path.join(root, 'conf/themes/koivuranta/site.toml'), 'utf8')
  .replace('[site]', '[site]\nbase_url = "https://tunnus.koivuranta.example"\nstart_url = "https://oma.koivuranta.example/"')
  + '\n[database]\nhosts = ["not ours to use"]\n');
const printed = run('tools/make-guide', '--no-install', '--build', build, '--config', config, '--theme', 'conf/themes', '--language', 'sv', '--out', place);
const file = path.join(place, 'sv.pdf');
const words = run('pdftotext', file, '-').replace(/\s+/g, ' ');

test('it makes the language that was asked for, and says where it is', () => {
  assert.equal(printed, `${file}\n`);
  assert.deepEqual(['fi.pdf', 'en.pdf'].filter((each) => existsSync(path.join(place, each))), []);
});

test('the guide is tagged, names its language and title, and describes each picture', () => { // WCAG 1.1.1, 2.4.2, 3.1.1
  const facts = run('pdfinfo', file);
  assert.match(facts, /^Tagged: +yes$/m);
  assert.match(facts, /^Title: +Ändrade användarnamn i e-tjänsterna – Mitt Björkstrand$/m);
  assert.match(facts, /^Page size: .*\(A4\)$/m);
  assert.match(readFileSync(file, 'latin1'), /\/Lang \(sv\)/);
  const structure = run('pdfinfo', '-struct-text', file);
  for (const tag of ['H1', 'H2', 'L (block)', 'LI (block)', 'Figure']) assert.ok(structure.includes(tag), tag);
  assert.equal(structure.match(/^ *Figure/gm).length, 8);
  assert.equal(readFileSync(file, 'latin1').match(/\/Alt /g).length, 8);
});

/// The colours in some rows of a picture, away from its round corners. `rows` counts from the end when it is negative.
function coloursIn(picture, rows) {
  const [head, width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.toString('latin1', 0, 40)).map((each, i) => (i ? Number(each) : each));
  const at = (x, y) => picture.subarray(head.length + (y * width + x) * 3).toString('hex', 0, 3);
  return new Set(rows.flatMap((row) => Array.from({ length: width - 200 }, (_, i) => at(100 + i, row < 0 ? height + row : row))));
}

test('each picture begins and ends where the step does: none cuts a line of text, or shows half of the page\'s head', () => {
  run('pdfimages', file, path.join(place, 'picture'));
  const pictures = readdirSync(place).filter((each) => each.endsWith('.ppm')).sort().map((each) => readFileSync(path.join(place, each)));
  assert.equal(pictures.length, 8);
  const cards = pictures.filter((each, i) => i !== 2 && i !== 7); // not the mail nor the bar, which have bands of colour
  for (const [i, card] of cards.entries()) {
    const paper = coloursIn(card, [-12, -8, -4]);
    assert.equal(paper.size, 1, `the end of card ${i + 1}`);
    assert.deepEqual(coloursIn(card, [4, 12, 20]), paper, `the head of card ${i + 1}`);
  }
});

test('it leads from the first page to being signed in, in the words of the catalogue', () => {
  let from = 0;
  for (const sentence of ['Inloggningssystemet för Björkstrands stads e-tjänster byttes nyligen.', 'Så väljer du ett nytt lösenord',
    'klicka på knappen ”Logga in” i e-tjänsten.', 'Tjänstens adress: https://oma.koivuranta.example/', 'Klicka på knappen ”Fortsätt”.',
    'kände systemet inte igen e-postadressen.', 'Klicka på länken som du har fått i din e-post:', 'Välj ett nytt lösenord på sidan som öppnas:',
    'Gå till inloggningen.', 'Inloggning med det nya lösenordet', 'Skriv sedan lösenordet som du nyss valde:', 'Du ser ditt användarnamn längst upp',
    'kontakta kundservicen Bryggan, laituri@example.org', 'Telefon: 050 000 0000', 'Öppettider: måndag till fredag kl. 8–16']) {
    const at = words.indexOf(sentence, from);
    assert.ok(at >= 0, `the guide says, in its place: ${sentence}\n${words}`);
    from = at;
  }
  assert.doesNotMatch(words, /localhost|Kokkola|Karleby|[{}]/);
});
