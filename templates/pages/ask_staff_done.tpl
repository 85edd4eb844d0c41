{{%AUTOESCAPE context="HTML"}}
{{TITLE ask_staff.done_title}}
{{! OLD_NAME }}
{{PART settings_breadcrumb}}
{{PART heading}}
<div class="message good" role="status"><p>{{T ask_staff.done}}</p></div>
<p>{{T ask_staff.done_help}}</p>
<p><a class="button" href="/Account/Settings">{{T password.confirm_back}}</a></p>
