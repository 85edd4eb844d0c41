{{%AUTOESCAPE context="HTML"}}
{{TITLE password.title}}
{{! USER_NAME, BACK_URL; SUGGESTION with PHRASE. Error fields: current_password, new_password, confirm_password. }}
{{PART password_breadcrumb}}
{{PART heading}}
<p>{{T password.change_intro}}</p>
<form method="post" action="/Account/Settings/Password">
{{PART form_token}}
{{PART known_user_name}}
<div class="field">
<label for="current_password">{{T password.current}}</label>
{{#CURRENT_PASSWORD_ERROR}}<p class="error" id="current_password-error">{{ERROR_TEXT}}</p>{{/CURRENT_PASSWORD_ERROR}}
<input type="password" id="current_password" name="current_password" autocomplete="current-password" aria-required="true"{{#CURRENT_PASSWORD_ERROR}} aria-invalid="true" aria-describedby="current_password-error"{{/CURRENT_PASSWORD_ERROR}}>
</div>
{{PART new_password}}
<button>{{T password.submit}}</button>
</form>
<p class="aside"><a href="/Account/Forgot">{{T login.forgot}}</a></p>
