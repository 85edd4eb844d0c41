// The help desk in every state: looking for a resident, what there is to see, acting, and the link that stops a change.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

import { build } from '../support/demo.mjs';
import { demo, url } from './stage.mjs';
import { mailedLink, newAddress, newResident, send, signIn } from './residents.mjs';

const reason = 'Asukas soitti neuvontaan';

function admin(...words) {
  const { status, stderr } = spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words, '--reason', reason], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

async function search(page, who) {
  await page.goto(url('/Account/Staff'));
  await page.locator('#who').fill(who);
  await send(page);
}

/// The page of an act on the account of this address, by its place among those that are offered.
async function openAct(page, address, name) {
  await search(page, address);
  await page.locator('main .things a').first().click();
  await page.locator('main .choices a', { hasText: name }).click();
}

async function looking(page, look, person) {
  await search(page, '');
  await look('staff-search-empty', 'error');
  await search(page, 'ei.ketaan@example.com');
  await look('staff-nobody');
  await search(page, 'pariskunta@example.com');
  await look('staff-waits');
  await search(page, person.address);
  await look('staff-results');
  await page.locator('main .things a').first().click();
  await look('staff-account');
}

async function acting(page, look, person, titles) {
  await openAct(page, person.address, titles.email);
  await look('staff-act');
  await send(page);
  await look('staff-act-empty', 'error');
  await page.locator('#new_email').fill(person.address);
  await page.locator('#identity-1').check();
  await page.locator('#reason').fill(reason);
  await send(page);
  await look('staff-act-same', 'error');
  await page.locator('#new_email').fill(newAddress());
  await send(page);
  await look('staff-act-done', 'success');
  await openAct(page, person.address, titles.merge);
  await look('staff-merge');
  await page.goto(url('/Account/Staff/Acts'));
  await look('staff-acts');
}

/// Calls look(name, kind) on each page; kind is "error", "success" or undefined.
export async function staffTour(page, context, language, look) {
  const [member, person] = [await newResident({ language }), await newResident({ language })];
  const titles = { fi: { email: 'Vaihda asukkaan', merge: 'Yhdistä' }, sv: { email: 'Byt invånarens', merge: 'Slå ihop' }, en: { email: 'Change the resident', merge: 'Merge' } }[language];
  admin('staff', 'give', member.address, '--unit', 'Lupaneuvonta');
  await context.clearCookies();
  await page.goto(url(`/Account/Login?lang=${language}`));
  await signIn(page, member, '/Account/Staff');
  await look('staff-desk');
  await looking(page, look, person);
  await acting(page, look, person, titles);
  demo.sql(`UPDATE staff_member SET ends_at = granted_at WHERE account_id = (SELECT id FROM account WHERE email_key = '${member.address}')`);
  await page.goto(url('/Account/Staff'));
  await look('staff-refused');
  await context.clearCookies();
  await page.goto(`${await mailedLink(person.address, 'StopChange')}&lang=${language}`);
  await look('stop-change');
  await send(page);
  await look('stop-change-done', 'success');
}
