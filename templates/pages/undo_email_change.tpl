{{%AUTOESCAPE context="HTML"}}
{{TITLE email.undo.title}}
{{! Behind the link in the mail to the replaced address, OLD_EMAIL. LINK_PROOF. Error field: old_password. }}
{{PART heading}}
<p>{{T email.undo.question}}</p>
<p>{{T email.undo.what_happens}}</p>
<form method="post" action="/Account/UndoEmailChange">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<input type="text" class="away" id="user_name" name="user_name" value="{{OLD_EMAIL}}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
<div class="field">
<label for="old_password">{{T email.undo.password}}</label>
<p class="hint" id="old_password-hint">{{T email.undo.password_hint}}</p>
{{#OLD_PASSWORD_ERROR}}<p class="error" id="old_password-error">{{ERROR_TEXT}}</p>{{/OLD_PASSWORD_ERROR}}
<input type="password" id="old_password" name="old_password" autocomplete="current-password" aria-required="true" aria-describedby="{{#OLD_PASSWORD_ERROR}}old_password-error {{/OLD_PASSWORD_ERROR}}old_password-hint"{{#OLD_PASSWORD_ERROR}} aria-invalid="true"{{/OLD_PASSWORD_ERROR}}>
</div>
<p class="note">{{T password.required_note}}</p>
<button>{{T email.undo.button}}</button>
</form>
<h2>{{T email.undo.freeze_title}}</h2>
<p>{{T email.undo.freeze_text}}</p>
<form method="post" action="/Account/UndoEmailChange">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<button class="second" name="freeze" value="1">{{T email.undo.freeze_button}}</button>
</form>
{{PART show_password}}
