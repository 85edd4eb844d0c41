{{%AUTOESCAPE context="HTML"}}
{{TITLE password.title}}
{{! USER_NAME, BACK_URL; SUGGESTION with PHRASE. Error fields: current_password, new_password, confirm_password. }}
{{PART password_breadcrumb}}
{{PART heading}}
<p>{{T password.change_intro}}</p>
<form method="post" action="/Account/Settings/Password">
{{PART form_token}}
{{PART known_user_name}}
{{PART current_password}}
{{PART new_password}}
<button>{{T password.submit}}</button>
</form>
<p class="aside"><a href="/Account/Forgot">{{T login.forgot}}</a></p>
