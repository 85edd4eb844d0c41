// The checker of tests/chaos finds what contradicts the pages that residents have seen, and nothing else.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { checkMails } from '../../chaos.d/check_mails.mjs';
import { Checks } from '../../chaos.d/checks.mjs';
import { Client } from '../../chaos.d/client.mjs';
import { Journal } from '../../chaos.d/journal.mjs';
import { Letters } from '../../chaos.d/letters.mjs';
import { graceMs, modelOf } from '../../chaos.d/model.mjs';
import { faultsOf } from '../../chaos.d/pages.mjs';
import { Answer } from '../../support/client.mjs';

const minute = 60_000;
const account = { act: 'account', outcome: 'told', address: 'a@example.com', names: 'A B', language: 'fi', password: 'p1', token: 't' };
const signIn = { act: 'sign in', outcome: 'told', address: 'a@example.com', password: 'p1', cookie: 'c1', isReopened: false };
const password = { act: 'password', way: 'link', outcome: 'told', hadPassword: 'yes', password: 'p2', address: 'a@example.com' };

/// Entries one minute apart, each of which took a second.
const inTurn = (...entries) => entries.map((entry, i) => ({ who: 1, from: i * minute, to: i * minute + 1000, ...entry }));

const contradictions = {
  'a name on the settings page that was replaced': [account, { act: 'names', outcome: 'told', names: 'C D' }, { act: 'seen', outcome: 'told', names: 'A B', address: 'a@example.com' }],
  'a name at the portal that was replaced': [account, { act: 'names', outcome: 'told', names: 'C D' }, { act: 'seen at portal', outcome: 'told', names: 'A B', address: 'a@example.com' }],
  'a change that was refused and is there': [account, { act: 'names', outcome: 'refused', names: 'C D' }, { act: 'seen', outcome: 'told', names: 'C D', address: 'a@example.com' }],
  'a password that was replaced and opens': [account, password, signIn],
  'a password that holds and is refused': [account, password, { ...signIn, password: 'p2', outcome: 'refused' }],
  'a closed account that is open': [account, { act: 'close', outcome: 'told' }, signIn],
  'an open account that was closed': [account, { ...signIn, isReopened: true }],
};
for (const [what, entries] of Object.entries(contradictions))
  test(`the checker finds ${what}`, () => assert.equal(modelOf(inTurn(...entries)).findings.length, 1));

test('a change without an answer may be there or not, and settles when a page shows which', () => {
  const lost = [account, { act: 'names', outcome: 'unknown', names: 'C D' }];
  const seen = (names) => ({ act: 'seen', outcome: 'told', names, address: 'a@example.com' });
  for (const names of ['A B', 'C D']) assert.deepEqual(modelOf(inTurn(...lost, seen(names))).findings, []);
  assert.equal(modelOf(inTurn(...lost, seen('A B'), seen('C D'))).findings.length, 1);
  const late = inTurn(...lost, seen('A B'), seen('C D'));
  late.slice(2).forEach((entry, i) => Object.assign(entry, { from: late[1].to + i, to: late[1].to + graceMs }));
  assert.deepEqual(modelOf(late).findings, []);
});

test('a new password ends the sessions before it, one without an answer makes them uncertain, and a refused one leaves them', () => {
  const state = (outcome) => modelOf(inTurn(account, signIn, { ...password, outcome })).sessions.states.get('c1');
  assert.deepEqual(['told', 'unknown', 'refused'].map(state), ['ended', 'open', 'live']);
});

/// What checkMails finds when these mails are in a Maildir.
function findingsAbout(entries, mails) {
  const journal = new Journal();
  inTurn(...entries).forEach((entry) => journal.note(entry));
  const maildir = mkdtempSync(path.join(os.tmpdir(), 'asiointi-mails-'));
  try {
    mkdirSync(path.join(maildir, 'new'));
    mails.forEach((mail, i) => deliver(path.join(maildir, 'new', String(i)), mail));
    checkMails(journal, new Letters(maildir), [{ number: 1 }], new Checks(journal));
  } finally {
    rmSync(maildir, { recursive: true });
  }
  return journal.findings.map(({ finding }) => finding);
}

function deliver(file, { to = 'a@example.com', subject = 'Viesti', text = '', row = 1, arrived = minute + 5000 }) {
  writeFileSync(file, `To: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${row}-mark-${Math.random()}@example.com>\r\n\r\n${text}\r\n`);
  utimesSync(file, arrived / 1000, arrived / 1000);
}
const changed = { subject: 'Salasanasi on vaihdettu: Asiointipalvelu, Kokkolan kaupunki' };
const ask = { act: 'ask', kind: 'recovery', outcome: 'told', address: 'a@example.com' };

test('a notice that never came is found, one that came twice is none too many, and two for one change are', () => {
  assert.match(findingsAbout([account, password], []).join(), /1 times told, 0 mails/);
  assert.deepEqual(findingsAbout([account, password], [changed, changed]), []);
  assert.match(findingsAbout([account, password], [changed, { ...changed, row: 2 }]).join(), /1 changes, 2 mails/);
});

test('a link that was promised and never came is found, unless a later change made it void', () => {
  assert.match(findingsAbout([account, ask], []).join(), /never came/);
  assert.deepEqual(findingsAbout([account, ask], [{ text: '<http://localhost/Account/RecoverPassword?token=x>' }]), []);
  assert.deepEqual(findingsAbout([account, ask, password], [{ ...changed, arrived: 3 * minute }]), []);
});

test('a mail that is about somebody else is found', () => {
  assert.match(findingsAbout([], [{ to: 'kaupunkilainen1x1@example.com', text: 'Hei Kutsumanimi2x1' }]).join(), /about 2/);
});

const reader = { number: 1, languages: ['sv'], passwords: ['hemligt ord'] };
const page = (status, words, headers = []) => new Answer(status, headers, `<html lang="sv"><body>${words}</body></html>`, 'http://localhost/Account/Settings');
test('a page that shows another resident, a password, another language or a failure without help is found', () => {
  assert.deepEqual(faultsOf(page(200, 'Kutsumanimi1x1'), reader), []);
  assert.match(faultsOf(page(200, 'Kutsumanimi2x1'), reader).join(), /resident 2/);
  assert.deepEqual(faultsOf(page(200, '<input type="hidden" name="form_token" value="q_NiMi7xQd">'), reader), [], 'random letters are nobody');
  assert.match(faultsOf(page(422, 'value="hemligt ord"'), reader).join(), /holds a password/);
  assert.match(faultsOf(page(200, ''), { ...reader, languages: ['fi'] }).join(), /in sv/);
  assert.match(faultsOf(page(503, 'Oj'), reader).join(), /does not say what to do/);
  assert.match(faultsOf(new Answer(502, [], '<center>502 Bad Gateway</center>', 'http://localhost/Account/Login'), reader).join(), /raw/);
  assert.match(faultsOf(page(503, 'Oj'), reader, { new_email: 'a@example.com' }).join(), /lost what was typed: new_email/);
});

test('a page in the language of the mail whose link was opened tells as much as one in the resident\'s own', () => {
  const resident = { number: 1, languages: ['en'], language: 'en' };
  const done = page(200, 'Lösenordet har bytts. Du kan nu logga in i tjänsten med det nya lösenordet.');
  const client = new Client('http://localhost', resident);
  assert.equal(client.isTold(done, 'password.done'), false);
  client.ofLink = 'sv';
  assert.equal(client.isTold(done, 'password.done'), true);
});
