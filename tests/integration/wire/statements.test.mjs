// What the law asks an installation to tell: from its own facts, in three languages, to anyone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { root, startDemo } from '../../support/demo.mjs';
import { linkNamed, linksOf, textOf } from '../../support/page.mjs';

const demo = await startDemo();
const town = await startDemo({ more: 'conf/themes/koivuranta/site.toml', settings: {
  'session.absolute_hours': 1, 'account.erase_after_days': 1, 'link.undo_email_change_days': 1, 'session.remembered_days': 1, 'retention.dormant_years': 5, 'statements.evaluation': 'external', 'statements.evaluated': '2026-10-01',
  'names.fi.evaluator': 'Esimerkki Oy', 'names.sv.evaluator': 'Exempel Ab', 'names.en.evaluator': 'Example Ltd',
  'names.fi.supervisor': 'Toinen virasto', 'names.fi.supervisor_contact': 'valvonta@example.org', 'names.fi.supervisor_url': 'https://valvonta.example.org/',
  'names.fi.recipients': 'Palvelua ylläpitää Esimerkki Oy.' } });
after(() => {
  demo.stop();
  town.stop();
});

const read = async (where, there, language) => (await where.browser({ language }).get(`/Account/${there}`)).body;
const languages = ['fi', 'sv', 'en'];

/// The page says each of these, in each language.
async function says(where, there, sentences) {
  for (const [i, language] of languages.entries()) {
    const text = textOf(await read(where, there, language));
    for (const each of sentences) assert.ok(text.includes(each[i]), `${there} in ${language} says: ${each[i]}\n${text}`);
  }
}

test('the accessibility statement says who, when, how well, how it was found out, and where to complain (R-211, R-212, R-213)', async () => {
  await says(demo, 'Accessibility', [
    ['Palvelusta vastaa Kokkolan kaupunki', 'Karleby stad ansvarar', 'The City of Kokkola is responsible'],
    ['päivitetty 23.11.2026', 'uppdaterades 23.11.2026', 'updated on 23 November 2026'],
    ['306/2019', '306/2019', '306/2019'],
    ['(WCAG 2.1, tasot A ja AA) kokonaan', 'uppfyller helt lagens tillgänglighetskrav (WCAG 2.1, nivåerna A och AA)', '(WCAG 2.1, levels A and AA) in full'],
    ['Tiedossamme ei ole sisältöä', 'Vi känner inte till något innehåll', 'We do not know of any content'],
    ['Olemme tehneet arvion itse, viimeksi 20.11.2026', 'senast 20.11.2026', 'last made on 20 November 2026'],
    ['Vastaamme kahden viikon kuluessa', 'Vi svarar inom två veckor', 'We answer within two weeks'],
    ['Traficom', 'Traficom', 'Traficom'],
    ['029 534 5000', '029 534 5000', '29 534 5000']]);
  assert.equal(linkNamed(await read(demo, 'Accessibility', 'fi'), 'tehdä ilmoituksen valvovalle viranomaiselle'), 'https://www.saavutettavuusvaatimukset.fi/');
  assert.equal(linkNamed(await read(demo, 'Accessibility', 'fi'), 'saavutettavuus@traficom.fi'), 'mailto:saavutettavuus@traficom.fi');
  assert.equal(linkNamed(await read(demo, 'Accessibility', 'sv'), 'anmäla saken till tillsynsmyndigheten'), 'https://www.tillganglighetskrav.fi/');
  assert.equal(linkNamed(await read(demo, 'Accessibility', 'sv'), 'tillganglighet@traficom.fi'), 'mailto:tillganglighet@traficom.fi');
});

test('gaps, an external evaluation, a form for feedback and another supervisor are told as configured', async () => {
  await says(town, 'Accessibility', [
    ['osittain. Puutteet luetellaan alla.', 'uppfyller delvis lagens tillgänglighetskrav (WCAG 2.1, nivåerna A och AA). Bristerna räknas upp nedan.', 'in part. The gaps are listed below.'],
    ['koska se on skannattu paperista (WCAG 1.1.1)', 'har skannats från papper', 'it was scanned from paper'],
    ['Ulkopuolisen arvion on tehnyt Esimerkki Oy, viimeksi 1.10.2026', 'gjorts av Exempel Ab, senast 1.10.2026', 'made by Example Ltd, last on 1 October 2026'],
    ['Toinen virasto valvonta@example.org', 'Traficom', 'Traficom']]);
  const page = await read(town, 'Accessibility', 'fi');
  for (const unsaid of ['kokonaan', 'Tiedossamme ei ole', 'arvion itse', 'Traficom']) assert.ok(!textOf(page).includes(unsaid), unsaid);
  assert.equal(linkNamed(page, 'Anna palautetta lomakkeella'), 'https://www.example.org/palaute');
  assert.equal(linkNamed(page, 'tehdä ilmoituksen valvovalle viranomaiselle'), 'https://valvonta.example.org/');
});

