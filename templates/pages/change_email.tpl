{{%AUTOESCAPE context="HTML"}}
{{TITLE email.title}}
{{! USER_NAME: the address that holds. NEW_EMAIL: refilled. Error fields: new_email, current_password. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T email.change_intro}}</p>
<form method="post" action="/Account/Settings/Email">
{{PART form_token}}
{{PART known_user_name}}
<div class="field">
<label for="new_email">{{T email.new}}</label>
{{#NEW_EMAIL_ERROR}}<p class="error" id="new_email-error">{{ERROR_TEXT}}</p>{{/NEW_EMAIL_ERROR}}
<input type="text" id="new_email" name="new_email" value="{{NEW_EMAIL}}" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true"{{#NEW_EMAIL_ERROR}} aria-invalid="true" aria-describedby="new_email-error"{{/NEW_EMAIL_ERROR}}>
</div>
{{PART current_password}}
<p class="note">{{T password.required_note}}</p>
<button>{{T email.submit}}</button>
</form>
<p class="aside"><a href="/Account/Forgot">{{T login.forgot}}</a></p>
{{PART show_password}}
