{{%AUTOESCAPE context="HTML"}}
{{TITLE delete.confirm_title}}
{{! USER_NAME; BACK_URL; STEP: sealed, the password was just given. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<div class="message bad">
<p class="for">{{USER_NAME}}</p>
<p>{{T delete.closed_at_once}}</p>
<p>{{T delete.come_back #erase_after_days}}</p>
</div>
<form method="post" action="/Account/Settings/Delete">
{{PART form_token}}
<input type="hidden" name="step" value="{{STEP}}">
<button class="danger">{{T delete.confirm}}</button>
</form>
<p class="aside"><a href="{{BACK_URL}}">{{T settings.back_unchanged}}</a></p>
{{PART send_once}}
