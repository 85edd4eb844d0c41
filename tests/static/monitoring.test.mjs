// Alerts, dashboard and their manual speak of metrics that exist, and each alert is explained.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (name) => readFileSync(path.join(root, name), 'utf8');
const places = { alerts: read('tools/monitoring/alerts.yml'), dashboard: read('tools/monitoring/dashboard.json'), manual: read('docs/operations.md') };
const families = [...read('fcgi-app/app/metrics.cpp').matchAll(/family\(\s*"(asiointi_\w+)", "(\w+)"/g)].map(([, name, type]) => ({ name, type }));
const namesIn = (text) => [...new Set(text.match(/asiointi_\w+/g))];
const familyOf = (name) => families.find((each) => name === each.name || (each.type === 'histogram' && ['bucket', 'sum', 'count'].some((part) => name === `${each.name}_${part}`)));
const alerts = [...places.alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);

const promtool = (...words) => {
  const ended = spawnSync('promtool', words, { cwd: path.join(root, 'tools/monitoring'), encoding: 'utf8' });
  assert.equal(ended.status, 0, ended.stdout + ended.stderr);
};

test('promtool takes the rules and the example of a configuration', () => {
  promtool('check', 'rules', 'alerts.yml');
  promtool('check', 'config', 'scrape.yml');
});

test('every alert fires when it should and is silent when all is well', () => {
  promtool('test', 'rules', 'alerts_test.yml');
  const [well, wrong] = read('tools/monitoring/alerts_test.yml').split('- name: everything is wrong');
  for (const alert of alerts) {
    assert.ok(well.includes(`alertname: ${alert}}`), `${alert} is not tested to be silent`);
    assert.ok(wrong.includes(`alertname: ${alert}, exp_alerts`), `${alert} is not tested to fire`);
  }
});

test('alerts and dashboard use metrics that there are', () => {
  assert.ok(families.length > 15);
  for (const name of [...namesIn(places.alerts), ...namesIn(places.dashboard)]) assert.ok(familyOf(name), name);
});

test('the manual explains every metric and every alert, and no other', () => {
  for (const { name } of families) assert.ok(places.manual.includes(`\`${name}\``), `${name} is not explained`);
  for (const name of namesIn(places.manual).filter((each) => !each.endsWith('_'))) assert.ok(familyOf(name), `${name} does not exist`);
  const explained = [...places.manual.matchAll(/^### (Asiointi\w+)$/gm)].map(([, name]) => name);
  assert.deepEqual(explained, alerts);
});
