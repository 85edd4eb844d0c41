{{%AUTOESCAPE context="HTML"}}
{{TITLE password.done_title}}
{{! LOGIN_URL: the login page, with where the resident began. }}
<nav class="breadcrumb" aria-label="{{T breadcrumb.label}}"><ol><li><a href="{{LOGIN_URL}}">{{T breadcrumb.back}}</a> <span aria-hidden="true">&gt;</span> </li><li aria-current="page">{{T password.title}}</li></ol></nav>
{{PART heading}}
<div class="message good" role="status"><p>{{T password.done}}</p></div>
<p>{{T password.keep}}</p>
<p><a class="button" href="{{LOGIN_URL}}">{{T password.go_to_login}}</a></p>
