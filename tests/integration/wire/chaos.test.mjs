// Half a minute of what tests/chaos does for as long as one likes: parts of the service are killed, hung, cut off and filled up
// while residents use it, and what they were told must hold in the end.
import assert from 'node:assert/strict';
import test from 'node:test';

import { runChaos } from '../../chaos.d/run.mjs';

test('while its parts fail at random, the service keeps every promise that a page or a mail made (R-071, R-102, R-188, R-269, R-277)', async () => {
  const { findings, figures } = await runChaos({ seed: 'kokkola', seconds: 20, residents: 8 });
  assert.deepEqual(findings, []);
  // A run in which nothing was promised, or nothing went wrong, would prove nothing.
  assert.ok(Object.keys(figures.faults).length >= 12, JSON.stringify(figures.faults));
  for (const kind of ['account that is as told', 'link that worked once', 'link that was asked for', 'change made as often as told'])
    assert.ok(figures.checks[kind] > 0, kind);
});
