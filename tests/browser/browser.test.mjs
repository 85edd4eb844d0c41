// All tests in the browser, on one demo and one Chromium: starting these takes longer than most of the tests. Each topic
// also runs alone: node --test tests/browser/keyboard.mjs
import './guide.mjs';
import './accounts.mjs';
import './keyboard.mjs';
import './forms.mjs';
import './password_manager.mjs';
import './firefox.mjs';
import './show_password.mjs';
import './weight.mjs';
import './languages.mjs';
import './privacy.mjs';
import './letters.mjs';
import './portal.mjs';
import './everywhere.mjs';
