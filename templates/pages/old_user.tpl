{{%AUTOESCAPE context="HTML"}}
{{TITLE old_user.title}}
{{! OLD_NAME: refilled. Error field: old_name. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T settings.link_old}}</p>
<form method="post" action="/Account/Settings/OldUser">
{{PART form_token}}
{{PART old_name}}
<p class="note">{{T password.required_note}}</p>
<button>{{T forgot.submit}}</button>
</form>
<p class="aside">{{T old_user.staff -> /Account/Settings/OldUser/Staff}}</p>
