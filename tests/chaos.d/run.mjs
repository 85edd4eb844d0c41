// One run from beginning to end: a city of residents, what befalls their service, and whether it kept its word.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Demo, until } from '../support/demo.mjs';
import { quoted } from '../support/sql.mjs';
import { withSettings } from '../support/toml.mjs';
import { checkMails } from './check_mails.mjs';
import { checkPages } from './check_pages.mjs';
import { checkTrail } from './check_trail.mjs';
import { Checks } from './checks.mjs';
import { Clock, folderInReach } from './clock.mjs';
import { SingleMariaDb } from './database.mjs';
import { faults } from './faults.mjs';
import { Journal } from './journal.mjs';
import { Letters } from './letters.mjs';
import { Random } from './random.mjs';
import { Resident } from './resident.mjs';
import { Faults, makeSchedule } from './schedule.mjs';
import { Servers } from './servers.mjs';

/// Short limits, so that much happens in a short time. They hold once the demo is up, whose own first sign-in may take longer than
/// that on a busy machine.
const limits = {
  'database.query_timeout_s': 2, 'database.connect_timeout_s': 1, 'mail.timeout_s': 3, 'pool.request_timeout_s': 15, 'pool.stop_timeout_s': 8,
};

/// Brings everything up with the application on a clock of its own. databasePart: a class as database.mjs describes it.
async function bringUp(databasePart) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'asiointi-chaos-'));
  const database = new databasePart(directory);
  await database.open();
  const reach = folderInReach(directory, database.settings);
  const demo = await new Demo(directory).start({ settings: reach.settings });
  const servers = new Servers(demo);
  const clock = new Clock(reach.folder);
  servers.environments.supervisor = clock.environment;
  await servers.killLeader('supervisor');
  writeFileSync(demo.facts.config, withSettings(readFileSync(demo.facts.config, 'utf8'), limits));
  await servers.start('supervisor');
  await database.attach(servers);
  return { directory, database, demo, servers, clock };
}

/// Residents of odd numbers are new; the others come from the old portal and have no password yet.
async function settle(stage, count, random) {
  const residents = Array.from({ length: count }, (_, number) => new Resident(number, stage, random.of(`resident ${number}`), number % 2 === 0));
  for (const resident of residents.filter(({ isKnown }) => isKnown)) {
    const { number, address, names, language } = resident;
    await stage.database.rows(`INSERT INTO account (public_id, email, email_key, given_name, family_name, locale, created_at, updated_at)
      VALUES (${quoted(`chaos${String(number).padStart(21, '0')}`)}, ${quoted(address)}, ${quoted(address)}, ${quoted(names.given)}, ${quoted(names.family)}, ${quoted(language)}, UTC_TIMESTAMP(), UTC_TIMESTAMP())`);
    resident.note('account', 'told', Date.now(), { address, names: `${names.given} ${names.family}`, language });
  }
  return residents;
}

/// As a sysadmin does who does not want to wait for the next try.
const sendNow = ({ database }) => database.rows('UPDATE mail_outbox SET next_try_at = UTC_TIMESTAMP() WHERE state = 1 AND next_try_at > UTC_TIMESTAMP() + INTERVAL 2 SECOND');

/// Residents finish what they have begun, and all mails leave.
async function comeToRest(stage, lives) {
  stage.isOver = () => true;
  let isDone = false;
  const living = Promise.all(lives).finally(() => { isDone = true; });
  const isEmpty = async () => {
    await sendNow(stage);
    return isDone && (await stage.database.rows('SELECT 1 FROM mail_outbox WHERE state = 1 LIMIT 1')).length === 0;
  };
  await Promise.all([living, until(isEmpty, 'the outbox to be empty', 180)]);
}

/// { findings, figures }. only: a part of the names of the faults that are to come; "": all.
export async function runChaos({ seed, seconds, residents: count, journalFile, only = '', databasePart = SingleMariaDb }) {
  const random = new Random(seed);
  const journal = new Journal(journalFile);
  const checks = new Checks(journal);
  const stage = { ...await bringUp(databasePart), journal, isOver: () => false };
  try {
    Object.assign(stage, { url: stage.demo.url, letters: new Letters(stage.demo.facts.maildir) });
    const chosen = [...faults, ...stage.database.faults].filter(({ name }) => name.includes(only));
    const schedule = makeSchedule(random.of('faults'), chosen, seconds);
    const residents = await settle(stage, count, random);
    const lives = residents.map((resident) => resident.live());
    lives.forEach((life) => life.catch(() => {})); // it is awaited later
    // Half of them are at home when it begins; the others arrive in the middle of it.
    await until(() => residents.filter(({ isSettled }) => isSettled).length >= count / 2, 'residents to settle', 120);
    await new Faults(stage, journal).run(schedule);
    await comeToRest(stage, lives);
    await checkPages(journal, residents, checks);
    await comeToRest(stage, []);
    checkMails(journal, stage.letters, residents, checks);
    await checkTrail(stage.database, journal, residents, checks);
    return { findings: journal.findings, figures: figuresOf(journal, checks) };
  } finally {
    await stage.database.close();
    stage.demo.stop();
  }
}

const tally = (list) => list.reduce((counts, each) => ({ ...counts, [each]: (counts[each] ?? 0) + 1 }), {});

function figuresOf(journal, checks) {
  return {
    faults: tally(journal.faults.map(({ fault }) => fault)),
    answers: Object.fromEntries([...journal.answers].sort()),
    acts: tally(journal.entries.map(({ act, outcome }) => `${act}: ${outcome}`)),
    checks: Object.fromEntries(checks.counts),
  };
}
