// The same as chaos.test.mjs with three Galera nodes for a database: nodes are killed, hung and made read-only, two at once too,
// while the application's own parts fail, and what residents were told must hold in the end.
import assert from 'node:assert/strict';
import test from 'node:test';

import { ThreeNodes } from '../../chaos.d/cluster.mjs';
import { runChaos } from '../../chaos.d/run.mjs';
import { whyNoGalera } from '../../support/galera.mjs';

test('while nodes of the cluster and parts of the service fail at random, every promise of a page or a mail is kept (R-274, R-277, R-280)', { skip: whyNoGalera }, async () => {
  const { findings, figures } = await runChaos({ seed: 'kallavesi', seconds: 20, residents: 6, databasePart: ThreeNodes });
  assert.deepEqual(findings, []);
  for (const fault of ['node killed', 'node hangs', 'node read-only', 'majority lost']) assert.ok(figures.faults[fault] > 0, fault);
  for (const kind of ['account that is as told', 'link that worked once', 'link that was asked for', 'change made as often as told'])
    assert.ok(figures.checks[kind] > 0, kind);
});
