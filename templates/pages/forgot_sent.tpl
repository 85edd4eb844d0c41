{{%AUTOESCAPE context="HTML"}}
{{TITLE forgot.sent_title}}
{{! The same for every USER_NAME, whether it exists or not. RETURN_URL. }}
{{PART heading}}
<div class="message good" role="status">
<p>{{T forgot.sent}}</p>
</div>
<p>{{T forgot.sent_to}}</p>
<p>{{T forgot.sent_help #recovery_minutes}}</p>
<p>{{T email.lost_old @}}</p>
<p><a href="/Account/Forgot?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T forgot.again}}</a></p>
<p><a href="/Account/Login?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T login.back}}</a></p>
