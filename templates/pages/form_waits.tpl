{{%AUTOESCAPE context="HTML"}}
{{TITLE form_waits.title}}
{{! In the tab in which somebody signed in whose form waits in another one. }}
{{PART heading}}
<p>{{T form_waits.text}}</p>
<ol>
<li>{{T form_waits.1}}</li>
<li>{{T form_waits.2}}</li>
<li>{{T session.form_kept_3}}</li>
</ol>
