{{%AUTOESCAPE context="HTML"}}
{{TITLE register.sent_title}}
{{! The same for every EMAIL, whether it has an account or not.
    SUGGESTION with SUGGESTION_URL and SUGGESTION: another spelling of the address. }}
{{PART heading}}
<div class="message good" role="status">
<p>{{T register.sent #registration_hours}}</p>
</div>
{{#SUGGESTION}}<p>{{T login.did_you_mean -> SUGGESTION_URL}}</p>{{/SUGGESTION}}
<p>{{T register.sent_help}}</p>
<p><a href="/Account/Register">{{T register.again}}</a></p>
<p><a href="/Account/Login">{{T login.back}}</a></p>
