// What the program notes for itself in English: residents and staff read it in words of their own language.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const given = [...new Set([...read('fcgi-app/flow/mail_decision.cpp').matchAll(/NoMail\{"([^"]+)"\}/g)].map(([, why]) => why))];
const worded = [...read('fcgi-app/flow/not_sent_words.cpp').matchAll(/\{"([^"]+)", "staff\.not_sent\.\w+"\}/g)].map(([, why]) => why);

/// They would tell whether somebody has a name or an address.
const secret = ['nobody has this address', 'nobody has this name', 'nobody has this name, or several people do', 'old user cannot be added by a link'];

test('every reason why a mail is not sent has words, unless it says who exists (R-035)', () => {
  assert.ok(given.length > 15);
  assert.deepEqual([...worded, ...secret].sort(), [...given].sort());
});

test('the notes about an old user that the copy of one\'s data has words for are those that are written', () => {
  const copied = [...read('fcgi-app/flow/copied_value.cpp').matchAll(/\{"([^"]+)", "data\.note\.\w+"\}/g)].map(([, note]) => note);
  const linking = [...read('fcgi-app/flow/import_decision.cpp').matchAll(/\blink\(.*, "([^"]+)"\)/g)].map(([, note]) => note);
  const moving = ['old_users.cpp', 'staff_changes.cpp'].flatMap((file) => [...read(`fcgi-app/store/${file}`).matchAll(/\bnote = '([^']+)'/g)].map(([, note]) => note));
  const [, newcomer] = /NOTE_OF_NEWCOMER "'([^']+)'"/.exec(read('fcgi-app/store/legacy_users.hpp'));
  assert.deepEqual(copied.sort(), [...linking, ...moving, newcomer].sort());
});
