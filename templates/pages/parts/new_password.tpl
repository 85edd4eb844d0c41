{{%AUTOESCAPE context="HTML"}}
{{! Two fields for a new password, with help. SUGGESTION with PHRASE: a password to use as it stands. }}
<div class="field">
<label for="new_password">{{T password.new}}</label>
<p class="hint" id="new_password-hint">{{T password.hint}}</p>
{{#SUGGESTION}}<p class="hint" id="suggestion">{{T password.suggestion}}</p>{{/SUGGESTION}}
{{#NEW_PASSWORD_ERROR}}<p class="error" id="new_password-error">{{ERROR_TEXT}}</p>{{/NEW_PASSWORD_ERROR}}
<input type="password" id="new_password" name="new_password" autocomplete="new-password" passwordrules="minlength: {{T password.min_length}}; maxlength: {{T password.max_length}}; allowed: unicode;" aria-describedby="{{#NEW_PASSWORD_ERROR}}new_password-error {{/NEW_PASSWORD_ERROR}}new_password-hint{{#SUGGESTION}} suggestion{{/SUGGESTION}}" aria-required="true"{{#NEW_PASSWORD_ERROR}} aria-invalid="true"{{/NEW_PASSWORD_ERROR}}>
</div>
<div class="field">
<label for="confirm_password">{{T password.confirm}}</label>
{{#CONFIRM_PASSWORD_ERROR}}<p class="error" id="confirm_password-error">{{ERROR_TEXT}}</p>{{/CONFIRM_PASSWORD_ERROR}}
<input type="password" id="confirm_password" name="confirm_password" autocomplete="new-password" aria-required="true"{{#CONFIRM_PASSWORD_ERROR}} aria-invalid="true" aria-describedby="confirm_password-error"{{/CONFIRM_PASSWORD_ERROR}}>
</div>
<p class="note">{{T password.required_note}}</p>
{{PART show_password}}
