{{%AUTOESCAPE context="HTML"}}
{{TITLE logout.done_title}}
{{! START_URL: the portal. }}
{{PART heading}}
<div class="message good" role="status"><p>{{T logout.done_first}}</p></div>
<p>{{T logout.done}}</p>
<p><a class="button" href="/Account/Login">{{T logout.again}}</a></p>
<p><a href="{{START_URL}}">{{T portal.back}}</a></p>
