// The command line of tests/chaos.
import { parseArgs } from 'node:util';

import { whyNoGalera } from '../support/galera.mjs';
import { ThreeNodes } from './cluster.mjs';
import { SingleMariaDb } from './database.mjs';
import { runChaos } from './run.mjs';

const help = `Usage: tests/chaos [--seed TEXT] [--seconds N] [--residents N] [--cluster] [--journal FILE]

Runs the whole product for many residents at once while its parts are killed, hung, cut off and filled up at random, and
then checks that it kept its word: every change that a page acknowledged is there, one without an answer is whole or absent,
no link worked twice, every promised mail came, no session outlived its end, and nobody saw what is another's.

  --seed TEXT       repeats an earlier schedule; without it a new one is made, and printed
  --seconds N       how long things go wrong (600)
  --residents N     how many take part (16)
  --only TEXT       only the faults whose name contains TEXT, such as "mail server" or "COMMIT"
  --cluster         with three Galera nodes for a database, which are killed, hung and made read-only one by one, and two together
  --journal FILE    keeps what everybody did and was told, one JSON object a line

Everything runs on this machine alone, in a folder that is gone afterwards; ASIOINTI_KEEP=1 keeps it. The
programs are those in build, or in the folder that ASIOINTI_BUILD names. Exit status 1: it
broke its word, and the findings say how.

Examples:
  tests/chaos
  tests/chaos --seconds 20 --residents 8 --seed quick
  tests/chaos --seconds 120 --only database
  tests/chaos --cluster --seconds 60
`;

const { values } = parseArgs({ options: {
  help: { type: 'boolean', short: 'h' }, seed: { type: 'string' }, seconds: { type: 'string', default: '600' },
  residents: { type: 'string', default: '16' }, cluster: { type: 'boolean', default: false }, journal: { type: 'string' }, only: { type: 'string', default: '' },
} });

function number(name, least, most) {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(`tests/chaos: --${name} takes a whole number from ${least} to ${most}`);
  process.exit(2);
}

function print(title, counts) {
  console.log(`\n${title}`);
  for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(7)}  ${name}`);
}

if (values.help) {
  console.log(help.trimEnd());
  process.exit(0);
}
if (values.cluster && whyNoGalera) {
  console.error(`tests/chaos: ${whyNoGalera}`);
  process.exit(2);
}
const seed = values.seed ?? Math.random().toString(36).slice(2, 8);
const seconds = number('seconds', 1, 86400);
console.log(`seed ${seed}, ${seconds} s`);
const { findings, figures } = await runChaos({ seed, seconds, residents: number('residents', 1, 200), journalFile: values.journal, only: values.only, databasePart: values.cluster ? ThreeNodes : SingleMariaDb });
for (const [title, counts] of Object.entries(figures)) print(title, counts);
console.log(`\n${findings.length} findings`);
for (const { at, who, finding } of findings) console.log(`  ${new Date(at).toISOString()} resident ${who ?? '-'}: ${finding}`);
process.exit(findings.length === 0 ? 0 : 1);
