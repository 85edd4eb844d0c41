{{%AUTOESCAPE context="HTML"}}
{{TITLE delete.done_title}}
{{PART heading}}
<p>{{T logout.done}}</p>
<p><a href="/Account/Login">{{T login.back}}</a></p>
