// What a browser mends in silence is still a fault: HTML as it was sent, before a validator.
import { HtmlValidate } from 'html-validate';

// The rules of the HTML standard and of ARIA; not those of taste: all files are our own, so they need no integrity attribute,
// and a button that says nothing else sends its form.
const page = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: { 'require-sri': 'off', 'no-implicit-button-type': 'off' },
});

// Mail programs know inline styles and the attributes of old tables, and little else. A mail's first heading is its subject.
const mail = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y', 'html-validate:document'],
  rules: { 'no-deprecated-attr': 'off', 'no-inline-style': 'off', 'heading-level': ['error', { minInitialRank: 'h2' }] },
});

const faultsFor = (validator) => async (html) => {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) => messages).map(({ line, ruleId, message }) => `line ${line}: ${ruleId}: ${message}`);
};

export const htmlFaults = faultsFor(page);
export const mailHtmlFaults = faultsFor(mail);
