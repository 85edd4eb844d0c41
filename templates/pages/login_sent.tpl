{{%AUTOESCAPE context="HTML"}}
{{TITLE login.link_sent_title}}
{{! The first step again, after a link was sent. USER_NAME, RETURN_URL. }}
<h1>{{T login.title}}</h1>
{{PART messages}}
<div class="message good" role="status" id="notice" tabindex="-1">
<p>{{T login.link_sent}}</p>
</div>
<p>{{T login.link_sent_help #first_password_hours}}</p>
<form method="post" action="/Account/Login">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
{{PART user_name}}
<div class="buttons">
<button>{{T login.continue}}</button>
<button class="second" name="resend" value="1">{{T login.resend}}</button>
</div>
</form>
<div class="aside">
{{PART login_intro}}
<p>{{T login.no_email}}</p>
</div>
