// nginx limits posts as it does in life.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { headingOf } from '../../support/page.mjs';
import { submitOnly } from '../../support/visitor.mjs';

const demo = await startDemo({ unlimited: false });
after(() => demo.stop());

test('a flood of posts gets a 429 from nginx with a page in three languages, and reading goes on (R-063)', async () => {
  const browser = demo.browser();
  const page = await browser.get('/Account/Forgot');
  const answers = await Promise.all(Array.from({ length: 120 }, () => submitOnly(demo.browser(), page, { user_name: '' })));
  const refused = answers.filter((answer) => answer.status === 429);
  assert.ok(refused.length > 0);
  assert.ok(answers.every((answer) => [403, 422, 429].includes(answer.status)));
  assert.ok(Number(refused[0].header('retry-after')) > 0);
  assert.match(refused[0].body, /<section lang="sv">.*<section lang="en">/s);
  assert.equal(headingOf((await browser.get('/Account/Login')).body), 'Kirjautuminen');
});
