// The words that residents have on paper before them, letter for letter.
import assert from 'node:assert/strict';

export const intro = 'Kirjautumisjärjestelmä on muuttunut edellisen kirjautumisesi jälkeen. Käyttäjätunnuksena toimii '
  + 'jatkossa sähköpostiosoitteesi.';
export const orRegister = 'Luo uusi käyttäjätunnus jos sinulla ei vielä ole omaa käyttäjätunnusta.';
export const linkSent = 'Sähköpostiisi on lähetetty linkki, jonka avulla voit asettaa salasanan. Kun olet asettanut salasanan, '
  + 'pääset kirjautumaan sillä palveluun.';
export const changeIntro = 'Voit vaihtaa salasanan syöttämällä uuden salasanan alla oleviin kenttiin. Salasanan vaihdon jälkeen '
  + 'voit kirjautua palveluun uudella salasanalla.';
export const changed = 'Salasanan vaihto onnistui, voit nyt kirjautua palveluun uudella salasanalla.';

/// The mail of the guide; gives its link.
export function saysWhatTheGuidePromises(letter, person) {
  const link = letter.linkTo('/Account/RecoverPassword');
  const inOrder = [
    'Alla olevalla linkillä pääset vaihtamaan unohtuneen salasanasi Asiointipalvelussa.',
    `Käyttäjätunnus: ${person.address}`,
    `<${link}>`,
    'Tämä on palvelun automaattisesti lähettämä viesti. Älä vastaa tähän viestiin.\nOngelmatilanteissa ota yhteys kuntaan.',
    'Ystävällisin terveisin,\nAsiointipalvelu',
  ];
  const text = `\n${letter.text}`;
  let from = 0;
  for (const part of inOrder) {
    const at = text.indexOf(`\n${part}\n`, from);
    assert.ok(at >= from, `the mail says, in its place: ${part}`);
    from = at + part.length;
  }
  return link;
}