test('the privacy notice says what articles 13 and 14 of the GDPR ask for (R-226)', async () => {
  await says(demo, 'Privacy', [
    ['Rekisterinpitäjä: Kokkolan kaupunki', 'Personuppgiftsansvarig: Karleby stad', 'Controller: City of Kokkola'],
    ['Tietosuojavastaava: tietosuoja@example.com', 'Dataskyddsombud: tietosuoja@example.com', 'Data protection officer: tietosuoja@example.com'],
    ['6 artiklan 1 kohdan e alakohta', 'artikel 6.1 e', 'Article 6(1)(e)'],
    ['Tiedot saamme sinulta ja kaupungin aiemmasta', 'av dig och från stadens tidigare', "from you and from the city's earlier"],
    ['välitetään sille palvelulle, johon kirjaudut', 'förmedlas till den tjänst', 'passed to the service'],
    ['EU:n tai Euroopan talousalueen ulkopuolelle', 'till länder utanför EU', 'outside the EU'],
    ['eikä profiloi', 'profilerar dig inte', 'does not profile'],
    ['Käyttäjätunnusta ei ole pakko luoda', 'Du behöver inte skapa', 'You do not have to create'],
    ['pyytää käsittelyn rajoittamista', 'behandlingen begränsas', 'processing to be restricted'],
    ['valituksen tietosuojavaltuutetulle', 'ett klagomål till dataombudsmannen', 'a complaint to the Data Protection Ombudsman']]);
  await says(town, 'Privacy', [['Palvelua ylläpitää Esimerkki Oy.', 'förmedlas', 'passed to']]);
});

test('the retention periods are those of the settings and of the purge (R-225)', async () => {
  await says(demo, 'Privacy', [
    ['enintään 12 tunnin ajan. Jos valitset, että kirjautuminen muistetaan, 30 päivän ajan', 'högst 12 timmar. Om du väljer att tjänsten ska komma ihåg inloggningen, i 30 dagar', 'at most 12 hours. If you choose to be remembered, for 30 days'],
    ['14 päivän ajan sulkemisesta', 'I 14 dagar efter stängningen', 'For 14 days after it was closed'],
    ['730 päivän ajan. Kun', 'I 730 dagar. När', 'For 730 days. When'],
    ['14 päivän ajan', 'I 14 dagar', 'For 14 days'], ['30 päivän ajan viimeisestä', 'I 30 dagar efter den sista', 'For 30 days after the last one']]);
  await says(town, 'Privacy', [['enintään 1 tunnin ajan.', 'högst 1 timme.', 'at most 1 hour.'], ['1 päivän ajan.', 'i 1 dag.', 'for 1 day.'],
    ['1 päivän ajan sulkemisesta.', 'I 1 dag efter stängningen.', 'For 1 day after it was closed.']]);
  await says(town, 'Cookies', [['1 tunnin kuluttua. Jos', 'efter 1 timme. Om', 'after 1 hour at the latest. If'], ['voimassa 1 päivän.', 'i 1 dag.', 'for 1 day.']]);
  await says(demo, 'Privacy', [['Niin kauan kuin tunnus on käytössä', 'Så länge kontot används', 'As long as the account is in use']]);
  assert.ok(!textOf(await read(demo, 'Privacy', 'en')).includes('nobody has signed in'));
  await says(town, 'Privacy', [
    ['Jos sillä ei ole kirjauduttu 5 vuoteen, se suljetaan ja poistetaan. Kerromme siitä sähköpostilla 60 päivää aiemmin.',
      'Om ingen har loggat in på 5 år stängs och raderas kontot. Vi meddelar det per e-post 60 dagar i förväg.',
      'If nobody has signed in to it for 5 years, it is closed and deleted. We tell you by email 60 days before that.']]);
  const purge = readFileSync(path.join(root, 'fcgi-app/store/purge.hpp'), 'utf8');
  const days = (name) => Number(new RegExp(`${name}\\{(\\d+)\\}`).exec(purge)[1]);
  await says(demo, 'Privacy', [[`${days('mails_kept')} päivän ajan`, `I ${days('mails_kept')} dagar`, `For ${days('mails_kept')} days`],
    [`${days('links_kept')} päivän kuluttua`, `raderas ${days('links_kept')} dagar efter`, `deleted ${days('links_kept')} days after`],
    [`${2 * days('mails_kept')} päivän ajan siitä, kun muutos`, `${2 * days('mails_kept')} dagar efter att ändringen`, `${2 * days('mails_kept')} days after the change`],
    ['365 päivän ajan siitä, kun pyyntö', 'I 365 dagar efter att begäran', 'For 365 days after the request']]);
});

test('the pages say how long a mailed link works, also one that undoes a change (R-225, R-227)', async () => {
  await says(demo, 'Privacy', [
    ['jolla perut sähköpostiosoitteen vaihdon, on voimassa 7 päivää', 'ångra ett byte av e-postadress gäller i 7 dagar', 'undoing a change of email address is valid for 7 days'],
    ['kunnes muutos tulee voimaan', 'tills ändringen träder i kraft', 'until the change takes effect']]);
  await says(demo, 'Cookies', [['vaihtoa peruttaessa 7 päivää', '7 dagar när du ångrar', '7 days when you undo']]);
  await says(town, 'Privacy', [['on voimassa 1 päivän', 'gäller i 1 dag.', 'valid for 1 day.']]);
});

