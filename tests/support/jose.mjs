// JSON Web Tokens as a portal would verify them: by a library that nobody here wrote.
import { createRequire } from 'node:module';

// What comes from npm is pinned in one place, beside the tests that need most of it.
export const jose = createRequire(new URL('../browser/package.json', import.meta.url))('jose');
