// One reference number leads from the page over nginx's log and the service's log to the trail, by the commands of docs/audit.md.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, linesIn, root, startDemo, until } from '../../support/demo.mjs';
import { referenceOf } from '../../support/page.mjs';
import { signIn, submitOnly } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());
const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-trace-'));
after(() => rmSync(place, { recursive: true }));
writeFileSync(path.join(place, 'asiointi-admin'), `#!/bin/sh\nexec ${path.join(build, 'tools/asiointi-admin/asiointi-admin')} --config ${demo.facts.config} "$@"\n`, { mode: 0o755 });

const page = readFileSync(path.join(root, 'docs/audit.md'), 'utf8');
const [inNginx, , inTrail] = page.split('\n## Follow one request\n')[1].split('\n## ')[0].split('\n').filter((line) => line.startsWith('    ')).map((line) => line.trim());
const sanna = demo.accounts.with_password.address;

/// The JSON lines that one of these commands prints.
function lines(command, reference) {
  const here = command.replaceAll('ABCDEFGH', reference).replace('/var/log/nginx/asiointipalvelu.log', demo.facts.logs[1]);
  const output = execFileSync('sh', ['-ec', here], { encoding: 'utf8', env: { ...process.env, PATH: `${place}:${process.env.PATH}` } });
  return output.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}
const requestOf = (reference) => until(() => lines(inNginx, reference)[0], `nginx to log ${reference}`);
const eventsOf = (reference) => demo.events().filter((event) => event.reference === reference);

test('the number on a page that failed leads to the request in nginx\'s log and to its cause in the service\'s (R-267)', async () => {
  const browser = demo.browser();
  const form = await browser.get('/Account/Forgot');
  // When the server is slow to give up, the limit of the line ends the wait, which is another cause.
  const reference = await until(async () => {
    const answer = await demo.withLocked('mail_outbox', () => submitOnly(browser, form, { user_name: sanna }));
    assert.equal(answer.status, 503);
    const isOfServer = eventsOf(referenceOf(answer.body)).some(({ cause }) => /max_statement_time exceeded|Lock wait timeout/.test(cause));
    return isOfServer && referenceOf(answer.body);
  }, 'the server to give up in time', 60);
  const request = await requestOf(reference);
  assert.deepEqual([request.method, request.path, request.status, request.pool_status], ['POST', '/Account/Forgot', '503', '503']);
  const [event, ...others] = eventsOf(reference);
  assert.deepEqual([event.event, event.level, event.path, others], ['request_failed', 'error', '/Account/Forgot', []]);
  assert.deepEqual(lines(inTrail, reference), [], 'it changed nothing');
});

test('the number of a sign-in leads from the trail to the log and to the request that made it', async () => {
  await signIn(demo.browser(), sanna, demo.password);
  const trail = JSON.parse(execFileSync(path.join(place, 'asiointi-admin'), ['audit', sanna, '--json'], { encoding: 'utf8' }));
  const { reference } = trail.find(({ kind }) => kind === 'sign_in');
  assert.ok(lines(inTrail, reference).some((each) => each.kind === 'sign_in'));
  assert.ok(eventsOf(reference).some(({ event, process }) => event === 'sign_in' && process === 'pages'));
  const request = await requestOf(reference);
  assert.deepEqual([request.method, request.path, request.status], ['POST', '/Account/Login', '303']);
});

test('no two requests share a number, and what belongs to no request has none', async () => {
  const numbers = linesIn(demo.facts.logs[1]).map((line) => JSON.parse(line).reference);
  assert.ok(numbers.length > 5);
  assert.equal(new Set(numbers).size, numbers.length);
  for (const event of demo.events().filter(({ process }) => ['supervisor', 'background'].includes(process))) assert.equal(event.reference, undefined, event.event);
});
