// How the programs were built, read from the files themselves.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

import { build } from '../support/demo.mjs';

const programs = ['fcgi-app/asiointi-fcgi', 'tools/asiointi-admin/asiointi-admin'];
const read = (program, what) => execFileSync('readelf', ['--wide', what, path.join(build, program)], { encoding: 'utf8', maxBuffer: 1 << 26 });

for (const program of programs) {
  const name = path.basename(program);
  test(`${name} lies at another address at each start (PIE, R-139)`, () => {
    assert.match(read(program, '--file-header'), /Type:\s+DYN \(Position-Independent Executable file\)/);
  });

  test(`${name} binds all names at its start and then locks the table (full RELRO, R-139)`, () => {
    assert.match(read(program, '--program-headers'), /GNU_RELRO/);
    assert.match(read(program, '--dynamic'), /\(FLAGS\)\s+.*BIND_NOW/);
    assert.match(read(program, '--dynamic'), /\(FLAGS_1\)\s+.*NOW/);
  });

  test(`${name} executes nothing on its stack, and no part of it is writable and executable (R-139)`, () => {
    const headers = read(program, '--program-headers');
    assert.match(headers, /GNU_STACK(\s+0x[0-9a-f]+){5}\s+RW /);
    assert.doesNotMatch(headers, /\bRWE\b/);
  });

  test(`${name} notices a stack that was written over, and lengths that do not fit (R-139)`, () => {
    const symbols = read(program, '--dyn-syms');
    assert.match(symbols, /UND __stack_chk_fail@/);
    assert.match(symbols, /UND __\w+_chk@/);
  });

  test(`${name} searches for libraries in the system's folders alone`, () => {
    assert.doesNotMatch(read(program, '--dynamic'), /\((RPATH|RUNPATH)\)/);
  });
}

// The programs as a whole carry no such mark, since the C library's own start files in Debian 12 have none.
test('all code of ours jumps to marked places alone where the processor checks it (CET, R-139)', { skip: process.arch !== 'x64' }, () => {
  for (const library of ['base', 'auth', 'store', 'mail', 'http', 'view', 'pool', 'flow', 'app']) {
    const notes = read(`fcgi-app/libasiointi_${library}.a`, '--notes');
    const objects = notes.match(/^File: /gm)?.length ?? 0;
    assert.ok(objects > 0, library);
    assert.equal(notes.match(/x86 feature: IBT, SHSTK/g)?.length, objects, library);
  }
});
