// docs/throttling.md names the numbers by which the program goes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const root = path.resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const rules = read('fcgi-app/auth/throttle.hpp');
const page = read('docs/throttling.md').replace(/\s+/g, ' ');

/// A constant of the header: 15 of "constexpr std::chrono::minutes longest_wait{15};".
function constant(name) {
  const found = new RegExp(`^constexpr (?:unsigned|std::chrono::\\w+) ${name}(?: = |\\{)(\\d+)`, 'm').exec(rules);
  assert.ok(found, `${name} in auth/throttle.hpp`);
  return found[1];
}

test('the page on throttling names the thresholds that the program has (R-053)', () => {
  const closing = constant('closing_failures');
  const said = [
    `| user name and network | ${constant('free_failures_of_both')} | ${constant('failure_memory_of_both')} hours |`,
    `| user name, from anywhere | ${constant('free_failures_of_name')} | ${constant('failure_memory')} days |`,
    `| network, over all user names | ${constant('free_failures_of_network')} | one each minute |`,
    `| known browser, for one account | ${constant('free_failures_of_device')} | ${constant('failure_memory')} days |`,
    `costs ${constant('first_wait')} seconds. Each further one doubles the wait, up to ${constant('longest_wait')} minutes.`,
    `closes** after ${closing} failures in a row`,
    `still gets ${closing} failures and no more`,
  ];
  for (const words of said) assert.ok(page.includes(words), words);
  assert.equal(constant('network_is_forgiven_one_in'), '1');
});

test('it names the limits of nginx and of mails that are there, too', () => {
  const rate = /zone=asiointi_posts:10m rate=(\d+)r\/s/.exec(read('nginx-conf/http.conf'))[1];
  const burst = /zone=asiointi_posts burst=(\d+) nodelay/.exec(read('nginx-conf/snippets/account.conf'))[1];
  assert.ok(page.includes(`nginx takes ${rate} posts a second from one network, and ${burst} more at once`));
  const settings = read('fcgi-app/base/settings.hpp');
  const [, most] = /(\d+); .*mail\.per_address_and_day/.exec(settings);
  const [, pause] = /\{(\d+)\}; .*mail\.pause_between_s/.exec(settings);
  assert.ok(page.includes(`at most ${most} mails a day`));
  assert.ok(page.includes(`no second one within ${pause} seconds (`));
});
