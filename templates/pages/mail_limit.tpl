{{%AUTOESCAPE context="HTML"}}
{{TITLE mail_limit.title}}
{{! At the daily limit of mails: the same for every USER_NAME, whether it exists or not. AGAIN_PATH: the page of the form. RETURN_URL. }}
{{PART heading}}
<div class="message" role="status"><p>{{T mail_limit.text @}}</p></div>
<p>{{T forgot.sent_to}}</p>
<p><a href="{{AGAIN_PATH}}?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T mail_limit.again}}</a></p>
<p><a href="/Account/Login?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T login.back}}</a></p>
