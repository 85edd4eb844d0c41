// A person at a text browser: w3m in a terminal of its own, driven by its keys.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { until } from './waiting.mjs';

const clearLine = '\x15';
const enter = '\r';
const literally = (words) => words.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&');

export class TextBrowser {
  #home = mkdtempSync(path.join(os.tmpdir(), 'asiointi-w3m-'));
  #saved = 0;
  #screen = '';

  /// certificate  the file with the only certificate that it trusts.
  async start(address, certificate) {
    const options = ['-cookie', '-no-mouse', '-I', 'UTF-8', '-O', 'UTF-8', '-o', 'accept_language=fi', '-o', 'use_history=0',
      '-o', 'confirm_qq=0', '-o', 'ssl_verify_server=1', '-o', `ssl_ca_file=${certificate}`];
    // `script` gives it the terminal; keys come through its standard input.
    this.process = spawn('script', ['-qec', `stty rows 60 cols 100; exec w3m ${options.join(' ')} '${address}'`, '/dev/null'], {
      env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm', LC_ALL: 'C.UTF-8', HOME: this.#home },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.process.stdout.on('data', (part) => { this.#screen += part; });
    await until(() => this.#screen.includes('Viewing'), 'w3m to show its first page');
    return this;
  }

  #press(keys) {
    this.process.stdin.write(keys);
  }

  /// Presses a key until w3m asks its question: while it shows a message of its own it takes one key for "go on".
  #ask(key, question) {
    const before = this.#screen.length;
    return until(() => {
      if (this.#screen.slice(before).includes(question)) return true;
      this.#press(key);
      return false;
    }, `w3m to ask "${question}"`);
  }

  /// The page as it is read, from w3m's own "save as text".
  async text() {
    this.#saved += 1;
    const file = path.join(this.#home, `page-${this.#saved}.txt`);
    const content = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    await this.#ask('S', 'Save buffer');
    this.#press(`${clearLine}${file}${enter}`);
    return until(async () => {
      const before = content();
      await new Promise(setImmediate);
      return before.endsWith('\n') && before === content() && before.replace(/\s+/g, ' ');
    }, `w3m to save the page; it shows: ${this.#screen.slice(-300)}`);
  }

  open(address) {
    this.#press(`U${clearLine}${address}${enter}`);
  }

  /// Presses the next link or button that begins a line with these words; below `place`, if that is named.
  follow(words, place) {
    if (place) this.#press(`/${literally(place)}${enter}`);
    this.#press(`/^ *${literally(words)}${enter}${enter}`);
  }

  /// Types into the next field after this label. w3m asks for the text in a line of its own.
  type(label, words) {
    this.#press(`/^ *${literally(label)}${enter}\t${enter}${clearLine}${words}${enter}`);
  }

  stop() {
    this.process?.stdin.end('q');
    this.process?.stdout.destroy();
    this.process?.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
