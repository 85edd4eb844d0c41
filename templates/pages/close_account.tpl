{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.delete}}
{{! USER_NAME; BACK_URL. Error field: current_password. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T delete.what_happens #erase_after_days}}</p>
<p>{{T delete.copy_first -> /Account/Settings/Data}}</p>
<form method="post" action="/Account/Settings/Delete">
{{PART form_token}}
{{PART known_user_name}}
{{PART current_password}}
<p class="note">{{T delete.next}}</p>
<button>{{T login.continue}}</button>
</form>
<p class="aside"><a href="{{BACK_URL}}">{{T settings.back_unchanged}}</a></p>
{{PART show_password}}