test('the privacy notice names what is kept of sign-ins, and what residents wrote to the city (R-226)', () =>
  says(demo, 'Privacy', [
    ['säilytämme ajan, IP-osoitteen ja selaimen', 'sparar vi tid, IP-adress och webbläsare', 'the time, the IP address and the browser'],
    ['pyynnöt, jotka olet lähettänyt kaupungille', 'de begäranden som du har skickat till staden', 'the requests that you have sent to the city']]));

test('the page about cookies lists each cookie that the program knows, and no other (R-227)', async () => {
  const header = readFileSync(path.join(root, 'fcgi-app/flow/visit.hpp'), 'utf8');
  const known = [...header.matchAll(/constexpr std::string_view \w+ = "(__Host-[\w-]+)";/g)].map(([, name]) => name).sort();
  assert.ok(known.length >= 5);
  for (const language of languages) {
    const listed = [...(await read(demo, 'Cookies', language)).matchAll(/<code>([^<]+)<\/code>/g)].map(([, name]) => name).sort();
    assert.deepEqual(listed, known, language);
  }
});

test('whoever has no e-mail, shares one, or acts for another finds help from every page, with contact and hours (R-206, R-220)', async () => {
  await says(demo, 'Help', [
    ['neuvonta@example.com', 'neuvonta@example.com', 'neuvonta@example.com'],
    ['Puhelin: 040 000 0000', 'Telefon: 040 000 0000', 'Telephone: +358 40 000 0000'],
    ['Käyntiosoite: Esimerkkikatu 1', 'Besöksadress: Exempelgatan 1', 'Visiting address: Esimerkkikatu 1'],
    ['Palveluajat: arkisin klo 9–15', 'Öppettider: vardagar kl. 9–15', 'Opening hours: on weekdays'],
    ['Minulla ei ole sähköpostia', 'Jag har ingen e-post', 'I have no email'],
    ['yhteinen sähköposti', 'gemensam e-postadress', 'shares one email'],
    ['yrityksen tai yhdistyksen', 'ett företag eller en förening', 'a company or an association'],
    ['edunvalvoja', 'intressebevakare', 'guardian'],
    ['Nimeni on muuttunut', 'Mitt namn har ändrats', 'My name has changed'],
    ['En pääse enää sähköpostiini', 'Jag kommer inte längre åt min e-post', 'I can no longer open my mailbox'],
    ['Läheinen on kuollut', 'En närstående har avlidit', 'Someone close to you has died']]);
  for (const there of ['Login', 'Register', 'Nowhere', 'Cookies'])
    assert.ok(linksOf(await read(demo, there, 'fi')).some(([to, words]) => to === '/Account/Help' && words === 'Apua ja neuvontaa'), there);
});

test('the help says what to do about an old user name, a message that nobody asked for, and a borrowed device', async () => {
  await says(demo, 'Help', [
    ['Muistan vain aiemman käyttäjätunnukseni', 'Jag minns bara mitt tidigare användarnamn', 'I only remember my old username'],
    ['Sain viestin, jota en pyytänyt', 'ett meddelande som jag inte har bett om', 'a message that I did not ask for'],
    ['Kukaan meistä ei kysy salasanaasi', 'Ingen av oss frågar efter ditt lösenord', 'None of us asks for your password'],
    ['on vaihdettu tai sitä ollaan vaihtamassa, peru tai pysäytä muutos heti viestissä olevalla linkillä', 'ångra eller stoppa ändringen genast via länken i meddelandet', 'undo or stop the change at once with the link in the message'],
    ['yhteistä tai lainattua laitetta', 'en gemensam eller lånad enhet', 'a shared or borrowed device']]);
  const { from_address: sender } = /from_address = "(?<from_address>[^"]+)"/.exec(readFileSync(demo.facts.config, 'utf8')).groups;
  for (const language of languages) {
    const page = await read(demo, 'Help', language);
    assert.ok(textOf(page).includes(sender), language);
    const links = linksOf(page).map(([to]) => to);
    for (const to of ['/Account/Forgot', '/Account/Settings/Devices']) assert.ok(links.includes(to), `${language} ${to}`);
  }
});

test('what an installation does not tell of itself leaves no hole', async () => {
  const names = '{ city = "K", city_genitive = "K", service = "A", service_inessive = "A", site = "A", contact = "C", adviser = "N", privacy_contact = "T" }';
  const quiet = await startDemo({ settings: { 'names.fi': names } });
  try {
    const text = textOf(await read(quiet, 'Help', 'fi'));
    for (const word of ['Puhelin:', 'Käyntiosoite:', 'Palveluajat:', '{', '}']) assert.ok(!text.includes(word), word);
    assert.ok(!textOf(await read(quiet, 'Accessibility', 'fi')).includes('lomakkeella'));
  } finally {
    quiet.stop();
  }
});
