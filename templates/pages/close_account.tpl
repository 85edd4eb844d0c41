{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.delete}}
{{! USER_NAME; BACK_URL. Error field: current_password. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<ul>
<li>{{T delete.closed_at_once}}</li>
<li>{{T delete.come_back #erase_after_days}}</li>
<li>{{T delete.matters_stay}}</li>
</ul>
<p>{{T delete.copy_first -> /Account/Settings/Data}}</p>
<form method="post" action="/Account/Settings/Delete">
{{PART form_token}}
{{PART known_user_name}}
{{PART current_password}}
<p class="note">{{T delete.next}}</p>
<button>{{T login.continue}}</button>
</form>
<p class="aside"><a href="{{BACK_URL}}">{{T settings.back_unchanged}}</a></p>
<p class="aside"><a href="/Account/Forgot">{{T login.forgot}}</a></p>
{{PART show_password}}
