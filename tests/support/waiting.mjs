// Tests wait for what they need, never for a time.

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/// What `condition` gives, as soon as that is something; an error that names `what` after `seconds`.
export async function until(condition, what, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const result = await condition();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await pause(25);
  }
}
