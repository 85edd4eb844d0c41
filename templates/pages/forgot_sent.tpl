{{%AUTOESCAPE context="HTML"}}
{{TITLE forgot.sent_title}}
{{! The same for every USER_NAME, whether it exists or not. RETURN_URL. ALREADY_SENT: at the daily limit. }}
{{PART heading}}
<div class="message good" role="status">
<p>{{T forgot.sent}}</p>
{{#ALREADY_SENT}}<p>{{T login.already_sent}}</p>{{/ALREADY_SENT}}
</div>
<p>{{T forgot.sent_to}}</p>
<p>{{T forgot.sent_help #recovery_minutes}}</p>
<p><a href="/Account/Forgot?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T forgot.again}}</a></p>
<p><a href="/Account/Login?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T login.back}}</a></p>
