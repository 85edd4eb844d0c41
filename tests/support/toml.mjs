// Changes to a configuration file, which is TOML.

function withSetting(text, key, value) {
  if (!key.includes('.')) return text.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = ${value}`);
  const dot = key.lastIndexOf('.');
  const [table, name] = [key.slice(0, dot), key.slice(dot + 1)];
  const heading = `[${table}]\n`;
  const whole = text.includes(heading) ? text : `${text}\n${heading}`;
  const begin = whole.indexOf(heading) + heading.length;
  const end = (whole.indexOf('\n[', begin) + 1 || whole.length + 1) - 1;
  const lines = whole.slice(begin, end).split('\n').filter((line) => !line.startsWith(`${name} =`));
  return `${whole.slice(0, begin)}${value === undefined ? '' : `${name} = ${value}\n`}${lines.join('\n')}${whole.slice(end)}`;
}

/// The text of a TOML file with these settings, { 'pool.request_timeout_s': 2 }; a value is TOML, and undefined takes a setting away.
export const withSettings = (text, settings) =>
  Object.entries(settings).reduce((all, [key, value]) => withSetting(all, key, value), text);
