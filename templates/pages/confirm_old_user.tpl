{{%AUTOESCAPE context="HTML"}}
{{TITLE old_user.title}}
{{! Behind the mailed link. OLD_NAME, USER_NAME: to which account; LINK_PROOF. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T old_user.confirm}}</p>
<p class="for">{{T old_user.confirm_names}}</p>
<p>{{T old_user.confirm_what}}</p>
<form method="post" action="/Account/Settings/OldUser/Confirm">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<button>{{T old_user.confirm_submit}}</button>
</form>
<p class="aside"><a href="/Account/Settings">{{T password.confirm_back}}</a></p>
{{PART send_once}}
