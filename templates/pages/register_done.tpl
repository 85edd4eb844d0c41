{{%AUTOESCAPE context="HTML"}}
{{TITLE register.done_title}}
{{! LOGIN_URL: the login page, with where the resident began. }}
{{PART heading}}
<div class="message good" role="status"><p>{{T register.done}}</p></div>
<p>{{T password.keep}}</p>
<p><a class="button" href="{{LOGIN_URL}}">{{T password.go_to_login}}</a></p>
