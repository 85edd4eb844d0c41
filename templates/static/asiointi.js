// A double click sends a form once, and a button beside each password field shows what was typed. Pages are complete without.
(() => {
  const words = document.currentScript.dataset;
  for (const form of document.forms) {
    let sentAt = -1500;
    form.addEventListener('submit', (event) => {
      if (event.timeStamp < sentAt + 1500) event.preventDefault();
      else sentAt = event.timeStamp;
    });
  }
  for (const field of document.querySelectorAll('input[type=password]')) {
    const button = document.createElement('button');
    const spoken = document.createElement('span');
    const show = (shown) => {
      field.type = shown ? 'text' : 'password';
      button.textContent = shown ? words.hide : words.show;
    };
    show(false);
    button.type = 'button';
    button.className = 'second show';
    button.setAttribute('aria-controls', field.id);
    button.setAttribute('aria-describedby', field.labels[0].id = `${field.id}-label`);
    spoken.className = 'away';
    spoken.setAttribute('aria-live', 'polite');
    button.onclick = () => {
      show(field.type === 'password');
      spoken.textContent = field.type === 'text' ? words.shown : words.hidden;
    };
    // As text, it is still nothing for spelling services and clever keyboards.
    field.spellcheck = false;
    field.autocapitalize = 'none';
    field.parentNode.classList.add('reveal');
    field.after(button, spoken);
    field.form.addEventListener('submit', () => show(false)); // password managers look at the fields now
  }
})();
