{{%AUTOESCAPE context="HTML"}}
{{TITLE password.confirm_title}}
{{! USER_NAME, RETURN_URL. Error field: current_password. }}
{{PART heading}}
<p>{{T password.confirm_it_is_you}}</p>
<form method="post" action="/Account/ConfirmPassword">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
{{PART known_user_name}}
{{PART current_password}}
<p class="note">{{T password.required_note}}</p>
<button>{{T login.continue}}</button>
</form>
<p class="aside"><a href="/Account/Forgot">{{T login.forgot}}</a></p>
<p class="aside"><a href="/Account/Settings">{{T password.confirm_back}}</a></p>
{{PART show_password}}
