// Debian's Chromium, and where its pictures are kept.
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/// Quiet: no calls home.
const debian = {
  executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync),
  args: [...(process.getuid() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export const launch = (options = {}) => chromium.launch({ ...debian, ...options });

/// The whole browser of a person, with what it remembers in `directory`; no window is seen.
export const launchWithProfile = (directory, { args = [], ...options } = {}) => chromium.launchPersistentContext(directory, {
  ...debian, headless: false, args: [...debian.args, '--headless=new', ...args], locale: 'fi-FI', ...options });

export const shots = fileURLToPath(new URL('shots/', import.meta.url));
mkdirSync(shots, { recursive: true });
