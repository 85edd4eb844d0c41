// What the documents tell their readers to type.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from './demo.mjs';

const programs = /^(?:(?:asiointi-admin|asiointi-fcgi|apt|cat|chown|cmake|grep|journalctl|jq|ln|mariadb|mariadb-dump|mkdir|nginx|promtool|python3|systemctl|systemd-\w+|tar|tools\/[\w-]+|sql\/portal-example\/generate|umask) |tools\/[\w-]+$|\(cd |(?:ALTER USER|EXPLAIN|GRANT|INSERT|SELECT) |systemd-sysusers|asiointi-admin$)/;
export const isCommand = (line) => programs.test(line);

/// README and all pages below docs, sql and nginx-conf.
export function documents() {
  const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n');
  return tracked.filter((file) => /^(?:README|SECURITY|(?:docs|sql|nginx-conf)\/(?:.*\/)?[\w-]+)\.md$/.test(file) && existsSync(path.join(root, file)));
}

/// The lines of blocks, without what is said about them; one that goes on is one with the next: a statement ends with ";".
export function linesOf(file, title) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const section = title === undefined ? text : text.split(new RegExp(`^##? ${title}$`, 'm'))[1].split('\n## ')[0];
  const lines = [];
  let isOpen = false;
  for (const raw of section.split('\n')) {
    if (!/^(?: {4}| {7})\s*\S/.test(raw)) {
      isOpen = false;
      continue;
    }
    const line = raw.trim().replace(/ {2,}# .*/, '');
    if (isOpen) lines.push(`${lines.pop().replace(/\\$/, '')} ${line}`.replaceAll(/ +/g, ' '));
    else lines.push(line);
    isOpen = line.endsWith('\\') || (/^(?:ALTER USER|EXPLAIN|GRANT|INSERT|SELECT) /.test(lines.at(-1)) && !line.endsWith(';'));
  }
  return lines;
}

/// The commands of a document, or of one of its sections.
export const commandsOf = (file, title) => linesOf(file, title).filter(isCommand);
