{{%AUTOESCAPE context="HTML"}}
{{TITLE password.confirm_title}}
{{! USER_NAME, RETURN_URL. Error field: current_password. }}
{{PART heading}}
<p>{{T password.confirm_it_is_you}}</p>
<form method="post" action="/Account/ConfirmPassword">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
{{PART known_user_name}}
<div class="field">
<label for="current_password">{{T password.current}}</label>
{{#CURRENT_PASSWORD_ERROR}}<p class="error" id="current_password-error">{{ERROR_TEXT}}</p>{{/CURRENT_PASSWORD_ERROR}}
<input type="password" id="current_password" name="current_password" autocomplete="current-password" aria-required="true"{{#CURRENT_PASSWORD_ERROR}} aria-invalid="true" aria-describedby="current_password-error"{{/CURRENT_PASSWORD_ERROR}}>
</div>
<p class="note">{{T password.required_note}}</p>
<button>{{T login.continue}}</button>
</form>
<p class="aside"><a href="/Account/Settings">{{T password.confirm_back}}</a></p>
{{PART show_password}}
