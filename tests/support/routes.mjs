// The route table of the program, read from its source: a test that walks it meets a new page without being told.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../fcgi-app/app/routes.cpp', import.meta.url), 'utf8');

/// { path, guard: "anyone" | "signed_in" | "password_just_given" | "staff", takesPosts }
export const routes = [...source.matchAll(/^ *\{"(\/[^"]*)", +(anyone|signed_in|password_just_given|staff), +\w+(, +\w+, +\w+)?\},$/gm)]
  .map(([, path, guard, post]) => ({ path, guard, takesPosts: post !== undefined }));
