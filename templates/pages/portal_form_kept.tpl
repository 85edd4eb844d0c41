{{%AUTOESCAPE context="HTML"}}
{{TITLE session.form_kept_title}}
{{! In place of the portal's answer to a form. LOGIN_URL: the login page. Reloading this page sends the form again. }}
{{PART heading}}
<p><strong>{{T session.form_kept}}</strong></p>
<ol>
<li><a href="{{LOGIN_URL}}" target="_blank" rel="noopener">{{T session.form_kept_1}}</a></li>
<li>{{T session.form_kept_2}}</li>
<li>{{T session.form_kept_3}}</li>
</ol>
