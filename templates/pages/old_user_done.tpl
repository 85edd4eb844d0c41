{{%AUTOESCAPE context="HTML"}}
{{TITLE old_user.done_title}}
{{! OLD_NAME }}
{{PART settings_breadcrumb}}
{{PART heading}}
<div class="message good" role="status"><p>{{T old_user.done}}</p></div>
<p><a class="button" href="/Account/Settings/History">{{T settings.history}}</a></p>
