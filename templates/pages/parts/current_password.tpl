{{%AUTOESCAPE context="HTML"}}
{{! Before an important change: it is you. Error field: current_password. }}
<div class="field">
<label for="current_password">{{T password.current}}</label>
{{#CURRENT_PASSWORD_ERROR}}<p class="error" id="current_password-error">{{ERROR_TEXT}}</p>{{/CURRENT_PASSWORD_ERROR}}
<input type="password" id="current_password" name="current_password" autocomplete="current-password" aria-required="true"{{#CURRENT_PASSWORD_ERROR}} aria-invalid="true" aria-describedby="current_password-error"{{/CURRENT_PASSWORD_ERROR}}>
</div>
