{{%AUTOESCAPE context="HTML"}}
{{TITLE login.title}}
{{! First step. USER_NAME and RETURN_URL: refilled. Error field: user_name. }}
{{PART heading}}
{{PART login_intro}}
<form method="post" action="/Account/Login">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
{{PART user_name}}
<button>{{T login.continue}}</button>
</form>
<p class="aside">{{T login.no_email}}</p>
